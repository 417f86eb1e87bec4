"""Where webhooks may go: what is listed, written the one usual way, and never to the machine's own secrets."""

import ipaddress

import pytest

from app.kit.egress import BadAddress, BadEntry, Egress, HostNotAllowed, take_apart

PUBLIC = "93.184.216.34"


def reaches(setting: str, url: str, address: str) -> bool:
    egress = Egress.of(setting)
    return egress.may_reach(egress.target(url), ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("hooks.bank.example", "https://hooks.bank.example/in?x=1"),
        ("hooks.bank.example", "https://HOOKS.Bank.Example"),
        (" a.example , *.bank.example ", "https://hooks.eu.bank.example/"),
        ("hooks.bank.example:8443", "https://hooks.bank.example:8443/"),
        ("10.1.2.3", "https://10.1.2.3/"),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/"),
        ("127.0.0.1:9000", "http://127.0.0.1:9000/"),
        ("[::1]:9000", "http://[::1]:9000/"),
    ],
)
def test_a_listed_host_is_allowed(setting: str, url: str) -> None:
    Egress.of(setting).target(url)


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("", "https://hooks.bank.example/"),
        ("hooks.bank.example", "https://other.bank.example/"),
        ("*.bank.example", "https://bank.example/"),
        ("*.bank.example", "https://evilbank.example/"),
        ("hooks.bank.example", "https://hooks.bank.example.evil.example/"),
        ("hooks.bank.example", "https://hooks.bank.example:22/"),
        ("hooks.bank.example:8443", "https://hooks.bank.example/"),
        ("127.0.0.1:9000", "https://[::ffff:7f00:1]:9000/"),
        ("127.0.0.1:9000", "http://127.0.0.1:22/"),
        ("169.254.169.254", "https://169.254.169.254/latest/meta-data"),
        ("100.100.100.200", "https://100.100.100.200/"),
        ("0.0.0.0", "https://0.0.0.0/"),
    ],
)
def test_what_is_not_listed_is_refused(setting: str, url: str) -> None:
    with pytest.raises(HostNotAllowed):
        Egress.of(setting).target(url)


@pytest.mark.parametrize("url", ["http://hooks.bank.example/", "http://10.0.0.1/"])
def test_http_is_for_this_very_machine_alone(url: str) -> None:
    with pytest.raises(BadAddress, match="https is needed"):
        Egress.of("hooks.bank.example, 10.0.0.1").target(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.bank.example",
        "ftp://hooks.bank.example/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@hooks.bank.example/",
        "https://user:word@hooks.bank.example/",
        "https://evil.example\\@hooks.bank.example/",
        "https://hooks.bank.example\\.evil.example/",
        "https://hooks.bank.example#@evil.example/",
        "https://hooks.bank.example/#",
        "https://hooks.bank.example:/",
        "https://hooks.bank.example:0/",
        "https://hooks.bank.example:99999/",
        "https://hooks.bank.example:443x/",
        "https://hooks.bank.example:+443/",
        "https://hooks.bank.example./",
        "https://hooks..bank.example/",
        "https://-hooks.example/",
        "https://hooks%2ebank.example/",
        "https://hooks.bank.example/\r\nX-Evil: 1",
        "https://hooks.bank.example/a b",
        "https://hooks.bank.example/\t",
        "https://hooks.bank.exämple/",
        "https://ｈｏｏｋｓ.bank.example/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://[::1%25lo]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[127.0.0.1]/",
        "https://[v1.x]/",
        "https://hooks.bank.example/" + "x" * 2000,
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_none(url: str) -> None:
    with pytest.raises(BadAddress):
        take_apart(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_a_public_name_never_leads_inside(address: str) -> None:
    assert not reaches("hooks.bank.example", "https://hooks.bank.example/", address)


def test_a_public_name_leads_outside() -> None:
    assert reaches("hooks.bank.example", "https://hooks.bank.example/", PUBLIC)
    assert reaches("hooks.bank.example", "https://hooks.bank.example/", "2606:4700::1111")


def test_a_name_of_the_companys_network_leads_there_but_not_to_the_machines_own_secrets() -> None:
    setting, url = "erp.bank.example:8443=internal", "https://erp.bank.example:8443/"
    assert reaches(setting, url, "10.0.0.5")
    assert reaches(setting, url, "fd00::1")
    assert not reaches(setting, url, "169.254.169.254")
    assert not reaches(setting, url, "fd00:ec2::254")
    assert not reaches(setting, url, "::ffff:169.254.169.254")


def test_the_word_internal_counts_for_its_own_entry() -> None:
    assert not reaches("a.example=internal, b.example", "https://b.example/", "10.0.0.5")


@pytest.mark.parametrize(
    "entry",
    ["https://a.example", "a.example/x", "*", "*.", "a..example", "a.example:0", "a.example:70000", "a=b", "127.1"],
)
def test_a_setting_that_can_not_be_meant_is_refused(entry: str) -> None:
    with pytest.raises(BadEntry):
        Egress.of(f"hooks.bank.example, {entry}")


def test_the_host_header_names_unusual_ports() -> None:
    assert take_apart("https://a.example/x").authority == "a.example"
    assert take_apart("https://a.example:8443/x").authority == "a.example:8443"
    assert take_apart("http://[::1]:80/x").authority == "[::1]"
