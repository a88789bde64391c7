"""dnsa and its family, which ask a name server of our own."""

import shutil
import subprocess

import pytest
from harness.paths import SYSTEM_PATH
from harness.scripted_name_server import Behaviour, ScriptedNameServer, refusing_port
from harness.tools import TOOLS, environment, run

ZONE = [
    ("a.test", "A", "192.0.2.1"),
    ("a.test", "A", "192.0.2.2"),
    ("a.test", "AAAA", "2001:db8::1"),
    ("a.test", "MX", "10 mx.a.test"),
    ("a.test", "TXT", 'v=spf1 "x"\n'),
    ("a.test", "NS", "NS.a.test"),
    ("a.test", "SOA", "ns.a.test hostmaster.a.test 2026112701 3600 600 604800 4294967295"),
    ("www.a.test", "CNAME", "a.test"),
    ("nomail.test", "MX", "0 "),
    ("1.2.0.192.in-addr.arpa", "PTR", "a.test"),
    (".".join(reversed("20010db8" + "0" * 23 + "1")) + ".ip6.arpa", "PTR", "six.a.test"),
    ("xn--bcher-kva.test", "A", "192.0.2.9"),
    ("mapped.test", "AAAA", "::ffff:1.2.3.4"),
    ("to-root.test", "NS", "."),
    ("also-root.test", "CNAME", "."),
    ("9.2.0.192.in-addr.arpa", "PTR", "."),
    ("", "NS", "a.root.test"),
    ("", "SOA", "a.root.test . 1 2 3 4 5"),
    *(("many.test", "A", f"10.1.0.{number}") for number in range(101)),
    *(("enough.test", "A", f"10.1.0.{number}") for number in range(100)),
    *((f"n{number}.test", "A", f"10.0.{number // 256}.{number % 256}") for number in range(300)),
]
BROKEN = {"broken.test": Behaviour(rcode="SERVFAIL")}
NO_NAME, NO_DATA = "no such name (NXDOMAIN)", "no such record"


@pytest.fixture(name="dns", scope="module")
def _dns():
    with ScriptedNameServer(ZONE, BROKEN) as server:
        yield server


@pytest.mark.parametrize(
    ("tool", "names", "printed", "errors", "status"),
    [
        ("dnsa", ["a.test"], ["192.0.2.1", "192.0.2.2"], [], 0),
        ("dnsa", ["A.Test."], ["192.0.2.1", "192.0.2.2"], [], 0),
        ("dnsa", ["www.a.test"], ["192.0.2.1", "192.0.2.2"], [], 0),
        ("dnsa", ["bücher.test"], ["192.0.2.9"], [], 0),
        ("dnsaaaa", ["a.test"], ["2001:db8::1"], [], 0),
        ("dnscname", ["www.a.test"], ["a.test"], [], 0),
        ("dnsmx", ["a.test"], ["10 mx.a.test"], [], 0),
        ("dnsmx", ["nomail.test"], ["0 ."], [], 0),
        ("dnsns", ["a.test"], ["ns.a.test"], [], 0),
        ("dnsptr", ["192.0.2.1"], ["a.test"], [], 0),
        ("dnsptr", ["2001:db8::1"], ["six.a.test"], [], 0),
        ("dnssoa", ["a.test"], ["ns.a.test hostmaster.a.test 2026112701 3600 600 604800 4294967295"], [], 0),
        ("dnstxt", ["a.test"], ["v=spf1 'x'\\x0a"], [], 0),
        ("dnsmx", ["a.test", "nomail.test"], ["a.test 10 mx.a.test", "nomail.test 0 ."], [], 0),
        ("dnsaaaa", ["mapped.test"], ["::ffff:1.2.3.4"], [], 0),
        ("dnsns", ["to-root.test"], ["."], [], 0),
        ("dnscname", ["also-root.test"], ["."], [], 0),
        ("dnsptr", ["192.0.2.9"], ["."], [], 0),
        ("dnsns", ["."], ["a.root.test"], [], 0),
        ("dnssoa", ["."], ["a.root.test . 1 2 3 4 5"], [], 0),
        ("dnsmx", [".", "a.test"], ["a.test 10 mx.a.test"], [f".: {NO_DATA}"], 1),
        ("dnsa", ["nobody.test"], [], [f"nobody.test: {NO_NAME}"], 1),
        ("dnsa", ["nomail.test"], [], [f"nomail.test: {NO_DATA}"], 1),
        ("dnscname", ["a.test"], [], [f"a.test: {NO_DATA}"], 1),
        ("dnsptr", ["192.0.2.2"], [], [f"192.0.2.2: {NO_NAME}"], 1),
        ("dnsa", ["n1.test", "nobody.test", "n2.test"], ["n1.test 10.0.0.1", "n2.test 10.0.0.2"], [f"nobody.test: {NO_NAME}"], 1),
        ("dnsa", ["broken.test"], [], ["broken.test: the name servers could not tell"], 2),
        ("dnsa", ["nobody.test", "broken.test", "n1.test"], ["n1.test 10.0.0.1"],
         [f"nobody.test: {NO_NAME}", "broken.test: the name servers could not tell"], 2),
        ("dnsa", ["..", "n1.test"], ["n1.test 10.0.0.1"], ["..: this is no name that can be asked for"], 2),
        ("dnsptr", ["a.test"], [], ["a.test: this is no IP address"], 2),
        ("dnsptr", ["300.0.2.1", "192.0.2.1"], ["192.0.2.1 a.test"], ["300.0.2.1: this is no IP address"], 2),
    ],
)
def test_dns(tool, names, printed, errors, status, dns):
    want = (status, "".join(f"{line}\n" for line in printed), "".join(f"{tool}: {line}\n" for line in errors))
    assert run(tool, "-s", dns.option, *names) == want


