"""What a line of the classic log may hold, whatever a client says."""

import base64

import pytest
from harness import servers
from harness.client import codes, mail
from harness.session import filtered

# A pipe takes 4,096 bytes in one piece: longer lines of two sessions would run into each other.
LONGEST = 4096


@pytest.mark.parametrize("byte", ["a", "\x01", " "])
def test_no_line_is_too_long_for_a_pipe(byte, tmp_path):
    lines = ["log-level=excessive", "header-blacklist-entry=Subject: evil*"]
    body = f"Subject: evil {byte * 100000}\r\n\r\nx\r\n".encode()
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        assert codes(mail(session.client, [f"{'x' * 300}@example.com"], body))[-1] == "554"
        session.client.ask("QUIT")
        session.wait()
        logged = session.standard_error().splitlines()
    assert max(len(line) for line in logged) < LONGEST
    assert all(line.startswith("spamweir[") for line in logged)
    (acted,) = [line for line in logged if "FILTER_HEADER_BLACKLIST" in line]
    assert acted.endswith(" entry: Subject: evil*")  # which pattern it was is still told


def test_what_follows_a_refused_auth_is_not_shown(tmp_path):
    """A client that goes on regardless sends its password as if it were a command."""
    words = [base64.b64encode(word).decode() for word in (b"joe", b"hunter2")]
    with filtered(servers.scripted(tmp_path), tmp_path, ["log-level=excessive"]) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        for line in ("AUTH LOGIN", *words, "QUIT"):
            session.client.ask(line)
        session.wait()
        said = [line for line in session.log() if line.startswith("client:")]
    assert "client: AUTH (not shown)" in said
    assert not any(word.rstrip("=") in line for word in words for line in said)


def test_what_a_server_quotes_of_a_password_is_not_shown(tmp_path):
    word = base64.b64encode(b"hunter2").decode().rstrip("=")
    server = servers.scripted(tmp_path, "--refuse", f"{word.upper()}=500 5.5.1 Command unrecognized: '{word}'")
    with filtered(server, tmp_path, ["log-level=excessive"]) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        assert word in session.client.ask(word)
        session.client.ask("QUIT")
        session.wait()
        said = session.log()
    assert "server: 500 (not shown)" in said
    assert not any(word in line for line in said)


@pytest.mark.parametrize(
    "refusing,code",
    [
        ("recipient-blacklist-entry=x@example.com", "RECIPIENT_BLACKLISTED"),
        ("sender-blacklist-entry=@b.test", "SENDER_BLACKLISTED"),
    ],
)
def test_a_filter_on_trial_is_heard_though_another_refuses(refusing, code, tmp_path):
    """At RCPT and at MAIL: of each recipient."""
    lines = ["test-mode=ip-blacklist", "ip-blacklist-entry=11.22", refusing]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        mail(session.client, ["x@example.com", "x@example.com"], b"")
        session.client.ask("QUIT")
        session.wait()
        told = [line.split()[0] for line in session.log()]
    assert [word for word in told if word.startswith(("WOULD", "DENIED"))] == ["WOULD_DENIED_BLACKLIST_IP", f"DENIED_{code}"] * 2


def test_a_filter_on_trial_is_heard_though_starttls_was_refused(tmp_path):
    """Behind TLS of the server's the filter could refuse nothing, so it ends there what it would refuse."""
    lines = ["test-mode=reject-all", "filter-level=reject-all", "ip-blacklist-entry=11.22"]
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        assert session.client.ask("STARTTLS")[:3] == "554"
        mail(session.client, ["x@example.com"], b"")
        session.client.ask("QUIT")
        session.wait()
        told = [line.split()[0] for line in session.log()]
    assert told[-2:] == ["WOULD_DENIED_REJECT_ALL", "DENIED_BLACKLIST_IP"]
