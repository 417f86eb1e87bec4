"""Where the program may connect to when somebody else names the address: host names that are
allowed, and addresses that never are. Pure; who resolves and connects is a connector.

`HUIYIN_WEBHOOK_HOSTS` is a comma-separated list. An entry is a host name, a wildcard
(`*.bank.example`: names below it) or an address, with a port if it is not 443, and with
`=internal` for a name that lies inside the company's own network.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from app.kit.errors import HuiyinError

Address = IPv4Address | IPv6Address

HTTPS, HTTP = 443, 80
LONGEST_URL = 2000
NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that some resolvers take for (part of) an address
ENTRY = re.compile(
    r"(?P<star>\*\.)?(?P<host>\[[0-9a-f:.]+\]|[^\[\]:*=]+)(?::(?P<port>\d{1,5}))?(?P<internal>=internal)?"
)
# What answers there would hand out the machine's own keys. Those of the link-local range are refused with it.
METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "168.63.129.16", "fd00:ec2::254")))
EMBEDDING = {ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96")}  # NAT64; IPv4-compatible


class BadAddress(HuiyinError):
    """An address that no webhook may have, whatever is allowed."""

    code = "bad_webhook_address"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "That is not an address for webhooks ({why})."
    mend = "Write it like https://hooks.bank.example/huiyin: with https, a host name, no user and no password."


class HostNotAllowed(HuiyinError):
    code = "webhook_host_not_allowed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "Webhooks may not be sent to {host}."
    mend = "The operator allows hosts with HUIYIN_WEBHOOK_HOSTS."


class BadEntry(HuiyinError):
    code = "bad_webhook_hosts"
    message = "HUIYIN_WEBHOOK_HOSTS can't be used: {entry} is neither a host name nor an address."
    mend = "Separate by commas: hooks.bank.example, *.bank.example, erp.bank.example:8443=internal, 10.1.2.3."


@dataclass(frozen=True)
class Target:
    """A URL taken apart. `host` is in lower case, an IPv6 address without brackets; `path` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = HTTPS if self.scheme == "https" else HTTP
        return host if self.port == usual else f"{host}:{self.port}"


@dataclass(frozen=True)
class _Entry:
    host: str
    port: int | None
    is_wildcard: bool
    is_internal: bool

    def fits(self, target: Target) -> bool:
        ends_well = target.host.endswith(f".{self.host}") if self.is_wildcard else target.host == self.host
        usual = HTTPS if target.scheme == "https" else HTTP
        return ends_well and target.port == (self.port or usual)


@dataclass(frozen=True)
class Egress:
    """The hosts that webhooks may go to; with none, no webhook leaves."""

    entries: tuple[_Entry, ...] = ()

    @classmethod
    def of(cls, setting: str) -> "Egress":
        """Reads the setting. Raises `BadEntry`."""
        return cls(tuple(_entry(part.strip()) for part in setting.split(",") if part.strip()))

    def target(self, url: str) -> Target:
        """`url` taken apart, if webhooks may go there. Raises `BadAddress`, `HostNotAllowed`.

        http is for receivers on this very machine, listed by their address, and for no other.
        """
        target = take_apart(url)
        if not any(entry.fits(target) for entry in self.entries):
            raise HostNotAllowed(host=target.authority)
        literal = literal_of(target.host)
        if target.scheme == "http" and not (literal and literal.is_loopback):
            raise BadAddress(why="https is needed")
        if literal and not self.may_reach(target, literal):
            raise HostNotAllowed(host=target.authority)
        return target

    def may_reach(self, target: Target, address: Address) -> bool:
        """Whether a connection for `target`, whose name stands for `address`, may be made."""
        reach = [entry for entry in self.entries if entry.fits(target)]
        if not reach or any(_is_never(each) for each in _meanings(address)):
            return False
        if str(address) == target.host or any(entry.is_internal for entry in reach):
            return True
        return all(each.is_global for each in _meanings(address))


def take_apart(url: str) -> Target:
    """The parts of a URL that can mean one thing only. Raises `BadAddress`."""
    if len(url) > LONGEST_URL or not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        raise BadAddress(why="characters other than printable ASCII, or too long")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(why="it can't be read") from None
    if parts.scheme not in ("https", "http"):
        raise BadAddress(why="https is needed")
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise BadAddress(why="a user, a password or a part after #")
    if parts.netloc.endswith(":") or port == 0:
        raise BadAddress(why="the port")
    host = (parts.hostname or "").lower()
    if "[" in parts.netloc:
        is_host = isinstance(literal_of(host), IPv6Address)
    else:
        is_host = isinstance(literal_of(host), IPv4Address) or _is_name(host)
    if not is_host:
        raise BadAddress(why="the host name")
    query = f"?{parts.query}" if parts.query else ""
    usual = HTTPS if parts.scheme == "https" else HTTP
    return Target(parts.scheme, host, port or usual, (parts.path or "/") + query)


def literal_of(host: str) -> Address | None:
    """The address that `host` is, written the one usual way; None for a name and for every other spelling."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    return found if str(found) == host and "%" not in host else None


def _is_name(host: str) -> bool:
    return len(host) <= 253 and bool(NAME.fullmatch(host)) and not NUMBER.fullmatch(host.rpartition(".")[2])


def _entry(text: str) -> _Entry:
    found = ENTRY.fullmatch(text.lower())
    if found is None:
        raise BadEntry(entry=text)
    host = found["host"].strip("[]")
    port = int(found["port"]) if found["port"] else None
    if (literal_of(host) is None and not _is_name(host)) or port == 0 or (port or 0) > 65535:
        raise BadEntry(entry=text)
    return _Entry(host, port, bool(found["star"]), bool(found["internal"]))


def _meanings(address: Address) -> Iterator[Address]:
    """The address, and the IPv4 addresses that an IPv6 one may lead to."""
    yield address
    if isinstance(address, IPv6Address):
        teredo = address.teredo or ()
        embedded = IPv4Address(int(address) & 0xFFFFFFFF) if any(address in net for net in EMBEDDING) else None
        yield from (each for each in (address.ipv4_mapped, address.sixtofour, *teredo, embedded) if each)


def _is_never(address: Address) -> bool:
    is_own = address.is_unspecified or address.is_link_local or address.is_multicast
    return is_own or address in METADATA or address == IPv4Address("255.255.255.255")
