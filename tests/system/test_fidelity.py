"""Mail goes through the filter unchanged, and clients see no difference from the server alone."""

import concurrent.futures
import hashlib
import random
import re
import smtplib
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS, Client, codes, mail
from harness.paths import how_many, program
from harness.session import filtered
from harness.tcp import filtered_command, listening

# Filters that look at everything and match nothing.
WATCHFUL = [
    "ip-blacklist-entry=99.99.99.99",
    "sender-blacklist-entry=@bad.test",
    "recipient-blacklist-entry=bad@example.com",
    "max-recipients=100",
]
HEADER_FILTER = "header-blacklist-entry=X-Spam: yes"


def text_lines(seed, size):
    """About `size` bytes of lines that look like mail and its worst: dots, empty lines, 8-bit, NUL, long lines, lone CRs."""
    dice = random.Random(seed)
    pieces = [b"Subject: test\r\n\r\n"]
    length = 0
    while length < size:
        kind = dice.randrange(20)
        if kind == 0:
            line = b"." * dice.randrange(1, 4)
        elif kind == 1:
            line = b""
        elif kind == 2:
            line = bytes(b for b in dice.randbytes(dice.randrange(200)) if b not in b"\r\n")
        elif kind == 3:
            line = b"long " * dice.randrange(1000)
        elif kind == 4:
            line = b"From x\ty  "
        else:
            line = b"The quick brown fox jumps over the lazy dog, and so on and on." * dice.randrange(1, 4)
        pieces.append(line + b"\r\n")
        length += len(line) + 2
    return b"".join(pieces)


def stuffed(body):
    return re.sub(rb"^\.", b"..", body, flags=re.MULTILINE)


def stored(body):
    return hashlib.sha256(body.replace(b"\r\n", b"\n")).hexdigest()


@pytest.mark.parametrize("make", [servers.mailfront, servers.mailfront_qmail, servers.scripted])
@pytest.mark.parametrize("more", [[], [HEADER_FILTER]], ids=["plain", "header-filter"])
def test_twenty_recipients(make, more, tmp_path):
    server = make(tmp_path)
    recipients = [f"user{number}@example.com" for number in range(20)]
    body = text_lines("twenty", 20000)
    with listening(filtered_command(server, tmp_path, [*WATCHFUL, *more]), server.environment, tmp_path) as port:
        client = Client.connect(port)
        client.read_reply()
        client.ask("EHLO c")
        replies = mail(client, recipients, stuffed(body))
        assert codes(replies) == ["250"] * 21 + ["354", "250"]
        assert client.ask("QUIT")[:3] == "221"
        assert client.is_closed()
    (message,) = server.messages()
    assert message.recipients == recipients
    assert message.checksum() == stored(body)


@pytest.mark.parametrize("more", [[], [HEADER_FILTER]], ids=["plain", "header-filter"])
def test_fifty_megabytes(more, tmp_path):
    server = servers.mailfront(tmp_path)
    body = text_lines("fifty", 2_000_000) * 25
    with listening(filtered_command(server, tmp_path, [*WATCHFUL, *more]), server.environment, tmp_path) as port:
        client = Client.connect(port)
        client.read_reply()
        client.ask("EHLO c")
        assert codes(mail(client, ["x@example.com"], stuffed(body))) == ["250", "250", "354", "250"]
        client.ask("QUIT")
    (message,) = server.messages()
    assert message.checksum() == stored(body)


CLIENTS = 20
MESSAGES = how_many(50, sanitized=10)  # of each of them


def _send_many(port, number):
    """Messages, some over one connection, some each over its own; returns their checksums."""
    sent = []
    dice = random.Random(number)
    client = None
    for count in range(MESSAGES):
        if client is None:
            client = Client.connect(port)
            client.read_reply()
            client.ask("EHLO c")
        body = text_lines(f"{number}.{count}", dice.choice((100, 3000, 40000)))
        assert codes(mail(client, [f"u{number}@example.com"], stuffed(body))) == ["250", "250", "354", "250"]
        sent.append(stored(body))
        if dice.randrange(3):
            assert client.ask("QUIT")[:3] == "221"
            client.close()
            client = None
    if client:
        client.close()
    return sent


