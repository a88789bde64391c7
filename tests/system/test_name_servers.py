"""The name servers of the tests, alone: so that a failure elsewhere is the filter's."""

import pathlib
import socket
import struct
import subprocess
import sys
import time

import pytest
from harness import name_servers, processes, scripted_name_server
from harness.dns_messages import ask, decode_reply, encode_query
from harness.scripted_name_server import Behaviour, ScriptedNameServer, silent

ZONE = [
    ("44.33.22.11.in-addr.arpa", "PTR", "mail.good.test"),
    ("mail.good.test", "A", "11.22.33.44"),
    ("mail.good.test", "AAAA", "2001:db8::1"),
    ("alias.test", "CNAME", "other.test"),
    ("other.test", "CNAME", "mail.good.test"),
    ("one.test", "CNAME", "two.test"),
    ("two.test", "CNAME", "one.test"),
    ("b.test", "MX", "10 mx.b.test"),
    ("null.test", "MX", "0 ."),
    ("long.test", "TXT", "x" * 700),
]
QUESTIONS = [
    ("44.33.22.11.in-addr.arpa", "PTR", "NOERROR", ["mail.good.test"]),
    ("Mail.GOOD.test", "AAAA", "NOERROR", ["2001:db8::1"]),
    ("alias.test", "A", "NOERROR", ["other.test", "mail.good.test", "11.22.33.44"]),
    ("b.test", "MX", "NOERROR", ["10 mx.b.test"]),
    ("null.test", "MX", "NOERROR", ["0 "]),
    ("b.test", "A", "NOERROR", []),
    ("good.test", "A", "NOERROR", []),
    ("nobody.test", "A", "NXDOMAIN", []),
]


def _as_text(zone):
    """The zone as unbound reads it."""

    def value(record_type, text):
        if record_type == "TXT":
            return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
        return text + "." if record_type in ("PTR", "CNAME") or text[-1:] == "t" else text

    return "".join(f"{name}. {record_type} {value(record_type, text)}\n" for name, record_type, text in zone)


@pytest.fixture(name="address", params=["unbound", "127.0.0.1", "::1"])
def _address(request):
    if request.param == "unbound":
        with name_servers.unbound(_as_text(ZONE)) as address:
            yield address
    else:
        with ScriptedNameServer(ZONE, host=request.param) as server:
            yield server.address


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_a_zone(address, tcp):
    for name, record_type, rcode, values in QUESTIONS:
        reply = ask(address, name, record_type, tcp)
        assert (reply.rcode, [value for _, _, value in reply.answers]) == (rcode, values), name
        assert reply.spelling == name


def test_what_is_too_long_for_udp_comes_by_tcp(address):
    assert ask(address, "long.test", "TXT").truncated
    assert ask(address, "long.test", "TXT", tcp=True).answers[0][2] == "x" * 700


def test_a_list():
    lists = {
        "rbl.test": ("ip4set", ":127.0.0.2:Listed: $\n11.22.33.44"),
        "rhs.test": ("dnset", ":127.0.0.2:Bad name\nbad.test\n.bad.test"),
    }
    with name_servers.rbldnsd(lists) as address:
        assert ask(address, "44.33.22.11.rbl.test", "A").answers[0][2] == "127.0.0.2"
        assert ask(address, "44.33.22.11.rbl.test", "TXT").answers[0][2] == "Listed: 11.22.33.44"
        assert ask(address, "45.33.22.11.rbl.test", "A").rcode == "NXDOMAIN"
        assert ask(address, "mail.bad.test.rhs.test", "A").answers[0][2] == "127.0.0.2"


def test_a_question_that_comes_back_is_no_answer():
    """A socket connected to its own address, as a probe's may be before the server has its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.bind(("127.0.0.1", 0))
        own.connect(own.getsockname())
        own.send(encode_query("ns.test", "A"))
        with pytest.raises(ValueError):
            decode_reply(own.recv(65535))


# The scripted server's tricks.


def _first_reply(behaviour, name="mail.good.test", record_type="A", tcp=False, timeout_secs=60):
    with ScriptedNameServer(ZONE, {name: behaviour}) as server:
        return ask(server.address, name, record_type, tcp, timeout_secs)


@pytest.mark.parametrize("behaviour", [silent(), Behaviour(drop=True), Behaviour(drop_first=1), Behaviour(delay_ms=5000)])
def test_silence(behaviour):
    with pytest.raises(TimeoutError):
        _first_reply(behaviour, timeout_secs=0.2)


def test_silence_ends():
    with ScriptedNameServer(ZONE, {"mail.good.test": Behaviour(drop_first=1)}) as server:
        with pytest.raises(TimeoutError):
            ask(server.address, "mail.good.test", "A", timeout_secs=0.1)
        assert ask(server.address, "mail.good.test", "A").answers
        assert [query.answered_at is None for query in server.asked("MAIL.good.test")] == [True, False]


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "NXDOMAIN"])
@pytest.mark.parametrize("tcp", [False, True])
def test_rcodes(rcode, tcp):
    reply = _first_reply(Behaviour(rcode=rcode), tcp=tcp)
    assert (reply.rcode, reply.answers) == (rcode, [])


def test_truncated():
    assert _first_reply(Behaviour(truncated=True)).truncated
    assert _first_reply(Behaviour(truncated=True), tcp=True).answers


@pytest.mark.parametrize("raw", ["garbage", "empty", "header", "loop"])
def test_raw_replies_can_t_be_read(raw):
    """By a reader that takes no care."""
    with pytest.raises((ValueError, KeyError, IndexError, struct.error)):
        _first_reply(Behaviour(raw=raw), "b.test")


@pytest.mark.parametrize("kind", ["id", "question", "case"])
def test_forged_replies_come_first(kind):
    assert _first_reply(Behaviour(forged={kind: 1})).answers[0][2] == "127.0.0.2"


@pytest.mark.parametrize("kind", ["port", "address"])
def test_replies_from_elsewhere_are_not_seen(kind):
    """By a socket that is connected."""
    assert _first_reply(Behaviour(forged={kind: 9})).answers[0][2] == "11.22.33.44"


def _held_up(pid):
    """Its work, by a reader that loses the processor while the process has it."""
    work = processes.work_so_far(pid)
    if not processes.is_asleep(pid):
        time.sleep(0.03)
    return work


@pytest.mark.parametrize("reader", [processes.work_so_far, _held_up])
def test_quiet_is_when_the_last_answer_was_taken_in(reader, monkeypatch):
    """A process that asks one thing after the other, by both ways, and works a little in between."""
    monkeypatch.setattr(scripted_name_server, "work_so_far", reader)
    script = """
import sys
from harness.dns_messages import ask
print(flush=True)
for number in range(20):
    ask(("127.0.0.1", int(sys.argv[1])), f"n{number}.test", "A", tcp=number % 2)
    sum(range(150_000))
sys.stdin.read()
"""
    with ScriptedNameServer(default=Behaviour(delay_ms=30)) as server:
        command = [sys.executable, "-B", "-c", script, str(server.port)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": pathlib.Path(__file__).parent}
        with subprocess.Popen(command, **pipes) as process:
            process.stdout.readline()
            server.wait_until_quiet(process.pid)
            assert len(server.queries) == 20
            process.stdin.close()


def test_cname_loops_and_links():
    assert len(_first_reply(Behaviour(), "one.test", tcp=True).answers) > 2
    assert [value for _, _, value in _first_reply(Behaviour(unfollowed=True), "alias.test").answers] == ["other.test"]
