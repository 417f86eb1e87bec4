"""Keeping heads: one a day, exported to a folder and mailed. Called again and again; it does what is missing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.evidence import heads, repository
from app.evidence.errors import ChainBroken, KeyDamaged
from app.evidence.offline import canonical
from app.evidence.signing import Signer
from app.kit.clock import utc_now
from app.kit.database import Actor, Database
from app.kit.ids import new_id
from app.kit.keys import KeyMissing, KeyUnsafe, write_secret
from app.kit.log import get_logger
from app.kit.ports import CertainFailure, Channel, OutgoingMessage

log = get_logger(__name__)
LOOK = 60.0  # seconds between two looks


class HeadKeeper:
    """Makes the day's head as soon as something was sealed, and hands on what has not been handed on.

    `mailed_file` holds the number of the last head that was mailed to `mail_to` through `channel`.
    """

    def __init__(
        self,
        database: Database,
        signer: Signer,
        *,
        folder: Path | None,
        channel: Channel | None = None,
        mail_to: str | None = None,
        mailed_file: Path | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database, self._signer, self._now = database, signer, now
        self._folder, self._channel, self._mail_to, self._mailed_file = folder, channel, mail_to, mailed_file
        self._looked_at: datetime | None = None

    def look(self) -> None:
        """Keeps heads, once a minute at most."""
        now = self._now()
        if self._looked_at is not None and (now - self._looked_at).total_seconds() < LOOK:
            return
        self._looked_at = now
        try:
            self.keep()
        except (KeyMissing, KeyUnsafe, KeyDamaged, ChainBroken) as error:  # sealing goes on without
            log.warning("evidence.head_not_signed", code=error.code)

    def keep(self, *, make: bool = False) -> heads.Signed | None:
        """The newest head after making the day's (another one with `make`) and handing on what is missing."""
        with self._database.unit(Actor.service(), self._now()) as unit:
            last = repository.last_head(unit)
            if make or last is None or last.made_at.astimezone(UTC).date() < unit.now.astimezone(UTC).date():
                heads.make_head(unit, self._signer)
        with self._database.unit(Actor.service(), self._now()) as unit:
            made = heads.all_signed(unit)
        if self._folder is not None and made:
            self._export(self._folder, made)
        self._mail([each for each in made if each["head"]["number"] > self._mailed_up_to()])
        return made[-1] if made else None

    def _export(self, folder: Path, made: list[heads.Signed]) -> None:
        try:
            heads.export(folder, made, self._signer.key)
        except OSError as error:  # a folder elsewhere may be away for a while; what it lacks comes later
            log.warning("evidence.heads_not_exported", kind=type(error).__name__)

    def _mailed_up_to(self) -> int:
        path = self._mailed_file
        return int(path.read_text()) if path is not None and path.exists() else 0

    def _mail(self, made: list[heads.Signed]) -> None:
        if self._channel is None or self._mail_to is None or self._mailed_file is None:
            return
        for each in made:
            number = each["head"]["number"]
            text = canonical(each).decode() + "\n"
            message = OutgoingMessage(new_id(), self._mail_to, f"Huiyin evidence: head {number}", text)
            try:
                self._channel.send(message)
            except CertainFailure as failure:
                log.warning("evidence.head_not_mailed", number=number, reason=failure.reason)
                return
            except Exception as error:  # it may have gone out; a double would harm nobody, an endless row of them would
                log.warning("evidence.head_perhaps_mailed", number=number, kind=type(error).__name__)
            write_secret(self._mailed_file, str(number))
