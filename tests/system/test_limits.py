"""Long lines, long silences, and bytes that text has no use for."""

import pytest
from harness import servers
from harness.client import codes, mail
from harness.processes import resident_kb
from harness.session import filtered

COMMAND_LIMIT = 2048  # with the line end
AUTH_LIMIT = 12288


def padded(beginning, size):
    """A line of `size` bytes, CRLF counted."""
    return beginning + "x" * (size - len(beginning) - 2) + "\r\n"


def hello(session):
    session.client.read_reply()
    session.client.ask("EHLO c")
    return session.client


@pytest.mark.parametrize("size,code", [(2047, "250"), (2048, "250"), (2049, "500"), (70000, "500")])
def test_command_lines(size, code, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path) as session:
        client = hello(session)
        client.send(padded("NOOP ", size))
        assert client.read_reply()[:3] == code
        assert client.ask("NOOP") == "250 ok"
        client.ask("QUIT")


@pytest.mark.parametrize("size,code", [(12287, "535"), (12288, "535"), (12289, "500")])
def test_lines_within_auth(size, code, tmp_path):
    with filtered(servers.scripted(tmp_path, "--auth", "user"), tmp_path) as session:
        client = hello(session)
        assert client.ask("AUTH PLAIN")[:3] == "334"
        client.send(padded("", size))
        assert client.read_reply()[:3] == code


def test_an_endless_line_costs_no_memory(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path) as session:
        client = hello(session)
        client.send(padded("NOOP ", 100_000))
        assert client.read_reply()[:3] == "500"
        before = resident_kb(session.process.pid)
        for _ in range(50):
            client.send(b"y" * 1_000_000)
        client.wait_until_read()
        assert resident_kb(session.process.pid) < before + 4000
        client.send("\r\n")
        assert client.read_reply()[:3] == "500"
        assert client.ask("NOOP") == "250 ok"
        client.ask("QUIT")


def test_an_endless_header_costs_bounded_memory(tmp_path):
    """With a header filter 512 kB are held; then the message goes on its way."""
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, ["header-blacklist-entry=X-Spam: yes"]) as session:
        client = hello(session)
        body = b"X-Filler: " + b"z" * 60 + b"\r\n"
        before = resident_kb(session.process.pid)
        replies = mail(client, ["x@example.com"], body * 200_000 + b"X-Spam: yes\r\n\r\nhi\r\n")
        assert codes(replies) == ["250", "250", "354", "250"]
        assert resident_kb(session.process.pid) < before + 8000
        client.ask("QUIT")
    assert len(server.messages()) == 1


def test_every_byte_survives_in_a_body(tmp_path):
    server = servers.scripted(tmp_path)
    odd = bytes(byte for byte in range(256) if byte not in b"\n")
    body = b"Subject: x\r\n\r\n" + b"\r\n".join([odd, b"\0", b"\0\0\0.", b"a\rb", b"\x1b[2J", odd * 50]) + b"\r\n"
    with filtered(server, tmp_path) as session:
        client = hello(session)
        assert codes(mail(client, ["x@example.com"], body))[-1] == "250"
        client.ask("QUIT")
    (message,) = server.messages()
    assert message.body == body.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("option", ["idle-timeout-secs=3", "connection-timeout-secs=3"])
def test_silence_ends_the_connection(option, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [option]) as session:
        session.client.send("EHLO c\r\n")
        assert session.client.read_to_end()[-1] == "421 Timeout. Talk faster next time."
        session.client.close()
        session.wait()
        assert session.log()[-1].startswith("TIMEOUT from: (unknown) to: (unknown) origin_ip: 11.22.33.44 ")


def test_talk_does_not_stop_the_connection_timeout(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, ["connection-timeout-secs=3"]) as session:
        replies = [session.client.read_reply()]
        while replies[-1]:
            replies.append(session.client.ask("NOOP"))
        assert replies[-2] == "421 Timeout. Talk faster next time."
        session.client.close()
        session.wait()


def test_the_server_s_time_is_not_the_client_s_silence(tmp_path):
    server = servers.scripted(tmp_path, "--delay", "END=3500", "--delay", "MAIL=3500")
    with filtered(server, tmp_path, ["idle-timeout-secs=3"]) as session:
        client = hello(session)
        assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\nhi\r\n")) == ["250", "250", "354", "250"]
        client.ask("QUIT")
    assert len(server.messages()) == 1


def test_an_early_talker_is_refused(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, ["greeting-delay-secs=3"]) as session:
        client = session.client
        client.send("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n")
        answers = client.read_to_end()
        session.wait()
        assert answers[0] == "220 mx.example.com ESMTP"
        assert answers[-2] == "554 Refused. You are not following the SMTP protocol."
        assert session.log()[0] == "FILTER_EARLYTALKER delay: 3"
        assert session.log()[1].startswith("DENIED_EARLYTALKER from: a@b.test to: x@example.com ")


def test_a_patient_client_is_not(tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, ["greeting-delay-secs=1"]) as session:
        client = hello(session)
        assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\nhi\r\n"))[-1] == "250"
        client.ask("QUIT")
    assert len(server.messages()) == 1
