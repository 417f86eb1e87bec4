"""A bundle: what is in it, how a stranger checks it, and that no byte of it can be changed unseen."""

import hashlib
import html.parser
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.bundles.errors import BundleExists
from app.bundles.page import TITLES
from app.bundles.rules import CANDIDATE, TELLINGS
from app.composition_evidence import bundle_evidence, verify_bundle
from app.evidence.offline import Damaged, canonical, check_bundle, read_archive, write_archive
from app.evidence.signing import Signer, ensure_signing_key
from app.kit.errors import NotFound
from app.kit.i18n import translator
from app.kit.records import FieldClass
from app.migrations.metadata import metadata
from tests.conventions.code import ROOT
from tests.integration.bundles.conftest import MARKUP, Made


def document(made: Made, name: str) -> Any:
    return json.loads(read_archive(made.data)[name])


def test_it_holds_everything_about_the_application(bundle: Made) -> None:
    promised, done, seen, sent = (document(bundle, f"{name}.json") for name in ("promised", "done", "seen", "sent"))
    application = str(bundle.world.desk.application_id)
    assert {row["id"] for row in done["applications"]} == {application}
    rows = [row for tables in (promised, done, seen, sent) for rows in tables.values() for row in rows]
    assert {row["application_id"] for row in rows if row.get("application_id")} == {application}
    filled = {table for tables in (promised, done, seen, sent) for table, rows in tables.items() if rows}
    assert filled >= {
        "sla_clocks", "sla_policies", "calendars", "calendar_days", "calendar_openings", "application_stages",
        "round_decisions", "interviews", "round_versions", "panel_members", "feedback_versions", "feedback_scores",
        "offers", "offer_versions", "offer_approvals", "complaints", "feedback_releases", "released_fields", "messages",
        "attachments", "outbox",
    }  # fmt: skip
    versions = {(row["id"], row["version"]) for row in promised["sla_policies"]}
    assert {(row["policy_id"], row["policy_version"]) for row in promised["sla_clocks"] if row["policy_id"]} <= versions
    assert "什么时候有结果？" in {row["body"] for row in sent["messages"]}


def test_no_secret_column_is_in_it(bundle: Made) -> None:
    secret = {
        column.name for table in metadata.sorted_tables for column in table.columns
        if column.info["class"] is FieldClass.SECRET
    }  # fmt: skip
    for name in ("promised", "done", "seen", "sent", "people"):
        tables = document(bundle, f"{name}.json")
        assert not [column for rows in tables.values() for row in rows for column in row if column in secret]


def test_every_entry_of_the_log_about_it_is_proven_and_the_bundling_is_the_last(bundle: Made) -> None:
    proven = document(bundle, "audit.json")
    query = text("select count(*) from audit_entries where application_id = :id")
    with bundle.world.database.engine.connect() as connection:
        assert len(proven) == connection.scalar(query, {"id": bundle.world.desk.application_id})
    assert proven[-1]["entry"]["action"] == "evidence.bundled"
    assert {"application.applied", "feedback.submitted"} & {each["entry"]["action"] for each in proven}
    assert check_bundle(bundle.data, bundle.fingerprint)["entry_count"] == len(proven)


class Reader(html.parser.HTMLParser):
    """What a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_its_page_speaks_both_languages_and_runs_nothing(bundle: Made) -> None:
    reader = Reader()
    reader.feed(read_archive(bundle.data)["index.html"].decode())
    seen = " ".join(" ".join(reader.text).split())
    assert not reader.tags & {"script", "img", "link", "iframe", "a", "form", "b"}
    assert MARKUP in seen
    assert "陈思远 提出投诉" in seen
    assert "王晓雨 反馈第 1 版" in seen
    for words in ("承诺了什么 What was promised", "发送了什么 What was sent", "两周了。", "evidence.bundled"):
        assert words in seen


def test_every_word_of_the_page_has_its_chinese() -> None:
    template = (ROOT / "app/bundles/templates/index.html").read_text("utf-8")
    words = set(re.findall(r'(?:both|zh|en)\("([^"]+)"', template)) | set(TITLES.values())
    words |= {telling.says for tellings in TELLINGS.values() for telling in tellings}
    assert not words - translator("zh-CN").messages.keys()


@pytest.mark.parametrize(
    "telling", [each for tellings in TELLINGS.values() for each in tellings], ids=lambda each: each.says
)
def test_what_the_page_tells_is_there_to_be_told(telling: Any) -> None:
    columns = {*metadata.tables[telling.table].columns.keys(), CANDIDATE}
    if telling.table == "feedback_versions":  # its feedback names the author
        columns.add("interviewer_staff_id")
    assert {telling.at, *telling.by.split(), *telling.words, *re.findall(r"{(\w+)}", telling.says)} <= columns


def test_a_stranger_checks_it_as_documented(bundle: Made, tmp_path: Path) -> None:
    """The commands of docs/evidence.md, word by word, with the Python that has nothing installed."""
    page = (ROOT / "docs/evidence.md").read_text("utf-8")
    block = re.search(r"```sh\n(.*?)```", page, re.DOTALL)
    assert block is not None
    (tmp_path / "bundle.zip").write_bytes(bundle.data)
    script = block[1].replace("FINGERPRINT", bundle.fingerprint).replace("python3", sys.executable)
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "OK:" in done.stdout
    changed = bytearray(bundle.data)
    changed[len(changed) // 2] ^= 1
    (tmp_path / "bundle.zip").write_bytes(changed)
    argv = [sys.executable, "-I", "checked/verify.py", "bundle.zip"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "FAILED" in done.stdout) == (1, True)


def places(data: bytes) -> Any:
    """A byte of any member, each as likely, or of the archive's own structure."""
    spans = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            spans += [(info.header_offset, start), (start, start + info.file_size)]
        spans.append((archive.start_dir, len(data)))
    return st.sampled_from(spans).flatmap(lambda span: st.integers(span[0], span[1] - 1))


