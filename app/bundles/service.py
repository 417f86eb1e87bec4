"""Making a bundle: the act is entered in the audit log and sealed before there is anything to hand out."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from time import monotonic
from typing import Any
from uuid import UUID

from app.bundles.gathering import gather
from app.bundles.page import render_page
from app.evidence import offline, proving
from app.evidence.errors import NotSealedYet
from app.evidence.keeping import HeadKeeper
from app.evidence.sealing import Sealer
from app.evidence.service import record
from app.evidence.signing import Signer
from app.hiring import service as hiring
from app.kit.database import Actor, Database

SEALED_WITHIN = 60.0  # seconds
FORMAT = 1


class _Application:
    """The subject of the audit entry."""

    __tablename__ = "applications"

    def __init__(self, application_id: UUID) -> None:
        self.id = application_id


@dataclass(frozen=True)
class BundleMaker:
    """What a bundle is made with: the ways to the data and to the log, who signs, who keeps heads."""

    web: Database
    log: Database
    signer: Signer
    keeper: HeadKeeper

    def make(self, application_id: UUID, actor: Actor, now: Callable[[], datetime]) -> bytes:
        """The bundle of an application, as the bytes of its ZIP. Raises `NotFound`, `NotSealedYet`."""
        with self.web.unit(actor, now()) as unit:
            hiring.application_context(unit, application_id)  # raises where there is none
            record(unit, "evidence.bundled", _Application(application_id), application_id=application_id)
        self._seal(application_id)
        self.keeper.keep(make=True)
        with self.log.unit(Actor.service(), now()) as unit:
            heads, audit = proving.prove(unit, application_id)
        with self.web.unit(Actor.service(), now()) as unit:
            proving.take_snapshot(unit)
            sections = gather(unit, application_id)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "application_id": str(application_id),
            "made_at": now().astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "entry_count": len(audit),
            "key": offline.fingerprint_of(self.signer.key),
        }
        files = {
            offline.KEY: offline.canonical(self.signer.key),
            offline.HEADS: offline.canonical(heads),
            offline.AUDIT: offline.canonical(audit),
            **{f"{name}.json": offline.canonical(tables) for name, tables in sections.items()},
            "index.html": render_page(manifest, sections, audit).encode(),
            "verify.py": _text("app.evidence", "offline.py"),
            "readme.en.txt": _text("app.bundles", "templates/readme.en.txt"),
            "readme.zh.txt": _text("app.bundles", "templates/readme.zh.txt"),
        }
        return _signed(files, manifest, self.signer)

    def _seal(self, application_id: UUID) -> None:
        """Until the entry of this bundle has its place in the chain."""
        deadline, pause = monotonic() + SEALED_WITHIN, threading.Event()
        sealer = Sealer(self.log)
        while True:
            sealer.seal_all()
            with self.log.unit(Actor.service(), datetime.now(UTC)) as unit:
                if proving.is_newest_sealed(unit, "evidence.bundled", application_id):
                    return
            if monotonic() > deadline:
                raise NotSealedYet
            pause.wait(0.1)


def _signed(files: dict[str, bytes], manifest: dict[str, Any], signer: Signer) -> bytes:
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    written = offline.canonical(manifest | {"files": listed})
    return offline.write_archive(files | {offline.MANIFEST: written, offline.SIGNATURE: signer.sign(written)})


def _text(package: str, name: str) -> bytes:
    return resources.files(package).joinpath(name).read_bytes()