def test_dns_any_says_of_which_type_each_record_is(dns):
    status, printed, errors = run("dnsany", "-s", dns.option, "a.test")
    assert (status, errors) == (0, "")
    assert sorted(printed.splitlines()) == sorted(
        ["A 192.0.2.1", "A 192.0.2.2", "AAAA 2001:db8::1", "MX 10 mx.a.test", "TXT v=spf1 'x'\\x0a", "NS ns.a.test",
         "SOA ns.a.test hostmaster.a.test 2026112701 3600 600 604800 4294967295"]
    )
    assert run("dnsany", "-s", dns.option, "a.test", "n1.test")[1].splitlines()[-1] == "n1.test A 10.0.0.1"
    assert run("dnsany", "-s", dns.option, "nobody.test")[0] == 1


def test_dns_says_that_an_answer_was_cut(dns):
    """As many as are looked at are no cut."""
    addresses = [f"10.1.0.{number}\n" for number in range(100)]
    cut = "dnsa: many.test: there are more records than these; of an answer 100 are looked at\n"
    assert run("dnsa", "-s", dns.option, "many.test") == (0, "".join(addresses), cut)
    assert run("dnsa", "-s", dns.option, "enough.test") == (0, "".join(addresses), "")


def test_dns_names_of_standard_input(dns):
    names = [f"n{number}.test" for number in range(300)]
    status, printed, errors = run("dnsa", "-s", dns.option, text="\n".join(f" {name}\r\n" for name in names))
    assert (status, errors) == (0, "")
    assert printed.splitlines() == [f"{name} 10.0.{number // 256}.{number % 256}" for number, name in enumerate(names)]
    assert run("dnsa", "-s", dns.option, text="") == (0, "", "")
    assert run("dnsa", "-s", dns.option, text="n1.test") == (0, "n1.test 10.0.0.1\n", "")


def test_dns_more_names_than_a_resolver_takes(dns):
    """They are asked in batches; the same name again costs nothing and is answered again."""
    names = [f"n{number % 300}.test" if number % 2 else f"x{number}.test" for number in range(6400)]
    status, printed, errors = run("dnsa", "-s", dns.option, text="\n".join(names))
    assert status == 1
    assert len(printed.splitlines()) == 3200
    assert errors == "".join(f"dnsa: x{number}.test: {NO_NAME}\n" for number in range(0, 6400, 2))


def test_dns_nobody_is_there_to_ask(dns):
    with refusing_port() as port:
        gone = port.option
        status, printed, errors = run("dnsmx", "-t", "1", "-s", gone, "a.test", "b.test")
        why = f"no name server answered within 1 seconds (asked {gone}); check -s"
        assert (status, printed, errors) == (2, "", f"dnsmx: a.test: {why}\ndnsmx: b.test: {why}\n")
        assert run("dnsmx", "-t", "5", "-s", gone, "-s", dns.option, "a.test") == (0, "10 mx.a.test\n", ""), "another one is"


def test_dns_by_ipv6():
    with ScriptedNameServer(ZONE, host="::1") as server:
        assert run("dnsmx", "-s", server.option, "a.test") == (0, "10 mx.a.test\n", "")


def test_dns_without_a_server_that_of_the_system_is_asked(tmp_path):
    """Which file says so; nothing is asked."""
    if not shutil.which("strace", path=SYSTEM_PATH):
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    watch = ["strace", "-e", "trace=open,openat", "-o", trace, TOOLS / "dnsa"]
    surroundings = {**environment(), "ASAN_OPTIONS": "detect_leaks=0"}
    if subprocess.run(watch, stdin=subprocess.DEVNULL, env=surroundings, check=False).returncode != 0:
        pytest.skip("strace can't watch programs here")
    assert '"/etc/resolv.conf"' in trace.read_text()
