"""A bare newline never ends a message that another server relayed: one message goes in, at most one comes out."""

import itertools

import pytest
from harness import servers
from harness.session import filtered

SERVERS = {"mailfront": servers.mailfront, "qmail": servers.scripted, "exim4": servers.exim4}
SECOND = b"MAIL FROM:<forged@evil.test>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nSubject: forged\r\n\r\nforged\r\n"

# Everything around the dot that some server somewhere takes for the end of data, but CRLF.CRLF itself (CR CRLF.CRLF holds it).
LINE_ENDS = {"CRLF": b"\r\n", "LF": b"\n", "CR": b"\r", "CRCRLF": b"\r\r\n", "LFCR": b"\n\r", "CRNULLF": b"\r\0\n"}
ENDS = {
    f"{before}.{after}": LINE_ENDS[before] + b"." + LINE_ENDS[after]
    for before, after in itertools.product(LINE_ENDS, repeat=2)
    if not (before in ("CRLF", "CRCRLF") and after == "CRLF")
}


def replay(server, directory, end, lines):
    """Sends one message that has `end` and a second dialogue in its body; returns the reply to the end of data."""
    with filtered(server, directory, lines) as session:
        client = session.client
        client.read_reply()
        client.ask("EHLO relay.test")
        client.ask("MAIL FROM:<a@b.test>")
        client.ask("RCPT TO:<x@example.com>")
        assert client.ask("DATA")[:3] == "354"
        client.send(b"Subject: x\r\n\r\nbody" + end + SECOND + b".\r\n")
        reply = client.read_reply()
        client.send("QUIT\r\n")
        client.finish_sending()
        rest = client.read_to_end()
        session.wait()
    assert len(rest) <= 1, f"answers to a smuggled dialogue: {rest}"
    return reply


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize("make", SERVERS.values(), ids=SERVERS.keys())
def test_repair_delivers_one_message(make, end, tmp_path):
    server = make(tmp_path)
    reply = replay(server, tmp_path, end, [])
    messages = server.messages()
    recipients = [recipient for message in messages for recipient in message.recipients]
    assert len(messages) <= 1, messages
    assert "victim@example.com" not in recipients
    # A lone CR is data that passes as it came; a server may refuse it. The famous two must arrive.
    if end in (b"\n.\n", b"\n.\r\n"):
        assert reply[:3] == "250"
        assert recipients == ["x@example.com"]
        assert b"forged\n" in messages[0].body


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"x\ny"], ids=["LF.LF", "LF.CRLF", "CRLF.LF", "LF"])
@pytest.mark.parametrize("make", SERVERS.values(), ids=SERVERS.keys())
def test_reject_delivers_none(make, end, tmp_path):
    server = make(tmp_path)
    reply = replay(server, tmp_path, end, ["bare-newline=reject"])
    assert reply[:3] == "554"
    assert server.messages() == []


@pytest.mark.parametrize("end", [b"\r.\r", b"\r.\r\n"], ids=["CR.CR", "CR.CRLF"])
def test_reject_has_nothing_against_a_lone_cr(end, tmp_path):
    server = servers.scripted(tmp_path)
    assert replay(server, tmp_path, end, ["bare-newline=reject"])[:3] == "250"
    assert len(server.messages()) == 1


def test_what_repair_stores_is_what_was_sent(tmp_path):
    """The dot that follows a bare LF is data: it is there once in the stored message."""
    server = servers.scripted(tmp_path)
    replay(server, tmp_path, b"\n.\n", [])
    (message,) = server.messages()
    assert message.body.startswith(b"Subject: x\n\nbody\n.\nMAIL FROM:<forged@evil.test>\n")


@pytest.mark.parametrize("make", SERVERS.values(), ids=SERVERS.keys())
def test_a_client_that_knows_lf_alone_is_served(make, tmp_path):
    server = make(tmp_path)
    with filtered(server, tmp_path) as session:
        client = session.client
        client.send("HELO script\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nDATA\n")
        assert [client.read_reply()[:3] for _ in range(5)] == ["220", "250", "250", "250", "354"]
        client.send("Subject: x\n\nhello\n..dot\n.\nQUIT\n")
        assert client.read_reply()[:3] == "250"
        assert client.read_reply()[:3] == "221"
    (message,) = server.messages()
    assert message.body.endswith(b"hello\n.dot\n")


def test_lf_alone_under_reject(tmp_path):
    """`reject` refuses the message of such a client too, and the session goes on."""
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, ["bare-newline=reject"]) as session:
        client = session.client
        client.send("HELO script\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nDATA\n")
        assert [client.read_reply()[:3] for _ in range(5)] == ["220", "250", "250", "250", "354"]
        client.send("Subject: x\n\nhello\n.\n")
        assert client.read_reply()[:3] == "554"
        assert client.ask("QUIT")[:3] == "221"
    assert server.messages() == []


def test_lenient_takes_lf_dot_lf_from_anyone(tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, ["bare-newline=lenient"]) as session:
        client = session.client
        client.read_reply()
        for command in ("EHLO c", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"):
            client.ask(command)
        client.send("Subject: x\r\n\r\nhello\n.\n")
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
    assert len(server.messages()) == 1


@pytest.mark.parametrize("crlf_command", ["HELO c", "MAIL FROM:<a@b.test>", "DATA"])
def test_one_crlf_makes_a_client_a_relay(crlf_command, tmp_path):
    """LF.LF ends data only for a client that had sent no CRLF up to and including the line end of DATA."""
    server = servers.scripted(tmp_path)
    commands = ["HELO c", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"]
    with filtered(server, tmp_path) as session:
        client = session.client
        client.send("".join(command + ("\r\n" if command == crlf_command else "\n") for command in commands))
        assert [client.read_reply()[:3] for _ in range(5)] == ["220", "250", "250", "250", "354"]
        client.send("Subject: x\n\nhello\n.\nmore\r\n.\r\n")
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
    (message,) = server.messages()
    assert message.body.endswith(b"hello\n.\nmore\n")
