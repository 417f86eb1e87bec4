"""One bundle of a furnished world's application, made by the command's own way."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from app.composition_evidence import bundle_evidence
from app.evidence.offline import fingerprint_of
from app.evidence.signing import Signer
from app.kit.installation import Installation
from tests.integration.api.world import World, furnish, made, running_world

MARKUP = '<script>alert("1")</script> & <b>'


@dataclass(frozen=True)
class Made:
    """A bundle, whom it is about, and where."""

    data: bytes
    world: World
    path: Path
    fingerprint: str
    installation: Installation


@pytest.fixture(scope="package")
def bundle(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("bundle")
    with installation.owner.engine.begin() as connection:
        connection.execute(text("truncate audit_entries, audit_seals, audit_heads"))
    with running_world(installation, _with_markup) as world:
        path = folder / "bundle.zip"
        bundle_evidence(installation, world.desk.application_id, path)
        key = Signer(installation.settings.signing_key_file).key
        yield Made(path.read_bytes(), world, path, fingerprint_of(key), installation)


def _with_markup(world: World) -> None:
    furnish(world)
    made(world["chen"], f"/applications/{world.desk.application_id}/messages", {"body": MARKUP})
