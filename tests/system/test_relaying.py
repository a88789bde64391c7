"""No spelling of a recipient makes the filter relay: judged by what reached the queue, not by what was answered."""

import pathlib
import re

import pytest
from harness import servers
from harness.session import filtered

PROBES = [
    line
    for line in (pathlib.Path(__file__).parent / "data" / "open-relay-probes.txt").read_text().splitlines()
    if line.strip() and not line.startswith("#")
]


def open_server(directory, _local):
    """Takes every recipient: the filter alone stands before it."""
    return servers.mailfront(directory)


def mailfront_qmail(directory, local):
    return servers.mailfront_qmail(directory, "".join(f"{domain}\n" for domain in local))


def exim4(directory, local):
    return servers.exim4(directory, " : ".join(local))


# What the filter's own rcpthosts is: readable, missing, or there and empty. qmail's own always lists example.com.
RCPTHOSTS = {"readable": "example.com\n", "missing": None, "emptied": ""}
RELAY_LEVELS = ["block-all", "normal", "allow-all"]
# An entry that does not fit the client must not open anything.
OTHER_ENTRY = "ip-relay-entry=99.99.99.99"


def send_probes(session):
    """One message for each probe; returns the probes that were taken, with the recipient left to the queue to tell."""
    client = session.client
    client.read_reply()
    client.ask("EHLO c")
    taken = []
    for probe in PROBES:
        assert client.ask("MAIL FROM:<a@b.test>")[:3] == "250"
        if client.ask(f"RCPT TO:{probe}")[:3] == "250":
            taken.append(probe)
            assert client.ask("DATA")[:3] == "354"
            client.send(f"Subject: probe\r\n\r\n{probe}\r\n.\r\n")
            assert client.read_reply()[:3] == "250"
        client.ask("RSET")
    client.ask("QUIT")
    return taken


def is_foreign(recipient):
    """Whether qmail would send it away: the domain is what follows the last @ (control/percenthack is empty)."""
    local, at, domain = recipient.rpartition("@")
    return at == "" and re.search(r"[%!@]", domain) is not None or at == "@" and domain.lower() != "example.com"


def run_probes(server, directory, lines, rcpthosts):
    if rcpthosts is None:
        lines = [*lines, f"qmail-rcpthosts-file={directory}/no-such-file"]
        rcpthosts = ""
    lines = [line for line in lines if line]
    with filtered(server, directory, lines) as session:
        if rcpthosts != "example.com\n":
            (directory / "rcpthosts").write_text(rcpthosts)
        return send_probes(session)


def check_nothing_foreign(server, probes_taken):
    messages = server.messages()
    foreign = [recipient for message in messages for recipient in message.recipients if is_foreign(recipient)]
    assert not foreign, f"relayed to {foreign}"
    assert len(messages) == len(probes_taken)


@pytest.mark.parametrize("relay_entry", ["", OTHER_ENTRY], ids=["", "other-relay-entry"])
@pytest.mark.parametrize("level", ["block-all", "normal"])
@pytest.mark.parametrize("rcpthosts", ["readable", "emptied"])
def test_the_filter_alone_relays_nothing(rcpthosts, level, relay_entry, tmp_path):
    server = open_server(tmp_path, [])
    lines = [f"relay-level={level}", relay_entry]
    taken = run_probes(server, tmp_path, lines, RCPTHOSTS[rcpthosts])
    check_nothing_foreign(server, taken)
    if rcpthosts == "emptied":
        assert taken == []


@pytest.mark.parametrize("level", ["block-all", "normal"])
@pytest.mark.parametrize("rcpthosts", RCPTHOSTS)
@pytest.mark.parametrize("make", [mailfront_qmail, exim4], ids=["qmail", "exim4"])
def test_filter_and_server_relay_nothing(make, rcpthosts, level, tmp_path):
    server = make(tmp_path, ["example.com"])
    taken = run_probes(server, tmp_path, [f"relay-level={level}", OTHER_ENTRY], RCPTHOSTS[rcpthosts])
    check_nothing_foreign(server, taken)


@pytest.mark.parametrize("rcpthosts", RCPTHOSTS)
def test_a_bad_relay_level_opens_nothing(rcpthosts, tmp_path):
    server = open_server(tmp_path, [])
    taken = run_probes(server, tmp_path, ["relay-level=allow-every-one"], RCPTHOSTS[rcpthosts])
    check_nothing_foreign(server, taken)


@pytest.mark.parametrize("rcpthosts", RCPTHOSTS)
def test_allow_all_relays_as_asked(rcpthosts, tmp_path):
    """The administrator asked for it; what arrives is what was accepted, each once."""
    server = open_server(tmp_path, [])
    taken = run_probes(server, tmp_path, ["relay-level=allow-all"], RCPTHOSTS[rcpthosts])
    messages = server.messages()
    assert "<z@far.test>" in taken
    assert len(messages) == len(taken)
    assert all(len(message.recipients) == 1 for message in messages)


def test_the_local_spellings_get_through(tmp_path):
    """The probes' counterpart: what is local in every reading is accepted, and arrives in its simplest spelling."""
    server = open_server(tmp_path, [])
    spellings = ["<x@example.com>", "x@example.com", "<@far.test:x@example.com>", '<"x"@example.com>', "<X@EXAMPLE.COM>"]
    with filtered(server, tmp_path) as session:
        client = session.client
        client.read_reply()
        client.ask("EHLO c")
        client.ask("MAIL FROM:<a@b.test>")
        replies = [client.ask(f"RCPT TO:{spelling}")[:3] for spelling in spellings]
        assert replies == ["250"] * len(spellings)
        client.ask("DATA")
        client.send("Subject: x\r\n\r\nhi\r\n.\r\n")
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
    (message,) = server.messages()
    assert [recipient.lower() for recipient in message.recipients] == ["x@example.com"] * len(spellings)
