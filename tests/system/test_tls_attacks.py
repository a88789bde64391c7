"""Clients that break the rules of TLS, by malice or by accident: what is said in clear around STARTTLS, handshakes that fail or
never end, connections that are cut off. Judged by what client and server saw."""

import select
import signal
import time

import pytest
from harness import servers
from harness.client import codes, mail
from harness.processes import children, nobody_is_left, peak_kb, stopped, wait_until
from harness.session import filtered
from harness.tls import SMTPS, TLS_PROBE, WITH_RSA, MemorySession, encrypted, records, start_tls

pytestmark = pytest.mark.skipif(not TLS_PROBE.exists(), reason="configured --without-tls")

# Less than the five seconds that the filter allows a peer to end.
AT_ONCE_SECS = 4
ENVELOPE = ["EHLO c", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"]
EVIL = b"EHLO evil\r\nMAIL FROM:<evil@b.test>\r\nRCPT TO:<evil@example.com>\r\nDATA\r\nSubject: evil\r\n\r\n.\r\n"
INJECTED = {
    "a command": b"NOOP evil\r\n",
    "a message": EVIL,
    "half a command": b"MAIL FROM:<evil@b.te",
    "many commands": b"NOOP evil\r\n" * 2700,
}


def read_raw(connection):
    """Every byte until the connection is closed."""
    heard = b""
    while data := connection.recv(65536):
        heard += data
    return heard


def to_starttls(client):
    assert client.read_reply()[:3] == "220"
    client.ask("EHLO c")


def deliver_within(client, server, record):
    """One good message within TLS; and nothing else has reached the server."""
    assert client.ask("EHLO good").startswith("250-mx.example.com")
    assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\n", "good@b.test"))[-1] == "250"
    assert client.ask("QUIT")[:3] == "221"
    assert client.is_closed()
    (message,) = server.messages()
    assert (message.sender, message.recipients) == ("good@b.test", ["x@example.com"])
    assert b"evil" not in record.read_bytes()


# Injection (CVE-2011-0411 and its kin).


@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("name", INJECTED)
def test_what_comes_with_starttls_is_thrown_away(name, end, tmp_path):
    record = tmp_path / "record"
    server = servers.scripted(tmp_path, "--record", str(record))
    with filtered(server, tmp_path, WITH_RSA) as session:
        to_starttls(session.client)
        session.client.send(b"STARTTLS" + end + INJECTED[name])
        assert session.client.read_reply()[:3] == "220"
        deliver_within(encrypted(session.client), server, record)


@pytest.mark.parametrize("name", INJECTED)
def test_what_comes_behind_starttls_before_220_is_thrown_away(name, tmp_path):
    """STARTTLS waits for the server's answer to NOOP; what comes meanwhile has a segment of its own."""
    record = tmp_path / "record"
    server = servers.scripted(tmp_path, "--record", str(record))
    with filtered(server, tmp_path, WITH_RSA) as session:
        to_starttls(session.client)
        ((pid, _),) = children(session.process.pid)
        with stopped(pid):
            session.client.send("NOOP\r\nSTARTTLS\r\n")
            session.client.wait_until_read()
            session.client.send(INJECTED[name])
        assert session.client.read_reply()[:3] == "250"
        assert session.client.read_reply()[:3] == "220"
        deliver_within(encrypted(session.client), server, record)


@pytest.mark.parametrize("name", INJECTED)
def test_what_comes_in_clear_at_any_time_has_no_effect(name, tmp_path):
    """Sent at once behind STARTTLS: it may be thrown away or break the handshake, but nobody ever obeys it."""
    record = tmp_path / "record"
    server = servers.scripted(tmp_path, "--record", str(record))
    with filtered(server, tmp_path, [*WITH_RSA, "idle-timeout-secs=3"]) as session:
        to_starttls(session.client)
        session.client.send("STARTTLS\r\n")
        session.client.send(INJECTED[name])
        assert session.client.read_reply()[:3] == "220"
        records(read_raw(session.client.connection))
        session.client.close()
        session.wait()
    assert b"evil" not in record.read_bytes()
    assert server.messages() == []


@pytest.mark.parametrize("name", INJECTED)
def test_passthrough_throws_away_what_comes_with_starttls(name, tmp_path):
    """The scripted server sends back what comes after its 220."""
    record = tmp_path / "record"
    with filtered(servers.scripted(tmp_path, "--starttls", "--record", str(record)), tmp_path) as session:
        client = session.client
        to_starttls(client)
        client.send(b"STARTTLS\r\n" + INJECTED[name])
        assert client.read_reply() == "220 ready for tls"
        client.send("first\n")
        assert client.read_line() == "first"
        client.finish_sending()
        assert client.is_closed()
    assert b"evil" not in record.read_bytes()


def test_passthrough_throws_away_what_the_server_adds_to_its_220(tmp_path):
    """Response injection (CVE-2021-33515, CVE-2021-38371 and kin): the client would take it for said within TLS."""
    script = r"""
        read_line() { read -r line; }
        printf '220 mx.example.com ESMTP\r\n'; read_line
        printf '250-mx.example.com\r\n250-STARTTLS\r\n250 PIPELINING\r\n'; read_line
        printf '220 ready\r\n250-evil\r\n250 AUTH PLAIN\r\n'; exec cat"""
    with filtered(servers.shell(script), tmp_path) as session:
        client = session.client
        to_starttls(client)
        assert client.ask("STARTTLS") == "220 ready"
        client.send("first\n")
        client.finish_sending()
        assert client.read_to_end() == ["first"]


@pytest.mark.parametrize("words", ["220-ready\\r\\n220 for tls", "454 not now", "220 ready"])
def test_the_server_s_answer_to_starttls_decides(words, tmp_path):
    """Only behind 220 nothing is looked at any more."""
    script = rf"""
        printf '220 mx.example.com ESMTP\r\n'; read -r line
        printf '250-mx.example.com\r\n250-STARTTLS\r\n250 PIPELINING\r\n'; read -r line
        printf '{words}\r\n'; exec cat"""
    with filtered(servers.shell(script), tmp_path) as session:
        client = session.client
        to_starttls(client)
        assert client.ask("STARTTLS") == words.replace("\\r\\n", "\n")
        client.send("\x16\x03 not SMTP\r\n")
        assert (client.read_line() == "\x16\x03 not SMTP") == words.startswith("220")


# Handshakes that fail or never end.


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "smtps"])
@pytest.mark.parametrize("garbage", [EVIL, b"\0" * 100, b"\x16\x03\x01\xff\xff" + b"x" * 70000, b"\x80\x2e\x01\0\2"])
def test_after_a_failed_handshake_nothing_is_said_in_clear(garbage, implicit, tmp_path):
    record = tmp_path / "record"
    server = servers.scripted(tmp_path, "--record", str(record))
    with filtered(server, tmp_path, SMTPS if implicit else WITH_RSA) as session:
        if not implicit:
            to_starttls(session.client)
            assert session.client.ask("STARTTLS")[:3] == "220"
        session.client.send(garbage)
        session.client.finish_sending()
        assert {kind for kind, _ in records(read_raw(session.client.connection))} <= {21}
        session.wait(AT_ONCE_SECS)
        nobody_is_left(session)
        (line,) = [line for line in session.log() if line.startswith("FAILED_TLS")]
    assert "encryption: (none)" in line
    assert b"evil" not in record.read_bytes()


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "smtps"])
@pytest.mark.parametrize("dribbles", [False, True], ids=["silent", "dribbling"])
def test_a_handshake_is_idle_time(dribbles, implicit, tmp_path):
    """Bytes of the handshake prolong nothing: one that never ends is cut off while they still come."""
    lines = [*(SMTPS if implicit else WITH_RSA), "idle-timeout-secs=3"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        client = session.client
        if not implicit:
            to_starttls(client)
            client.ask("STARTTLS")
        hello = b"\x16\x03\x01\x01\0\x01\0\0\xfc\x03\x03" + b"r" * 240
        for byte in hello if dribbles else []:
            client.send(bytes([byte]))
            if select.select([client.connection], [], [], 0.1)[0]:
                break
        else:
            assert not dribbles, "it went on for 25 seconds"
        assert read_raw(client.connection) == b""
        client.close()
        session.wait()
        assert any("FAILED_TLS" in line and "took_too_long" in line for line in session.log())


def test_idle_within_tls_is_told_so_within_tls(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*WITH_RSA, "idle-timeout-secs=3"]) as session:
        client = start_tls(session.client)
        assert client.read_reply()[:3] == "421"
        assert client.is_closed()


