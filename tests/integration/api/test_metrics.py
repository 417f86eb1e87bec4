"""How the process does, told to administrators and to the collector, to nobody else."""

import re

import pytest
from fastapi.testclient import TestClient

from app.kit.installation import Installation
from tests.integration.api.conftest import As


def test_requests_are_counted_by_route_and_never_by_address(as_: As, client: TestClient) -> None:
    admin = as_("admin")
    [one, *_] = admin.get("/departments").json()["items"]
    admin.get(f"/departments/{one['id']}")
    admin.get("/nothing/here")
    answer = client.get("/metrics", headers={"authorization": f"Bearer {admin.token}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    said = answer.text
    path = "/api/v1/departments/{department_id}"
    assert f'huiyin_http_requests_total{{method="GET",route="{path}",status="200"}} 1' in said
    assert 'huiyin_http_requests_total{method="GET",route="-",status="404"} 1' in said
    assert f'huiyin_http_request_seconds_count{{method="GET",route="{path}"}} 1' in said
    assert one["id"] not in said
    assert re.search(r"^huiyin_outbox_pending \d+$", said, re.MULTILINE)
    assert re.search(r"^huiyin_database_connections_busy 1$", said, re.MULTILINE)


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("recruiter", 403), ("admin", 200)])
def test_metrics_are_for_administrators(as_: As, client: TestClient, who: str, status: int) -> None:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {as_(who).token}", "accept": "text/html"})
    assert answer.status_code == status


def test_the_collector_has_a_token_of_its_own(client: TestClient, installation: Installation) -> None:
    path = installation.settings.keys_dir / "metrics.token"
    path.touch(mode=0o600)
    path.write_text("collector-token\n")
    try:
        answers = [
            client.get("/metrics", headers={"authorization": f"Bearer {token}".encode("latin-1")})
            for token in ("collector-token", "another", "\xe9")
        ]
    finally:
        path.unlink()
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    assert client.get("/metrics").status_code == 401
    assert client.get("/api/v1/departments", headers={"authorization": "Bearer collector-token"}).status_code == 401
