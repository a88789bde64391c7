"""log-format=json: one object for each message, and an object for whatever else is said."""

import json
import re
import time

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
        "type": "message", "verdict": "ALLOWED", "from": "a@b.test",
        "recipients": [
            {"to": "x@example.com", "verdict": "ALLOWED", "reason": reason, "would": would},
            {"to": "bad@example.com", "verdict": "DENIED_RECIPIENT_BLACKLISTED", "reason": "bad@example.com"},
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
    behaviours = {"44.33.22.11.rbl.test": Behaviour(delay_ms=1000)}
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