# How connections end.


def in_body(session):
    """A MemorySession within a message."""
    client = MemorySession(session.client)
    assert client.read_reply()[:3] == "220"
    for command in ENVELOPE:
        assert client.ask(command)[:1] in "23"
    client.send(b"Subject: x\r\n\r\nhalf a mess")
    return client


def corrupt(client):
    client.tls.write(b"age\r\n.\r\n")
    data = bytearray(client.tls.take())
    data[-1] ^= 1
    client.connection.sendall(data)


ENDS = {
    "close_notify": lambda client: client.close_notify(),
    "cut off": lambda client: client.connection.shutdown(1),
    "closed": lambda client: client.connection.close(),
    "a byte is wrong": corrupt,
    "in clear": lambda client: client.connection.sendall(b"age\r\n.\r\n"),
    "half a record": lambda client: client.connection.sendall(b"\x17\x03\x03\0\x40half") or client.connection.shutdown(1),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_message_that_breaks_off_is_not_delivered(name, tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, SMTPS) as session:
        client = in_body(session)
        before = len(client.tls.heard)
        ENDS[name](client)
        if name != "closed":
            text, _ = client.read_to_end() if name in ("close_notify", "cut off") else (b"", read_raw(client.connection))
            assert text == b"" or text[:1] in b"45"
            records(client.tls.heard[before:])
        session.wait()
        nobody_is_left(session)
        assert not any(line.startswith("ALLOWED") for line in session.log())
    assert server.messages() == []


@pytest.mark.parametrize("name", ["close_notify", "cut off"])
def test_a_whole_message_counts_however_the_connection_ends(name, tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, SMTPS) as session:
        client = in_body(session)
        client.send(b"age\r\n.\r\n")
        ENDS[name](client)
        text, _ = client.read_to_end()
        assert text.startswith(b"250")
        session.wait()
    assert len(server.messages()) == 1


def test_close_notify_is_answered_at_once(tmp_path):
    """The client keeps its socket open: nobody waits for that."""
    with filtered(servers.scripted(tmp_path), tmp_path, SMTPS) as session:
        client = MemorySession(session.client)
        client.read_reply()
        client.ask("EHLO c")
        client.close_notify()
        assert client.read_to_end() == (b"", True)
        session.wait(AT_ONCE_SECS)
        nobody_is_left(session)


@pytest.mark.parametrize("kept", [False, True], ids=["read", "unread"])
def test_nobody_waits_for_the_client_s_close_notify(kept, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, SMTPS) as session:
        client = MemorySession(session.client)
        client.read_reply()
        client.send(b"QUIT\r\n")
        if not kept:
            text, closed = client.read_to_end()
            assert text.startswith(b"221") and closed
        session.wait(AT_ONCE_SECS)
        nobody_is_left(session)


def test_the_client_vanishes_within_a_handshake(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, WITH_RSA) as session:
        to_starttls(session.client)
        session.client.ask("STARTTLS")
        session.client.close()
        session.wait(AT_ONCE_SECS)
        nobody_is_left(session)
        assert any(line.startswith("FAILED_TLS") for line in session.log())


def test_told_to_stop_within_a_handshake(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, WITH_RSA) as session:
        to_starttls(session.client)
        session.client.ask("STARTTLS")
        session.client.send(b"\x16\x03\x01")
        session.client.wait_until_read()
        session.process.send_signal(signal.SIGTERM)
        assert read_raw(session.client.connection) == b""
        session.wait(AT_ONCE_SECS)
        nobody_is_left(session)


@pytest.mark.parametrize("point", ["BANNER", "EHLO"])
def test_the_server_dies_within_tls(point, tmp_path):
    """What the client hears of it is encrypted."""
    with filtered(servers.scripted(tmp_path, "--die", point), tmp_path, SMTPS) as session:
        if point == "BANNER":
            records(read_raw(session.client.connection))
        else:
            client = encrypted(session.client)
            client.read_reply()
            assert client.ask("EHLO c")[:3] == "421"
            assert client.is_closed()
        session.client.close()
        session.wait(AT_ONCE_SECS)
        nobody_is_left(session)


# Who talks early.


def refused_as_early(session):
    client = session.client
    client.read_reply()
    client.ask("EHLO c")
    replies = codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\n"))
    client.ask("QUIT")
    session.wait()
    return any(line.startswith("DENIED_EARLYTALKER") for line in session.log()), replies[-1] == "250"


@pytest.mark.parametrize("early", [False, True])
def test_bytes_of_the_handshake_are_no_early_talk(early, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*SMTPS, "greeting-delay-secs=3"]) as session:
        started = time.monotonic()
        client = encrypted(session.client)
        if early:
            client.send("NOOP\r\n")
        assert refused_as_early(session) == (early, not early)
        assert time.monotonic() - started >= 3


