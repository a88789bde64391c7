"""Whatever client or server do or fail to do: the filter goes on or ends, in bounded time, memory
and processor time."""

import contextlib
import os
import select
import signal
import socket
import subprocess

import pytest
from harness import servers
from harness.client import codes, mail
from harness.processes import (
    children,
    in_session,
    nobody_is_left,
    peak_kb,
    wait_until,
    wait_until_idle,
    work_within,
)
from harness.session import child_environment, filtered
from harness.tcp import filtered_command

# The filter allows the other side a few seconds to end.
BOUND_SECS = 15
BODY = b"Subject: x\r\n\r\nhi\r\n"


def greeted(session):
    assert session.client.read_reply()[:3] == "220"
    return session.client


def hello(session):
    greeted(session).ask("EHLO c")
    return session.client


def end_leftovers(session):
    """Ends what a test's server has left behind on purpose."""
    for pid in in_session(session.process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


# Long pipelines: the first line's length moves every later line against the filter's buffers.

FIRST_LINES = [7, 8, 30, 51]


def padded(beginning, size):
    return beginning + "x" * (size - len(beginning) - 2) + "\r\n"


@pytest.mark.parametrize("size", [50, 1000])
@pytest.mark.parametrize("first", FIRST_LINES)
def test_two_thousand_commands_in_one_write(first, size, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path) as session:
        client = greeted(session)
        client.send(padded("NOOP ", first) + padded("NOOP ", size) * 2000 + "QUIT\r\n")
        assert client.read_to_end() == ["250 ok"] * 2001 + ["221 mx.example.com"]
        assert session.wait() == 0


@pytest.mark.parametrize("first", FIRST_LINES)
def test_6000_recipients_in_one_write(first, tmp_path):
    server = servers.scripted(tmp_path)
    recipients = [f"user-with-a-long-name-{number}@example.com" for number in range(6000)]
    asked = [f"RCPT TO:<{name}>" for name in recipients]
    lines = ["EHLO c", "MAIL FROM:<a@b.test>", *asked, "DATA"]
    batch = padded("NOOP ", first) + "\r\n".join(lines) + "\r\n"
    assert len(batch) > 256 * 1024
    with filtered(server, tmp_path) as session:
        client = greeted(session)
        client.send(batch.encode() + BODY + b".\r\nQUIT\r\n")
        replies = codes(client.read_reply() for _ in range(len(lines) + 3))
        assert replies == ["250"] * len(lines) + ["354", "250", "221"]
    (message,) = server.messages()
    assert message.recipients == recipients


# Clients that do not listen.

# More answers than fit into all buffers between server and client, for commands that do fit.
FLOOD = b"HELP\r\n" * 8000


def flood_socket(stack, directory, lines):
    ours, theirs = socket.socketpair()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    server = servers.scripted(directory)
    session = stack.enter_context(filtered(server, directory, lines, connection=(ours, theirs)))
    session.client.send_while_taken(FLOOD)
    return session.process


def flood_pipes(stack, directory, lines):
    server = servers.scripted(directory)
    process = subprocess.Popen(
        filtered_command(server, directory, lines),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(server.environment),
    )
    stack.callback(process.wait)
    stack.callback(process.kill)
    for pipe in (process.stdin, process.stdout):
        stack.callback(pipe.close)
    # Unbuffered, and never more than a pipe that is said to have room takes.
    rest = FLOOD
    while rest and select.select([], [process.stdin], [], 0.5)[1]:
        rest = rest[os.write(process.stdin.fileno(), rest[: select.PIPE_BUF]) :]
    return process


@pytest.mark.parametrize("flood", [flood_socket, flood_pipes], ids=["socket", "pipes"])
def test_a_client_that_never_reads_is_got_rid_of(flood, tmp_path):
    """By a time limit and by SIGTERM; both at once, since each takes its grace."""
    for name in ("limited", "told"):
        (tmp_path / name).mkdir()
    with contextlib.ExitStack() as stack:
        limited = flood(stack, tmp_path / "limited", ["connection-timeout-secs=1"])
        told = flood(stack, tmp_path / "told", [])
        wait_until_idle(told.pid)
        told.send_signal(signal.SIGTERM)
        limited.wait(BOUND_SECS)
        told.wait(BOUND_SECS)


# Servers that do not answer, or do not end.


def test_commands_that_nobody_answers_cost_no_memory(tmp_path):
    with filtered(servers.mute(), tmp_path) as session:
        pid = session.process.pid
        wait_until(lambda: children(pid))
        wait_until_idle(pid)
        before = peak_kb(pid)
        session.client.send_while_taken(b"\n" * 1_000_000)
        assert peak_kb(pid) < before + 4000
        end_leftovers(session)


def test_the_connection_timeout_counts_while_the_server_says_nothing(tmp_path):
    with filtered(servers.mute(), tmp_path, ["connection-timeout-secs=1"]) as session:
        session.client.send("EHLO c\r\n")
        assert session.client.read_to_end() == ["421 Timeout. Talk faster next time."]
        session.client.close()
        assert session.wait(BOUND_SECS) == 0
        assert session.log()[-1].startswith("TIMEOUT from: (unknown) to: (unknown) ")
        nobody_is_left(session)


def test_a_server_that_outlives_its_client_is_ended(tmp_path):
    """It ignores the end of its input."""
    with filtered(servers.shell("echo 220 mx; exec sleep 600"), tmp_path) as session:
        greeted(session)
        session.client.close()
        session.wait(BOUND_SECS)
        nobody_is_left(session)


def test_the_last_words_of_a_server_whose_child_lives_on(tmp_path):
    """The child keeps the pipe open, so that no end of file tells that all has been read."""
    lines = [f"220-line {number} of a greeting that is much too long" for number in range(1, 501)]
    (tmp_path / "greeting").write_text("".join(f"{line}\r\n" for line in [*lines, "220 end"]))
    assert (tmp_path / "greeting").stat().st_size > 20_000
    # The filter is stopped, so that all of it is still in the pipe when the server has ended.
    server = servers.shell(f"sleep 600 & kill -STOP $PPID; cat {tmp_path}/greeting")
    with filtered(server, tmp_path) as session:
        pid = session.process.pid
        try:
            wait_until(lambda: "Z" in [state for _, state in children(pid)])
            session.process.send_signal(signal.SIGCONT)
            assert session.client.read_reply().split("\n") == [*lines, "220 end"]
            assert session.client.is_closed()
            session.client.close()
            assert session.wait(BOUND_SECS) == 0
        finally:
            end_leftovers(session)


# Answers to a message that is the server's already.


@contextlib.contextmanager
def handed_over(directory, delay_ms, then=lambda session: None):
    """A session whose server has read a whole message and takes its time for the answer."""
    record = directory / "record"
    options = ["--record", str(record), "--delay", f"END={delay_ms}"]
    server = servers.scripted(directory, *options)
    with filtered(server, directory) as session:
        client = hello(session)
        for command in ("MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"):
            client.ask(command)
        client.send(BODY + b".\r\n")
        then(session)
        wait_until(lambda: record.read_bytes().endswith(b"\r\n.\r\n"))
        wait_until_idle(session.process.pid)
        yield session, server


def test_told_to_stop_while_the_server_delivers(tmp_path):
    """A 421 before the server's answer would make the client send the message again."""
    with handed_over(tmp_path, 1000) as (session, server):
        session.process.send_signal(signal.SIGTERM)
        assert session.client.read_reply() == "250 ok 1234 qp 5678"
        assert session.client.read_reply()[:3] in ("", "421")
        assert session.client.is_closed()
        session.wait(BOUND_SECS)
        assert [line.split()[0] for line in session.log()] == ["ALLOWED"]
    assert len(server.messages()) == 1


def test_the_server_is_killed_while_a_half_closed_client_waits(tmp_path):
    def stop_sending(session):
        session.client.finish_sending()

    with handed_over(tmp_path, 600_000, stop_sending) as (session, server):
        ((child, _),) = children(session.process.pid)
        os.kill(child, signal.SIGKILL)
        assert session.client.read_reply()[:3] == "421"
        assert session.client.is_closed()
        session.wait(BOUND_SECS)
        assert any(line.startswith("ERROR: ") and "server" in line for line in session.log())
    assert server.messages() == []


# The greeting delay.


def test_a_server_s_refusal_outlives_the_greeting_delay(tmp_path):
    server = servers.shell(r"printf '554 no service\r\n'")
    with filtered(server, tmp_path, ["greeting-delay-secs=1"]) as session:
        assert session.client.read_to_end() == ["554 no service"]
        session.client.close()
        assert session.wait(BOUND_SECS) == 0


def test_nobody_is_idle_during_the_greeting_delay(tmp_path):
    lines = ["greeting-delay-secs=4", "idle-timeout-secs=3"]
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, lines) as session:
        assert codes(mail(hello(session), ["x@example.com"], BODY)) == ["250", "250", "354", "250"]
        assert session.client.ask("QUIT")[:3] == "221"
    assert len(server.messages()) == 1


