"""What must not slip past the filter, with a server behind it that would take it."""

import pytest
from harness import servers
from harness.client import codes, mail
from harness.session import filtered

LOTTERY = ["header-blacklist-entry=Subject: *lottery*", "header-blacklist-entry=Subject: *lot tery*"]
REFUSED = "554 Refused. Your message has been blocked due to its content."
BEHIND = {"mailfront": servers.mailfront, "scripted": servers.scripted}

# On the wire; a server takes the first dot of every line away (RFC 5321 4.5.2).
EVADING = {
    "stuffed": b".Subject: You won the lottery\r\n\r\nbody\r\n",
    "stuffed-second-line": b"From: a@b.test\r\n.Subject: You won the lottery\r\n\r\nbody\r\n",
    "continuation": b"Subject: You won the lot\r\n.\ttery\r\n\r\nbody\r\n",
    "continuation-of-stuffed": b".Subject: You won\r\n. the lottery\r\n\r\nbody\r\n",
}
# Near misses: what the server makes of each is no such header.
CLEAN = {
    "no-match": b".Subject: You won a prize\r\nX: y\r\n\r\nbody\r\n",
    "a-dot-is-left": b"..Subject: You won the lottery\r\n\r\nbody\r\n",
    "continuation": b"Subject: You won a pri\r\n.\tze\r\n\r\nbody\r\n",
    "in-the-body": b"Subject: x\r\n\r\n.Subject: You won the lottery\r\n..\r\n...\r\n",
    "behind-a-stuffed-empty-line": b"X: y\r\n\r\n..\r\n.Subject: lottery\r\n",
}


def send(session, body):
    client = session.client
    client.read_reply()
    client.ask("EHLO c")
    replies = mail(client, ["x@example.com"], body)
    client.ask("QUIT")
    return replies


@pytest.mark.parametrize("make", BEHIND.values(), ids=BEHIND.keys())
@pytest.mark.parametrize("body", EVADING.values(), ids=EVADING.keys())
def test_a_dot_hides_no_header(body, make, tmp_path):
    server = make(tmp_path)
    with filtered(server, tmp_path, LOTTERY) as session:
        replies = send(session, body)
        session.wait()
        denied = [line for line in session.log() if line.startswith("DENIED_HEADER_BLACKLISTED ")]
    assert codes(replies[:-1]) == ["250", "250", "354"]
    assert replies[-1] == REFUSED
    assert len(denied) == 1
    assert server.messages() == []


@pytest.mark.parametrize("make", BEHIND.values(), ids=BEHIND.keys())
@pytest.mark.parametrize("body", CLEAN.values(), ids=CLEAN.keys())
def test_clean_dots_pass_byte_for_byte(body, make, tmp_path):
    server = make(tmp_path)
    with filtered(server, tmp_path, LOTTERY) as session:
        replies = send(session, body)
        session.wait()
    assert codes(replies) == ["250", "250", "354", "250"]
    (message,) = server.messages()
    lines = body.decode("latin-1").split("\r\n")
    assert message.body.decode("latin-1") == "\n".join(line.removeprefix(".") for line in lines)


@pytest.mark.parametrize("hidden", [True, False])
def test_starttls_is_hidden_where_auth_must_not_be(hidden, tmp_path):
    """Inside TLS nobody could stop AUTH."""
    server = servers.scripted(tmp_path, "--starttls", "--auth", "x:y", "--record", str(tmp_path / "record"))
    with filtered(server, tmp_path, ["smtp-auth-level=none"] if hidden else []) as session:
        client = session.client
        client.read_reply()
        offer = client.ask("EHLO c")
        assert ("STARTTLS" in offer) == (not hidden)
        assert ("AUTH" in offer) == (not hidden)
        reply = client.ask("STARTTLS")
        assert reply[:3] == ("454" if hidden else "220")
        if hidden:
            assert client.ask("NOOP")[:3] == "250"
            client.ask("QUIT")
        client.close()
        session.wait()
    assert (b"STARTTLS" in (tmp_path / "record").read_bytes()) == (not hidden)
