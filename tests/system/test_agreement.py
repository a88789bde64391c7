"""Filter and server speak of the same message: what is judged and logged is what the server has,
and nothing passes unseen."""

import re

import pytest
from harness import servers
from harness.client import codes, mail
from harness.processes import wait_until
from harness.session import filtered

BODY = b"Subject: x\r\n\r\nhi\r\n"
SPAM = b"Subject: x\r\nX-Spam: yes\r\n\r\nhi\r\n"
SENT_FROM_TO = re.compile(r"^(\w+) from: (\S+) to: (\S+) ")


def hello(session):
    assert session.client.read_reply()[:3] == "220"
    session.client.ask("EHLO c")
    return session.client


def logged(session, *kinds):
    """Pairs of sender and recipient from the log's lines of these kinds, in order."""
    matches = filter(None, map(SENT_FROM_TO.match, session.log()))
    return [(match[2], match[3]) for match in matches if match[1] in kinds]


# A server that refuses a command may keep the message that it has (RFC 5321 4.1.4), and Exim does.
# Each dialogue has the messages that must come of it, as pairs of sender and recipient. `DATA spam`
# stands for DATA with a message that the header filter refuses.

FILTERS = [
    "header-blacklist-entry=X-Spam: yes",
    "max-recipients=2",
    "sender-blacklist-entry=@bad.test",
    "sender-whitelist-entry=@good.test",
    "recipient-blacklist-entry=bad@example.com",
]
ONE = ["MAIL FROM:<one@b.test>", "RCPT TO:<one@example.com>"]
TWO = ["MAIL FROM:<two@b.test>", "RCPT TO:<two@example.com>"]
GOOD = ["MAIL FROM:<good@good.test>", "RCPT TO:<good@example.com>"]
REFUSED = ["MAIL FROM:<x@bad.test>", "RCPT TO:<x@example.com>"]
FROM_ONE, FROM_TWO = ("one@b.test", "one@example.com"), ("two@b.test", "two@example.com")
FROM_GOOD = ("good@good.test", "good@example.com")
DIALOGUES = {
    "MAIL within a message": ([*ONE, *TWO, "DATA"], [FROM_TWO]),
    "MAIL without recipients, twice": ([ONE[0], *TWO, "DATA"], [FROM_TWO]),
    "a whitelisted sender first": ([*GOOD, *TWO, "DATA spam", *ONE, "DATA"], [FROM_ONE]),
    "a whitelisted sender last": ([*TWO, *GOOD, "DATA spam"], [FROM_GOOD]),
    "EHLO without a name": ([*ONE, "EHLO", TWO[1], "DATA", *TWO, "DATA"], [FROM_TWO]),
    "EHLO with a name": ([*ONE, "EHLO c", TWO[1], "DATA", *TWO, "DATA"], [FROM_TWO]),
    "RSET": ([*ONE, "RSET", TWO[1], "DATA", *TWO, "DATA"], [FROM_TWO]),
    "a refused MAIL in between": ([*ONE, *REFUSED, "DATA", *TWO, "DATA"], [FROM_TWO]),
    "a refused MAIL behind a message": (
        [*ONE, "DATA", *REFUSED, "DATA", *TWO, "DATA"],
        [FROM_ONE, FROM_TWO],
    ),
    "a refused message": ([*ONE, "DATA spam", *TWO, "DATA"], [FROM_TWO]),
    "a refused recipient": ([*ONE, "RCPT TO:<bad@example.com>", "DATA"], [FROM_ONE]),
    "too many recipients, counted anew": (
        [*ONE, TWO[1], TWO[0], ONE[1], TWO[1], "RCPT TO:<three@example.com>", "DATA"],
        [("two@b.test", "one@example.com"), FROM_TWO],
    ),
}


def groups_of(commands):
    """Pipelined commands come in groups that end with DATA (RFC 2920 3.1)."""
    groups = [[]]
    for command in commands:
        groups[-1].append(command)
        if command.startswith("DATA"):
            groups.append([])
    return groups


def play(client, commands, pipelined):
    for group in groups_of(commands):
        lines = [command.removesuffix(" spam") for command in group]
        if pipelined:
            client.send("".join(f"{line}\r\n" for line in lines))
            replies = [client.read_reply() for _ in lines]
        else:
            replies = [client.ask(line) for line in lines]
        if replies and replies[-1].startswith("354"):
            client.send((SPAM if group[-1].endswith("spam") else BODY) + b".\r\n")
            client.read_reply()


def delivered(server):
    return [(message.sender, name) for message in server.messages() for name in message.recipients]


@pytest.mark.parametrize("pipelined", [False, True], ids=["", "pipelined"])
@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES.keys())
def test_what_is_delivered_is_what_is_logged(dialogue, pipelined, tmp_path):
    commands, want = dialogue
    server = servers.exim4(tmp_path)
    with filtered(server, tmp_path, FILTERS) as session:
        play(hello(session), commands, pipelined)
        assert session.client.ask("QUIT")[:3] == "221"
        session.wait()
        allowed = logged(session, "ALLOWED")
    assert sorted(delivered(server)) == sorted(want)
    assert allowed == want


# What the server refuses is logged for the message that it belongs to.