def test_any_changed_byte_is_found(bundle: Made, deeper: int) -> None:
    @settings(max_examples=400 * deeper, deadline=None)
    @given(place=places(bundle.data), by=st.integers(1, 255))
    def change(place: int, by: int) -> None:
        changed = bytearray(bundle.data)
        changed[place] ^= by
        with pytest.raises(Damaged):
            check_bundle(bytes(changed), bundle.fingerprint)

    change()


def resealed(members: dict[str, bytes], signer: Signer, **changes: Any) -> bytes:
    """A bundle that is whole, signed by `signer`."""
    files = {name: content for name, content in members.items() if not name.startswith("manifest")}
    manifest = json.loads(members["manifest.json"]) | changes
    manifest["files"] = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    written = canonical(manifest)
    return write_archive(files | {"manifest.json": written, "manifest.sig": signer.sign(written)})


def moved_entry(members: dict[str, bytes]) -> dict[str, bytes]:
    audit = json.loads(members["audit.json"])
    audit[0]["entry"]["action"] = "application.rejected"
    return members | {"audit.json": canonical(audit)}


def other_head(members: dict[str, bytes]) -> dict[str, bytes]:
    heads = json.loads(members["heads.json"])
    heads[0]["head"]["root"] = "0" * 64
    return members | {"heads.json": canonical(heads)}


def without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda members: {other: content for other, content in members.items() if other != name}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda members: members | {"extra.json": b"{}"}, "extra.json does not belong"),
        (without("sent.json"), "sent.json is missing"),
        (without("manifest.sig"), "manifest.sig is missing"),
        (lambda members: members | {"sent.json": members["seen.json"]}, "sent.json was changed"),
        (lambda members: members | {"key.json": b"[" * 100_000}, "not in its form"),
        (lambda members: members | {"key.json": b'{"n":"1","e":65537}'}, "another key"),
        (lambda members: members | {"manifest.json": members["manifest.json"] + b" "}, "not signed"),
    ],
)
def test_a_file_too_many_too_few_or_other_is_named(
    bundle: Made, change: Callable[[dict[str, bytes]], dict[str, bytes]], says: str
) -> None:
    with pytest.raises(Damaged, match=says):
        check_bundle(write_archive(change(read_archive(bundle.data))), bundle.fingerprint)


@pytest.mark.parametrize(
    ("change", "says"), [(moved_entry, "does not belong to head"), (other_head, "head 1: it is not signed")]
)
def test_even_who_signs_bundles_can_not_change_what_a_head_stands_for(
    bundle: Made, change: Callable[[dict[str, bytes]], dict[str, bytes]], says: str
) -> None:
    signer = Signer(bundle.installation.settings.signing_key_file)
    with pytest.raises(Damaged, match=says):
        check_bundle(resealed(change(read_archive(bundle.data)), signer), bundle.fingerprint)


def test_a_bundle_by_another_key_is_whole_and_refused(bundle: Made, tmp_path: Path) -> None:
    ensure_signing_key(tmp_path / "forger.pem")
    forger = Signer(tmp_path / "forger.pem")
    members = read_archive(bundle.data) | {"key.json": canonical(forger.key), "heads.json": b"[]", "audit.json": b"[]"}
    forged = resealed(members, forger)
    check_bundle(forged)  # by itself it is whole: the fingerprint is what tells
    (tmp_path / "forged.zip").write_bytes(forged)
    with pytest.raises(Damaged, match="another key"):
        check_bundle(forged, bundle.fingerprint)
    with pytest.raises(Exception, match="another key"):
        verify_bundle(bundle.installation.settings, tmp_path / "forged.zip", None)


def test_a_history_written_anew_with_the_right_key_is_told_by_an_exported_head(bundle: Made, tmp_path: Path) -> None:
    """The signing key and the database in wrong hands: what was exported before gives it away."""
    (tmp_path / "bundle.zip").write_bytes(bundle.data)
    (tmp_path / "verify.py").write_bytes(read_archive(bundle.data)["verify.py"])
    heads = json.loads(read_archive(bundle.data)["heads.json"])
    argv = [sys.executable, "-I", "verify.py", "bundle.zip", "--key", bundle.fingerprint, "--heads", "."]

    def verified(head: dict[str, Any]) -> tuple[int, str]:
        (tmp_path / "head-00000001.json").write_bytes(canonical(head) + b"\n")
        done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout

    assert verified(heads[0])[0] == 0
    code, words = verified({"head": heads[0]["head"] | {"root": "0" * 64}, "signature": heads[0]["signature"]})
    assert (code, "the history was written anew" in words) == (1, True)
    assert verified({"head": {}})[0] == 1


def test_a_bundle_is_never_written_over_a_file_nor_about_nothing(bundle: Made, tmp_path: Path) -> None:
    query = text("select count(*) from audit_entries where action = 'evidence.bundled'")
    with pytest.raises(BundleExists):
        bundle_evidence(bundle.installation, bundle.world.desk.application_id, bundle.path)
    with pytest.raises(NotFound):
        bundle_evidence(bundle.installation, uuid4(), tmp_path / "b.zip")
    with bundle.world.database.engine.connect() as connection:
        assert connection.scalar(query) == 1
    assert list(tmp_path.iterdir()) == []
    assert bundle.path.read_bytes() == bundle.data