def test_many_messages_from_twenty_clients(tmp_path):
    server = servers.mailfront(tmp_path)
    with listening(filtered_command(server, tmp_path, WATCHFUL), server.environment, tmp_path) as port:
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            sent = [checksum for part in pool.map(lambda n: _send_many(port, n), range(CLIENTS)) for checksum in part]
    assert len(sent) == CLIENTS * MESSAGES
    assert sorted(message.checksum() for message in server.messages()) == sorted(sent)


# What changes from run to run: Swaks's times and message ids, the number of qmail-queue's process.
_CHANGING = re.compile(r"((?:Date|Message-Id): |Subject: test |\bqp )\S.*?(?= bytes |$)")


def _masked(text):
    """The lines without what changes, and without Swaks's own words about the socket. Codes stay."""
    return [_CHANGING.sub(r"\1-", line) for line in text.splitlines() if not line.startswith("=== ")]


def _swaks(port):
    command = [program("swaks"), "--server", f"127.0.0.1:{port}", "--helo", "c.test", "--timeout", str(PATIENCE_SECS)]
    command += ["--from", "a@b.test", "--to", "x@example.com,y@example.com", "--body", "one\n.two\n..three\n"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, _masked(result.stdout)


def _smtplib(port):
    said = []
    with smtplib.SMTP("127.0.0.1", port, "c.test", PATIENCE_SECS) as client:
        said.append(client.ehlo())
        said.append(client.noop())
        said.append(client.help())
        said.append(client.verify("x"))
        said.append(client.sendmail("a@b.test", ["x@example.com"], "Subject: x\n\n.\n..\nend"))
        said.append(client.rset())
        said.append(client.docmd("DATA"))
        said.append(client.docmd("FROB"))
        said.append(client.quit())
    return _masked("\n".join(map(repr, said)))


@pytest.mark.parametrize("talk", [_swaks, _smtplib], ids=["swaks", "smtplib"])
@pytest.mark.parametrize("make", [servers.mailfront, servers.mailfront_qmail, servers.scripted])
def test_clients_see_no_difference(make, talk, tmp_path):
    if talk is _swaks and program("swaks") is None:
        pytest.skip("swaks is not installed")
    heard = []
    bodies = []
    for name in ("alone", "filtered"):
        directory = tmp_path / name
        directory.mkdir()
        server = make(directory)
        command = server.command if name == "alone" else filtered_command(server, directory, WATCHFUL)
        with listening(command, server.environment, directory) as port:
            heard.append(talk(port))
        bodies.append([_masked(message.body.decode("latin-1")) for message in server.messages()])
    assert len(bodies[0]) == 1
    # The one answer that is the filter's own: DATA without a recipient.
    own = "Refused. You must specify at least one valid recipient."
    heard[1] = _without_own_reply(heard[1], own)
    heard[0] = _without_own_reply(heard[0], "first")
    assert heard[0] == heard[1]
    assert bodies[0] == bodies[1]


def _without_own_reply(heard, words):
    return [line for line in heard if words not in line] if isinstance(heard, list) else heard


def test_exim_behind_the_filter(tmp_path):
    server = servers.exim4(tmp_path)
    body = text_lines("exim", 50000).replace(b"\0", b"")
    with filtered(server, tmp_path, WATCHFUL) as session:
        client = session.client
        client.read_reply()
        offer = client.ask("EHLO c")
        assert "CHUNKING" not in offer
        assert "PIPELINING" in offer
        assert codes(mail(client, ["x@example.com"], stuffed(body))) == ["250", "250", "354", "250"]
        assert client.ask("BDAT 5 LAST")[:3] == "502"
        client.ask("QUIT")
        assert session.wait() == 0
    (message,) = server.messages()
    assert message.recipients == ["x@example.com"]
    assert message.checksum() == hashlib.sha256(body.replace(b"\r\n", b"\n").split(b"\n\n", 1)[1]).hexdigest()
