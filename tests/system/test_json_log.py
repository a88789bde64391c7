"""log-format=json: one object for each message, and an object for whatever else is said."""

import json
import re
import time

import pytest
from harness import servers
from harness.client import codes, mail
from harness.scripted_name_server import Behaviour, ScriptedNameServer
from harness.session import filtered

JSON = ["log-format=json", "log-level=info"]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
BODY = b"Subject: =?utf-8?q?x?=\r\n two\r\nmessage-id: <1@b.test>\r\nMessage-ID: <2@b.test>\r\n\r\nSubject: no\r\n"


def objects(session):
    """Every line of standard error is an object, with time, name and process number."""
    found = [json.loads(line) for line in session.standard_error().splitlines()]
    for each in found:
        assert TIME.match(each.pop("time"))
        assert each.pop("ident") == "spamweir"
        assert each.pop("pid") == session.process.pid
    return found


def messages(session):
    return [each for each in objects(session) if each.get("type") == "message"]


def outcomes(message):
    return [(each["to"], each["verdict"]) for each in message["recipients"]]


def test_one_object_has_all_of_a_message(tmp_path):
    lines = [*JSON, "log-headers=Message-ID", "log-headers=subject", "log-headers=X-None",
             "recipient-blacklist-entry=bad@example.com", "ip-blacklist-entry=11.22", "test-mode=ip-blacklist"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("EHLO c.test")
        replies = mail(session.client, ["x@example.com", "bad@example.com", "y@example.com"], BODY)
        assert codes(replies) == ["250", "250", "554", "250", "354", "250"]
        session.client.ask("QUIT")
        session.wait()
        (message,) = objects(session)
    assert {key: message.pop(key) for key in ("dns_ms", "wait_ms", "total_ms")}.keys()
    reason = message["recipients"][0]["reason"]
    assert reason.startswith("250 ok ")
    would = ["DENIED_BLACKLIST_IP"]
    assert message == {
        "type": "message", "number": 1, "verdict": "ALLOWED", "from": "a@b.test",
        "recipients": [
            {"to": "x@example.com", "verdict": "ALLOWED", "reason": reason, "would": would},
            {"to": "bad@example.com", "verdict": "DENIED_RECIPIENT_BLACKLISTED", "reason": "bad@example.com", "would": would},
            {"to": "y@example.com", "verdict": "ALLOWED", "reason": reason, "would": would},
        ],
        "size": len(BODY), "headers": {"Message-ID": "<1@b.test>", "subject": "=?utf-8?q?x?= two"},
        "client": "11.22.33.44", "rdns": None, "helo": "c.test", "user": None, "encryption": None,
        "tls_version": None, "tls_cipher": None,
    }


def test_each_message_ends_once_whatever_ends_it(tmp_path):
    """Pipelined: the next message has begun when the server speaks of the last one."""
    lines = [*JSON, "sender-blacklist-entry=@bad.test"]
    server = servers.scripted(tmp_path, "--refuse", "MAIL=450 not now", "--delay", "MAIL=30")
    said = ["MAIL FROM:<one@b.test>", "RCPT TO:<x@example.com>", "RSET", "MAIL FROM:<two@bad.test>",
            "RCPT TO:<x@example.com>", "RCPT TO:<y@example.com>", "MAIL FROM:<three@b.test>", "QUIT"]
    with filtered(server, tmp_path, lines) as session:
        session.client.send("".join(f"{line}\r\n" for line in said))
        session.client.read_to_end()
        session.wait()
        found = {message["from"]: message for message in messages(session)}
        assert len(messages(session)) == len(found) == 3
    assert outcomes(found["one@b.test"]) == [(None, "DENIED_OTHER"), ("x@example.com", "DENIED_OTHER")]
    assert outcomes(found["two@bad.test"]) == [("x@example.com", "DENIED_SENDER_BLACKLISTED"),
                                               ("y@example.com", "DENIED_SENDER_BLACKLISTED")]
    assert found["two@bad.test"]["verdict"] == "DENIED_SENDER_BLACKLISTED"
    assert outcomes(found["three@b.test"]) == [(None, "DENIED_OTHER")]


def test_a_message_that_breaks_off_is_incomplete(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, JSON) as session:
        session.client.read_reply()
        session.client.ask("MAIL FROM:<a@b.test>")
        session.client.ask("RCPT TO:<x@example.com>")
        session.client.ask("DATA")
        session.client.send("Subject: half")
        session.client.close()
        session.wait()
        (message,) = messages(session)
    assert message["verdict"] == "INCOMPLETE"
    assert outcomes(message) == [("x@example.com", "INCOMPLETE")]


def test_a_message_that_breaks_off_has_its_size_and_headers(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*JSON, "log-headers=Subject", "idle-timeout-secs=3"]) as session:
        session.client.read_reply()
        mail_begins = ["MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"]
        assert [session.client.ask(line)[:3] for line in mail_begins] == ["250", "250", "354"]
        session.client.send("Subject: half\r\n\r\n1234\r\n")
        session.client.read_to_end()
        session.wait()
        (message,) = messages(session)
    assert (message["size"], message["headers"]) == (len("Subject: half\r\n\r\n1234\r\n"), {"Subject": "half"})