# Descriptors that are not there.


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_standard_descriptor_is_closed_at_the_start(closed, tmp_path):
    server = servers.scripted(tmp_path)
    command = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *filtered_command(server, tmp_path)]
    result = subprocess.run(
        command,
        input=b"QUIT\r\n",
        capture_output=True,
        env=child_environment({}),
        timeout=BOUND_SECS,
        check=False,
    )
    assert result.returncode == 1
    if closed != ">&-":
        assert result.stdout[:3] == b"421"
    if closed != "2>&-":
        assert b"ERROR: standard input, output and error must be open" in result.stderr


# Waiting costs nothing.


def await_greeting(_client):
    pass


def await_command(client):
    client.read_reply()
    client.ask("EHLO c")


def await_rest_of_line(client):
    await_command(client)
    client.send("MAIL FR")


def await_rest_of_body(client):
    await_command(client)
    for command in ("MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"):
        client.ask(command)
    client.send("Subject: x\r\n\r\nhalf a l")


def await_quit_of_refused(client):
    await_command(client)
    assert client.ask("MAIL FROM:<a@b.test>").startswith("250 Refused.")


def await_tls(client):
    await_command(client)
    assert client.ask("STARTTLS")[:3] == "220"



IDLE_STATES = {
    "greeting-held": (await_greeting, ["greeting-delay-secs=600"]),
    "command": (await_command, []),
    "half-a-command": (await_rest_of_line, []),
    "half-a-body": (await_rest_of_body, []),
    "half-a-held-header": (await_rest_of_body, ["header-blacklist-entry=X-Spam: yes"]),
    "alone": (await_quit_of_refused, ["ip-blacklist-entry=11.22.33.44"]),
    "passthrough": (await_tls, []),
}


def check_it_sleeps(session):
    """One window without work will do: the first ones may see the end of what was to be done."""
    assert any(work_within(0.5, session.process.pid) <= 2 for _ in range(10))
    assert session.process.poll() is None


@pytest.mark.parametrize("state", IDLE_STATES.values(), ids=IDLE_STATES.keys())
def test_waiting_for_the_client_costs_no_time(state, tmp_path):
    prepare, lines = state
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path, lines) as session:
        prepare(session.client)
        check_it_sleeps(session)


def test_waiting_for_the_server_costs_no_time(tmp_path):
    """It takes nothing, and the client has sent more than all buffers hold."""
    with filtered(servers.shell("echo 220 mx; exec sleep 600"), tmp_path) as session:
        client = greeted(session)
        client.send_while_taken((b"NOOP " + b"x" * 1000 + b"\r\n") * 1000)
        check_it_sleeps(session)
        end_leftovers(session)


def test_waiting_for_an_end_costs_no_time(tmp_path):
    """The client has gone and the server has not noticed: nothing is left to do but to wait."""
    with filtered(servers.shell("echo 220 mx; exec sleep 600"), tmp_path) as session:
        greeted(session)
        session.client.finish_sending()
        check_it_sleeps(session)
        end_leftovers(session)
