"""A viewer without a database."""

from uuid import UUID

import pytest

from app.people.models import Role
from app.people.schemas import Viewer


@pytest.fixture
def interviewer() -> Viewer:
    return Viewer(UUID(int=9), "王", {Role.INTERVIEWER: None}, frozenset(), "zh-CN", "Asia/Shanghai")