@pytest.mark.parametrize("names", [["x", "x"], ["x", "X"], ["y", "x", "x"]])
def test_who_is_accepted_stays_so_when_he_is_named_again_and_refused(names, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*JSON, f"max-recipients={len(names) - 1}"]) as session:
        session.client.read_reply()
        replies = mail(session.client, [f"{name}@example.com" for name in names], BODY)
        assert codes(replies)[-3:] == ["421", "354", "250"]
        session.client.ask("QUIT")
        session.wait()
        (message,) = messages(session)
    assert message["verdict"] == "ALLOWED"
    refused = (f"{names[-1].lower()}@example.com", "DENIED_TOO_MANY_RECIPIENTS")
    assert outcomes(message) == [*((f"{name.lower()}@example.com", "ALLOWED") for name in names[:-1]), refused]


def test_a_pipelined_recipient_keeps_his_place(tmp_path):
    """The server says late what becomes of the first; the second is refused at once."""
    server = servers.scripted(tmp_path, "--refuse", "RCPT=550 nobody", "--delay", "RCPT=30")
    with filtered(server, tmp_path, JSON) as session:
        session.client.read_reply()
        session.client.send("MAIL FROM:<a@b.test>\r\nRCPT TO:<one@example.com>\r\nRCPT TO:<two@far.test>\r\nQUIT\r\n")
        session.client.read_to_end()
        session.wait()
        (message,) = messages(session)
    assert outcomes(message) == [("one@example.com", "DENIED_OTHER"), ("two@far.test", "DENIED_RELAYING")]
    assert message["verdict"] == "DENIED_OTHER"


@pytest.mark.parametrize("count", [99, 100, 101, 200])
def test_the_message_itself_has_a_recipient(count, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*JSON, "recipient-blacklist-entry=@example.com"]) as session:
        session.client.read_reply()
        session.client.ask("MAIL FROM:<a@b.test>")
        for number in range(count):
            session.client.ask(f"RCPT TO:<{number}@example.com>")
        session.client.ask("QUIT")
        session.wait()
        *parts, message = objects(session)
    assert message["type"] == "message" and message["recipients"][-1]["to"] == f"{count - 1}@example.com"
    told = [each["to"] for part in [*parts, message] for each in part["recipients"]]
    assert told == [f"{number}@example.com" for number in range(count)]


def test_who_speaks_is_who_spoke_when_the_message_began(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, JSON) as session:
        session.client.read_reply()
        for line in ("EHLO one.test", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "EHLO two.test",
                     "MAIL FROM:<a@b.test>", "QUIT"):
            session.client.ask(line)
        session.wait()
        assert [(each["number"], each["helo"]) for each in messages(session)] == [(1, "one.test"), (2, "two.test")]


# A pipe takes 4,096 bytes in one piece: longer lines of two sessions would run into each other.
LONGEST = 4096


