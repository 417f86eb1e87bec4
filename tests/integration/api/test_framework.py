"""What the framework does for any route: shown with routes of the test's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.kit.installation import Installation
from app.web.api.bodies import Out
from app.web.api.call import Call
from app.web.api.reading import UploadedFile
from app.web.api.route import AGAIN, ApiRouter
from app.web.main import create_app
from app.web.policies import STAFF, staff_as
from tests.factories.desk import Desk
from tests.integration.api.conftest import As, Clock

BROKEN_OFF = text("do $$ begin raise sqlstate '40P01'; end $$")


class Told(Out):
    words: str


@dataclass
class Tries:
    """How often the endpoint was called, and how often it is to be broken off."""

    broken: int = 0
    made: list[int] = field(default_factory=list)


def router_of(tries: Tries) -> ApiRouter:
    router = ApiRouter("of the test", prefix="/api/test")

    @router.post("/tries", STAFF, "Is broken off by the database some times")
    def try_it(call: Call) -> Told:
        tries.made.append(len(tries.made))
        if len(tries.made) <= tries.broken:
            call.unit.session.execute(BROKEN_OFF)
        return Told(words=f"attempt {len(tries.made)}")

    @router.post("/files", staff_as(*STAFF.roles, max_body=1_000_000), "Takes a file")
    def take_file(call: Call, upload: UploadedFile) -> Told:
        return Told(words=f"{upload.file_name} {len(upload.content)} {upload.fields.get('kind', '')}")

    return router


@pytest.fixture
def tries() -> Tries:
    return Tries()


@pytest.fixture
def own(installation: Installation, clock: Clock, tries: Tries) -> Iterator[TestClient]:
    gate = create_app(installation, now=clock, with_insights=False)
    gate.app.router.routes.extend(router_of(tries).routes)  # type: ignore[attr-defined]
    with TestClient(gate, base_url="http://127.0.0.1") as client:
        yield client


def test_a_write_that_the_database_broke_off_is_tried_again(as_: As, own: TestClient, tries: Tries) -> None:
    tries.broken = AGAIN - 1
    headers = {"authorization": f"Bearer {as_('wang').token}", "idempotency-key": "k-1"}
    answer = own.post("/api/test/tries", headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"words": f"attempt {AGAIN}"})
    again = own.post("/api/test/tries", headers=headers)
    assert again.json() == answer.json()
    assert len(tries.made) == AGAIN


def test_one_that_is_always_broken_off_is_a_conflict(as_: As, own: TestClient, tries: Tries) -> None:
    tries.broken = 100
    headers = {"authorization": f"Bearer {as_('wang').token}", "idempotency-key": "k-1"}
    answer = own.post("/api/test/tries", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert len(tries.made) == AGAIN


def test_a_file_is_taken_with_its_fields_and_its_size_is_the_route_s(as_: As, own: TestClient) -> None:
    headers = {"authorization": f"Bearer {as_('wang').token}", "idempotency-key": "k-1"}
    large = b"x" * 500_000  # over what other routes take
    sent = {"files": {"file": ("简历.pdf", large)}, "data": {"kind": "cv"}}
    first, again = (own.post("/api/test/files", headers=headers, **sent) for _ in range(2))
    assert (first.status_code, first.json()) == (200, {"words": "简历.pdf 500000 cv"})
    assert again.headers["idempotency-replayed"] == "true"  # though the form's boundary is another
    other = own.post("/api/test/files", headers=headers, files={"file": ("简历.pdf", large + b"y")})
    assert other.json()["code"] == "idempotency_key_reused"
    too_large = own.post(
        "/api/test/files", headers=headers | {"idempotency-key": "k-2"}, files={"file": b"x" * 1_000_001}
    )
    assert (too_large.status_code, too_large.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("body", [{"json": {"file": "x"}}, {"data": {"file": "x"}}, {"content": b"x"}, {}])
def test_what_is_no_file_is_refused(as_: As, own: TestClient, body: dict[str, object]) -> None:
    headers = {"authorization": f"Bearer {as_('wang').token}", "idempotency-key": "k-1"}
    answer = own.post("/api/test/files", headers=headers, **body)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type")


def test_a_broken_form_is_refused(as_: As, own: TestClient) -> None:
    headers = {"authorization": f"Bearer {as_('wang').token}", "idempotency-key": "k-1"}
    broken = {"content-type": "multipart/form-data; boundary=x"}
    for content in (b"--x\r\nno header\r\n", b"", b"--y--", b"\0" * 100):
        answer = own.post("/api/test/files", headers=headers | broken, content=content)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["code"] in ("malformed_form", "wrong_media_type")
    bare = own.post("/api/test/files", headers=headers | {"content-type": "multipart/form-data"}, content=b"x")
    assert (bare.status_code, bare.json()["code"]) == (400, "malformed_form")
    two = [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]
    assert own.post("/api/test/files", headers=headers, files=two).json()["code"] == "malformed_form"
    steered = own.post("/api/test/files", headers=headers, files={"file": ("cv\u202efdp.exe", b"a")})
    assert steered.json()["errors"][0]["code"] == "control_character"
    answer = own.post("/api/test/files", headers=headers | {"content-type": "multipart/form-data"}, content=b"x")
    assert 400 <= answer.status_code < 500, answer.text


def test_a_draft_insists_on_the_version_it_is_based_on(as_: As, desk: Desk) -> None:
    wang, path = as_("wang"), f"/interviews/{desk.interview_id}/feedback"
    draft = {"text_for_panel": "solid"}
    without = wang.call("PUT", path, draft)
    assert (without.status_code, without.json()["code"]) == (428, "precondition_required")
    first = wang.call("PUT", path, draft, if_none_match="*")
    assert first.status_code == 200, first.text
    assert wang.call("PUT", path, draft, if_none_match="*").status_code == 412  # there is one by now
    etag = wang.get(f"{path}/mine").headers["etag"]
    assert first.headers["etag"] == etag
    saved = wang.call("PUT", path, {"text_for_panel": "other"}, if_match=etag)
    assert saved.status_code == 200, saved.text
    late = wang.call("PUT", path, draft, if_match=etag)
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
