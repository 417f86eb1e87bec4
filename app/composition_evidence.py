"""Where evidence gets its real parts: the sealer's database, the signing key, the folder and the mailbox elsewhere.

A composition root beside app.composition.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from app.bundles.errors import BundleDamaged, BundleExists
from app.bundles.service import BundleMaker
from app.composition import smtp_channel
from app.evidence import heads
from app.evidence.keeping import HeadKeeper
from app.evidence.offline import (
    HEADS,
    MOST_BYTES,
    Damaged,
    check_against,
    check_bundle,
    exported_in,
    fingerprint_of,
    read_archive,
)
from app.evidence.rules import Verified
from app.evidence.signing import Signer
from app.evidence.verifying import verify
from app.kit.clock import utc_now
from app.kit.database import Actor
from app.kit.installation import Installation
from app.kit.settings import Settings


def head_keeper(installation: Installation) -> HeadKeeper:
    """What makes the signed heads of the audit log and hands them on, as the settings say."""
    settings = installation.settings
    return HeadKeeper(
        installation.sealer,
        Signer(settings.signing_key_file),
        folder=settings.evidence_dir,
        channel=smtp_channel(settings) if settings.evidence_mail else None,
        mail_to=settings.evidence_mail,
        mailed_file=settings.root / "evidence-mailed.txt",
    )


def bundle_evidence(installation: Installation, application_id: UUID, out: Path) -> None:
    """`huiyin evidence bundle`: everything about an application into a new file. Raises `BundleExists`, `NotFound`,
    `NotSealedYet`.
    """
    if out.exists():
        raise BundleExists(file=out.name)
    signer = Signer(installation.settings.signing_key_file)
    maker = BundleMaker(installation.web, installation.sealer, signer, head_keeper(installation))
    heads.write_whole(out, maker.make(application_id, Actor.service(), utc_now))


def verify_bundle(settings: Settings, path: Path, fingerprint: str | None) -> dict[str, Any]:
    """`huiyin evidence verify BUNDLE.zip`: its manifest, when everything in it is as it was signed, by the key of
    `fingerprint`, else by this installation's, if it has one, beside the heads that it exported. Raises
    `BundleDamaged`.
    """
    is_own = fingerprint is None and settings.signing_key_file.exists()
    if is_own:
        fingerprint = fingerprint_of(Signer(settings.signing_key_file).key)
    if path.stat().st_size > MOST_BYTES:
        raise BundleDamaged(why="the file is larger than any bundle")
    folder = settings.evidence_dir
    try:
        data = path.read_bytes()
        manifest = check_bundle(data, fingerprint)
        if folder is not None and is_own:
            check_against(json.loads(read_archive(data)[HEADS]), exported_in(folder))
    except Damaged as error:
        raise BundleDamaged(why=str(error)) from error
    return manifest


def verify_evidence(installation: Installation, progress: Callable[[int, int], None]) -> Verified:
    """`huiyin evidence verify`: the log against its seals, its heads and those in the folder of the settings."""
    settings = installation.settings
    folder = settings.evidence_dir
    exported, faults = heads.exported(folder) if folder is not None and folder.is_dir() else ([], [])
    with installation.sealer.unit(Actor.service(), utc_now()) as unit:
        found = verify(unit, Signer(settings.signing_key_file).key, exported, progress)
    return replace(found, faults=(*found.faults, *faults))