def test_each_of_many_recipients_is_told_once_and_in_order(tmp_path):
    lines = [*JSON, "recipient-blacklist-entry=@bad.example.com", "qmail-rcpthosts-file=/dev/null", "relay-level=allow-all"]
    names = [f"{number}@{'bad' if number % 3 else 'good'}.example.com" for number in range(3000)]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("MAIL FROM:<a@b.test>")
        for begin in range(0, len(names), 100):
            some = names[begin : begin + 100]
            session.client.send("".join(f"RCPT TO:<{name}>\r\n" for name in some))
            assert [session.client.read_reply()[:3] for _ in some] == ["554" if "bad" in name else "250" for name in some]
        session.client.ask("DATA")
        session.client.ask("Subject: x\r\n\r\n.")
        session.client.ask("QUIT")
        session.wait()
        found = objects(session)
        assert max(len(line) for line in session.standard_error().splitlines()) < LONGEST
    assert [each["type"] for each in found] == ["recipients"] * (len(found) - 1) + ["message"]
    assert {each["number"] for each in found} == {1} and found[-1]["verdict"] == "ALLOWED"
    told = [(each["to"], each["verdict"]) for part in found for each in part["recipients"]]
    want = [(name, "DENIED_RECIPIENT_BLACKLISTED" if "bad" in name else "ALLOWED") for name in names]
    assert sorted(told) == sorted(want)
    for verdict in ("ALLOWED", "DENIED_RECIPIENT_BLACKLISTED"):
        assert [each for each in told if each[1] == verdict] == [each for each in want if each[1] == verdict]


@pytest.mark.parametrize("byte", ["a", "\x01", '"'])
def test_no_line_is_too_long_for_a_pipe(byte, tmp_path):
    """Whatever the client says, and with everything that an object can have."""
    lines = [*JSON, "log-level=excessive", *(f"log-headers=X-{number}" for number in range(40)), "sender-blacklist-entry=@bad.test",
             "test-mode=sender-blacklist", "smtp-auth-level=none"]
    long = byte * 60000
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        word = byte if byte.isalpha() else "y"
        session.client.ask(f"EHLO {word * 480}")
        session.client.ask(f"MAIL FROM:<{word * 200}@bad.test>")
        session.client.ask(f"RCPT TO:<{word * 200}@example.com>")
        assert session.client.ask("DATA")[:3] == "354"
        session.client.ask("".join(f"X-{number}: {long}\r\n" for number in range(40)) + "\r\n.")
        session.client.ask("QUIT")
        session.wait()
        (message,) = messages(session)
        assert max(len(line) for line in session.standard_error().splitlines()) < LONGEST
    assert message["verdict"] == "ALLOWED" and message["headers"]["X-0"].encode("latin-1").decode().endswith("…")
    assert message["recipients"][0]["would"] == ["DENIED_SENDER_BLACKLISTED"]


def test_other_lines_are_objects_too(tmp_path):
    """Quotes, control characters and 8-bit text break nothing."""
    lines = [*JSON, "frobnicate=\"\x01\xe4\"", "max-recipients=x"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("RCPT TO:<>")
        session.client.ask("QUIT")
        session.wait()
        found = objects(session)
    assert [each["level"] for each in found if "level" in each] == ["error"] * 3
    assert any("max-recipients=x" in each.get("message", "") for each in found)
    events = [each for each in found if each.get("type") == "event"]
    assert [each["verdict"] for each in events] == ["DENIED_UNPARSEABLE"]


def test_times_tell_what_was_waited_for(tmp_path):
    """The client's command waits for DNS; what it waits for by itself is no wait of the filter's."""
    lines = [*JSON, "dns-blacklist-entry=rbl.test"]
    behaviours = {"44.33.22.11.rbl.test": Behaviour(delay_ms=2000)}
    with ScriptedNameServer([], behaviours) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, [*lines, f"dns-server-ip={dns.option}"]) as session:
            session.client.read_reply()
            mail(session.client, ["x@example.com"], BODY)
            time.sleep(0.3)
            session.client.ask("QUIT")
            session.wait()
            (message,) = messages(session)
    assert 0 < message["wait_ms"] <= message["dns_ms"] <= message["total_ms"]
    assert message["dns_ms"] >= 900
