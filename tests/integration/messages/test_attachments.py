"""Files of threads on a real database: uploaded, sent, opened by members only, swept away."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest

from app.kit.database import Actor, Database, Unit
from app.kit.errors import BlobMissing, NotFound
from app.kit.ports import NullBlobStore
from app.messages import service as messages
from app.messages.errors import (
    AttachmentExpired,
    AttachmentSent,
    AttachmentTypeRefused,
    NotInThread,
    NotYourThread,
    TextMissing,
    TooManyAttachments,
    TooManyUnsent,
)
from app.messages.models import Attachment
from app.people import service as people
from tests.conftest import NOW
from tests.factories import files
from tests.factories.bank import Bank, found_bank
from tests.integration.core.conftest import as_candidate, as_staff, audited

DAY = timedelta(hours=24)


@pytest.fixture
def bank(unit: Unit) -> Bank:
    return found_bank(unit)


@pytest.fixture
def blobs() -> NullBlobStore:
    return NullBlobStore()


def _upload(unit: Unit, blobs: NullBlobStore, bank: Bank, content: bytes = files.PDF) -> UUID:
    return messages.attach(unit, blobs, bank.application, "../简历.exe", content).id


def test_a_file_is_uploaded_sent_and_opened_as_a_download(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    candidate, recruiter = as_candidate(unit, bank.candidate), as_staff(unit, bank.recruiter)
    made = _upload(candidate, blobs, bank)
    sent = messages.send_message(candidate, bank.application, "", attachment_ids=[made])
    (line,) = messages.thread_page(unit, bank.application, is_for_candidate=False)
    (shown,) = line.attachments
    assert (line.message_id, shown.attachment_id) == (sent.id, made)
    assert (shown.filename, shown.media_type, shown.byte_count) == (
        "简历.exe.pdf",
        "application/pdf",
        len(files.PDF),
    )
    opened = messages.open_attachment(recruiter, blobs, made)
    assert opened.content == files.PDF
    assert opened.headers["Content-Disposition"].startswith("attachment; ")
    assert "attachment.opened" in audited(unit)


def test_what_it_is_is_decided_before_anything_is_kept(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    with pytest.raises(AttachmentTypeRefused):
        messages.attach(as_candidate(unit, bank.candidate), blobs, bank.application, "cv.pdf", b"MZ\x90\x00")
    for stranger, error in ((as_candidate(unit, bank.owner), NotYourThread), (as_staff(unit, bank.ben), NotInThread)):
        with pytest.raises(error):
            _upload(stranger, blobs, bank)
    with pytest.raises(NotInThread):
        _upload(unit, blobs, bank)
    assert blobs.kept == {}


def test_nobody_sends_anothers_file(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    candidate, recruiter = as_candidate(unit, bank.candidate), as_staff(unit, bank.recruiter)
    made = _upload(candidate, blobs, bank)
    with pytest.raises(NotFound):
        messages.send_message(recruiter, bank.application, "看", attachment_ids=[made])
    other = people.create_candidate(unit, name="王明")
    from app.hiring import service as hiring

    elsewhere = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=other.id).id
    with pytest.raises(NotFound):
        messages.send_message(as_candidate(unit, other.id), elsewhere, "看", attachment_ids=[made])
    with pytest.raises(NotFound):
        messages.send_message(candidate, bank.application, "看", attachment_ids=[bank.application])


def test_one_of_two_applications_does_not_lend_its_file_to_the_other(
    unit: Unit, bank: Bank, blobs: NullBlobStore
) -> None:
    from app.hiring import service as hiring

    recruiter = as_staff(unit, bank.recruiter)
    other = people.create_candidate(unit, name="王明")
    elsewhere = hiring.apply(unit, requisition_id=bank.requisition, candidate_id=other.id).id
    made = _upload(recruiter, blobs, bank)
    with pytest.raises(NotFound):
        messages.send_message(recruiter, elsewhere, "看", attachment_ids=[made])


def test_a_file_is_sent_once_within_a_day_ten_at_a_time(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    candidate = as_candidate(unit, bank.candidate)
    made = [_upload(candidate, blobs, bank, files.PDF + bytes([n])) for n in range(11)]
    with pytest.raises(TooManyAttachments, match="10"):
        messages.send_message(candidate, bank.application, "看", attachment_ids=made)
    messages.send_message(candidate, bank.application, "看", attachment_ids=[*made[:10], made[0]])
    with pytest.raises(AttachmentSent):
        messages.send_message(candidate, bank.application, "再看", attachment_ids=made[:1])
    with pytest.raises(AttachmentExpired):
        messages.send_message(candidate.at(NOW + DAY), bank.application, "看", attachment_ids=made[10:])
    with pytest.raises(TextMissing):
        messages.send_message(candidate, bank.application, "")


def test_twenty_may_wait_to_be_sent(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    candidate = as_candidate(unit, bank.candidate)
    for _ in range(20):
        _upload(candidate, blobs, bank)
    with pytest.raises(TooManyUnsent):
        _upload(candidate, blobs, bank)
    _upload(as_staff(unit, bank.recruiter), blobs, bank)
    assert len(blobs.kept) == 1


def test_only_the_thread_opens_it_and_a_notes_file_is_staffs(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    candidate, recruiter = as_candidate(unit, bank.candidate), as_staff(unit, bank.recruiter)
    unsent, noted, sent = (_upload(recruiter, blobs, bank) for _ in range(3))
    messages.write_note(recruiter, bank.application, "看", attachment_ids=[noted])
    messages.send_message(recruiter, bank.application, "看", attachment_ids=[sent])
    messages.open_attachment(candidate, blobs, sent)
    messages.open_attachment(recruiter, blobs, unsent)
    for hidden in (unsent, noted):
        with pytest.raises(NotFound):
            messages.open_attachment(candidate, blobs, hidden)
    for stranger in (as_candidate(unit, bank.owner), as_staff(unit, bank.anna)):
        with pytest.raises(NotFound):
            messages.open_attachment(stranger, blobs, sent)
    with pytest.raises(NotFound):
        messages.open_attachment(recruiter, blobs, bank.application)
    messages.bring_in(recruiter, bank.application, bank.anna)
    messages.open_attachment(as_staff(unit, bank.anna), blobs, noted)
    with pytest.raises(NotFound):
        messages.open_attachment(as_staff(unit, bank.anna), blobs, unsent)


def test_a_missing_content_is_a_clear_error(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    recruiter = as_staff(unit, bank.recruiter)
    made = _upload(recruiter, blobs, bank)
    blobs.kept.clear()
    with pytest.raises(BlobMissing, match="not in the store"):
        messages.open_attachment(recruiter, blobs, made)


def test_what_was_never_sent_is_swept_and_what_another_file_has_too_stays(
    unit: Unit, bank: Bank, blobs: NullBlobStore
) -> None:
    candidate = as_candidate(unit, bank.candidate)
    sent, twin, alone = (_upload(candidate, blobs, bank, content) for content in (files.PDF, files.PDF, files.PNG))
    messages.send_message(candidate, bank.application, "看", attachment_ids=[sent])
    assert messages.sweep_unsent(unit.at(NOW + DAY - timedelta(seconds=1)), blobs).attachment_count == 0
    swept = messages.sweep_unsent(unit.at(NOW + DAY), blobs)
    assert (swept.attachment_count, swept.blob_count) == (2, 1)
    assert unit.session.get(Attachment, sent) is not None
    assert [unit.session.get(Attachment, one) for one in (twin, alone)] == [None, None]
    assert list(blobs.kept.values()) == [files.PDF]
    assert messages.sweep_unsent(unit.at(NOW + DAY), blobs).blob_count == 0


def test_files_are_swept_in_portions_the_oldest_first(unit: Unit, bank: Bank, blobs: NullBlobStore) -> None:
    candidate = as_candidate(unit, bank.candidate)
    made = [_upload(candidate.at(NOW + n * timedelta(minutes=1)), blobs, bank) for n in range(3)]
    later = unit.at(NOW + 2 * DAY)
    assert [messages.sweep_unsent(later, blobs, limit=2).attachment_count for _ in range(3)] == [2, 1, 0]
    assert [unit.session.get(Attachment, one) for one in made] == [None] * 3


def test_contents_of_uploads_that_were_broken_off_are_swept_when_a_day_old(
    unit: Unit, bank: Bank, blobs: NullBlobStore
) -> None:
    _upload(as_candidate(unit, bank.candidate), blobs, bank)
    old, new = blobs.put(b"broken off long ago"), blobs.put(b"broken off just now")
    blobs.old = {*blobs.kept} - {new}
    assert messages.sweep_orphans(unit, blobs, prefix="zz") == 0
    assert messages.sweep_orphans(unit, blobs, prefix=old[:2]) == 1
    assert set(blobs.kept.values()) == {files.PDF, b"broken off just now"}


def test_of_two_messages_at_once_one_gets_the_file(database: Database) -> None:
    blobs = NullBlobStore()
    with database.unit(Actor.service(), NOW) as unit:
        bank = found_bank(unit)
        made = _upload(as_candidate(unit, bank.candidate), blobs, bank)
    refused: list[type[Exception]] = []

    def send() -> None:
        try:
            with database.unit(Actor.candidate(bank.candidate), NOW) as unit:
                messages.send_message(unit, bank.application, "看", attachment_ids=[made])
        except AttachmentSent as error:
            refused.append(type(error))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.unit(Actor.service(), NOW) as unit:
        assert len(messages.thread_of(unit, bank.application, is_for_candidate=True)) == 1
    assert len(refused) == 3