def test_the_greeting_delay_begins_behind_the_handshake(tmp_path):
    """A client that takes its time for the handshake has talked early if it talks at once then."""
    with filtered(servers.scripted(tmp_path), tmp_path, [*SMTPS, "greeting-delay-secs=3"]) as session:
        time.sleep(3.2)
        encrypted(session.client).send("NOOP\r\n")
        assert refused_as_early(session) == (True, False)


def test_a_server_that_takes_nothing_holds_the_client_up(tmp_path):
    """What is decrypted and not taken yet stays bounded, and none of it is lost."""
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, SMTPS) as session:
        client = in_body(session)
        ((server_pid, _),) = children(session.process.pid)
        line = b"x" * 76 + b"\r\n"
        client.tls.write(line * 100000 + b".\r\n")
        data = client.tls.take()
        before = peak_kb(session.process.pid)
        with stopped(server_pid):
            sent = session.client.send_while_taken(data)
            assert sent < 4_000_000
            assert peak_kb(session.process.pid) < before + 4000
        client.connection.sendall(data[sent:])
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
    (message,) = server.messages()
    assert message.body == b"Subject: x\n\nhalf a mess" + (line * 100000).replace(b"\r\n", b"\n")


def test_a_slow_reader_within_tls(tmp_path):
    """Many answers that nobody reads: they wait in bounded memory, and none is lost."""
    with filtered(servers.scripted(tmp_path), tmp_path, SMTPS) as session:
        client = MemorySession(session.client)
        client.read_reply()
        count = 20000
        client.tls.write(b"NOOP\r\n" * count + b"QUIT\r\n")
        data, heard = client.tls.take(), b""
        client.connection.setblocking(False)
        while data:
            readable, writable, _ = select.select([client.connection], [client.connection], [], 5)
            assert readable or writable
            if writable:
                data = data[client.connection.send(data[:8192]) :]
            elif readable:
                client.tls.feed(client.connection.recv(1000))
                heard += client.tls.read()
        client.connection.setblocking(True)
        rest, closed = client.read_to_end()
        heard += rest
        assert closed and heard.count(b"\r\n") == count + 1 and heard.endswith(b"221 mx.example.com\r\n")
        wait_until(lambda: session.process.poll() is not None)
