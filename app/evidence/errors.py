"""What can stand in the way of evidence."""

from app.kit.errors import HuiyinError, Unavailable


class KeyDamaged(HuiyinError):
    code = "key_damaged"
    message = "The key file {file} can't be read: it is damaged."
    mend = "Restore it from your backup."


class ChainBroken(HuiyinError):
    code = "chain_broken"
    message = "The audit log is not the one that the last head was signed for; no further head is signed."
    mend = "Run `huiyin evidence verify`: it names what was changed."


class NotSealedYet(Unavailable):
    code = "not_sealed_yet"
    message = "A transaction that has been open for long holds the audit log back."
    mend = "Wait for it to end, or find it in pg_stat_activity, and run the command again."