@pytest.mark.parametrize("verb,recipient", [("MAIL", "(unknown)"), ("RCPT", "x@example.com")])
def test_a_refusal_is_logged_for_its_own_sender(verb, recipient, tmp_path):
    """The commands of later messages have come when the server answers."""
    server = servers.scripted(tmp_path, "--refuse", f"{verb}=450 not now", "--delay", f"{verb}=50")
    senders = ["one@b.test", "two@b.test", "three@b.test"]
    batch = [f"MAIL FROM:<{name}>\r\nRCPT TO:<x@example.com>\r\nRSET\r\n" for name in senders]
    with filtered(server, tmp_path) as session:
        hello(session).send("".join(batch) + "QUIT\r\n")
        assert session.client.read_to_end()[-1][:3] == "221"
        session.wait()
        denied = logged(session, "DENIED_OTHER")
    # A server that has refused MAIL refuses RCPT as well.
    denied = [sender for sender, its_recipient in denied if its_recipient == recipient]
    assert denied == senders


@pytest.mark.parametrize("filters", [[], FILTERS[:1]], ids=["plain", "held"])
def test_a_refused_data_is_logged_for_each_recipient(filters, tmp_path):
    server = servers.scripted(tmp_path, "--refuse", "DATA=451 no room")
    names = ["x@example.com", "y@example.com"]
    with filtered(server, tmp_path, filters) as session:
        replies = mail(hello(session), names, BODY)
        assert replies[-1] == "451 no room"
        session.client.ask("QUIT")
        session.wait()
        assert logged(session, "DENIED_OTHER") == [("a@b.test", name) for name in names]
        assert logged(session, "ALLOWED") == []


# Dialogues within the dialogue.


@pytest.mark.parametrize("method,prompts", [("PLAIN", 1), ("LOGIN", 1), ("LOGIN", 2)])
def test_a_control_character_ends_authentication(method, prompts, tmp_path):
    """What follows are commands again, for the server too."""
    server = servers.scripted(tmp_path, "--auth", "user")
    with filtered(server, tmp_path) as session:
        client = hello(session)
        replies = [client.ask(line) for line in [f"AUTH {method}", "dXNlcg=="][:prompts]]
        assert codes(replies) == ["334"] * prompts
        assert client.ask("dXNl\x01cg==")[:3] == "500"
        assert codes(mail(client, ["x@example.com"], BODY)) == ["250", "250", "354", "250"]
        client.ask("QUIT")
    (message,) = server.messages()
    assert message.sender == "a@b.test"


NO_TLS = ["filter-level=require-auth", "relay-level=block-all", "relay-level=allow-all"]


@pytest.mark.parametrize("option", NO_TLS)
def test_no_tls_where_the_filter_must_see_the_dialogue(option, tmp_path):
    record = tmp_path / "record"
    server = servers.scripted(tmp_path, "--starttls", "--record", str(record))
    with filtered(server, tmp_path, [option]) as session:
        client = session.client
        client.read_reply()
        assert "STARTTLS" not in client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "454"
        assert client.ask("NOOP") == "250 ok"
        client.ask("QUIT")
        session.wait()
        assert any(line.startswith("ERROR: STARTTLS refused") for line in session.log())
    assert b"STARTTLS" not in record.read_bytes()


OPEN_TO_TLS = ["filter-level=normal", "relay-level=normal", "max-recipients=5"]


@pytest.mark.parametrize("option", OPEN_TO_TLS)
def test_tls_passes_through_both_ways(option, tmp_path):
    """The server that stands in sends back what it gets."""
    record = tmp_path / "record"
    server = servers.scripted(tmp_path, "--starttls", "--record", str(record))
    secret = bytes(range(256)) * 1000
    with filtered(server, tmp_path, [option]) as session:
        client = session.client
        client.read_reply()
        assert "250-STARTTLS" in client.ask("EHLO c").split("\n")
        client.send("STARTTLS\r\nMAIL FROM:<injected@evil.test>\r\nNOOP\r\n")
        assert client.read_reply() == "220 ready for tls"
        for piece in (secret[:1], secret[1:100], secret[100:]):
            client.send(piece)
            assert client.read_bytes(len(piece)) == piece
        client.close()
        session.wait()
    wait_until(lambda: record.read_bytes().endswith(secret))
    # What came in clear behind STARTTLS might be anybody's: it is thrown away.
    assert record.read_bytes() == b"EHLO c\r\nSTARTTLS\r\n" + secret


# One reading of an address.

ODD_PATHS = ['<"@x:victim"@example.com>', "<x@example.com> <victim@example.com>"]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_no_spelling_reaches_a_blacklisted_recipient(path, tmp_path):
    """mailfront would drop a route even within quotes."""
    server = servers.mailfront(tmp_path)
    with filtered(server, tmp_path, ["recipient-blacklist-entry=victim@example.com"]) as session:
        client = hello(session)
        client.ask("MAIL FROM:<a@b.test>")
        assert client.ask(f"RCPT TO:{path}")[:1] == "5"
        assert client.ask("RCPT TO:<y@example.com>")[:3] == "250"
        assert client.ask("DATA")[:3] == "354"
        client.send(BODY + b".\r\n")
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
        session.wait()
    assert server.queue.recipients() == ["y@example.com"]


def test_two_paths_can_t_be_read(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path) as session:
        client = hello(session)
        client.ask("MAIL FROM:<a@b.test>")
        assert client.ask("RCPT TO:<x@example.com> <y@far.test>")[:1] == "5"
        assert client.ask("RCPT TO:<x@example.com> NOTIFY=NEVER") == "250 ok"
        client.ask("QUIT")
        session.wait()
        assert "ERROR: unable to parse input: RCPT TO:<x@example.com> <y@far.test>" in session.log()
        assert logged(session, "DENIED_UNPARSEABLE") == [("a@b.test", "(unknown)")]
