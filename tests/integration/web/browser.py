"""What a browser does with a form: takes its token along and names its origin."""

import re

from fastapi.testclient import TestClient
from httpx import Response

from tests.integration.web.conftest import ORIGIN

TOKEN = re.compile(r'name="form_token" value="(\w*)"')


def token_on(client: TestClient, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    assert found is not None
    return found.group(1)


def submit(client: TestClient, path: str, fields: dict[str, str]) -> Response:
    """Opens the page and sends its form."""
    return client.post(path, data={"form_token": token_on(client, path), **fields}, headers={"origin": ORIGIN})
