"""The wrapper's manners: what the server inherits, what is left behind, who notices when the other side is gone."""

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest
from harness import servers
from harness.paths import FILTER, SCRIPTED_SMTPD
from harness.processes import children, nobody_is_left, wait_until
from harness.servers import Server
from harness.session import bare, child_environment, filtered, write_configuration

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change users")
C_LIBRARY_SIGNALS = 3 << 31  # 32 and 33 are the C library's own
STEPS = ["EHLO c\r\n", "MAIL FROM:<a@b.test>\r\n", "RCPT TO:<x@example.com>\r\n", "DATA\r\n", "Subject: x\r\n\r\nhalf"]


def spy(script, directory):
    """A server that runs `script` before it speaks."""
    server = servers.scripted(directory)
    return Server(["/bin/sh", "-c", f'{script}; exec "$@"', "sh", *server.command], {}, server.queue)


def greeted(session):
    assert session.client.read_reply()[:3] == "220"
    return session.client


def test_the_server_inherits_three_descriptors(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [f"ip-blacklist-file={tmp_path}/none"]) as session:
        client = greeted(session)
        client.ask("EHLO c")
        ((server, _),) = children(session.process.pid)
        assert sorted(os.listdir(f"/proc/{server}/fd")) == ["0", "1", "2"]
        client.ask("QUIT")


def test_the_server_starts_with_the_signals_that_the_filter_got(tmp_path):
    """The wrapper's own handling of SIGPIPE and the like is not handed on."""
    script = f"grep '^Sig[BI]' /proc/self/status >{tmp_path}/signals"
    seen = []
    for start in (bare, filtered):
        with start(spy(script, tmp_path), tmp_path) as session:
            greeted(session).ask("QUIT")
        masks = dict(line.split() for line in (tmp_path / "signals").read_text().splitlines())
        seen.append({name: int(mask, 16) & ~C_LIBRARY_SIGNALS for name, mask in masks.items()})
    assert seen[0] == seen[1]


def test_the_server_gets_the_environment(tmp_path):
    script = f"env >{tmp_path}/environment"
    more = {"TCPREMOTEIP": "11.22.33.44", "TCPLOCALHOST": "mx.test", "ODD": "a b"}
    with filtered(spy(script, tmp_path), tmp_path, [], more) as session:
        greeted(session).ask("QUIT")
    environment = (tmp_path / "environment").read_text().splitlines()
    for line in ("TCPREMOTEIP=11.22.33.44", "TCPLOCALHOST=mx.test", "ODD=a b", "TCPLOCALPORT=25"):
        assert line in environment
    assert not [line for line in environment if line.startswith("RELAYCLIENT")]


@pytest.mark.parametrize("code", [0, 1, 7, 111])
def test_the_exit_code_is_the_server_s(code, tmp_path):
    with filtered(servers.scripted(tmp_path, "--exit", str(code)), tmp_path) as session:
        greeted(session).ask("QUIT")
        assert session.wait() == code
        nobody_is_left(session)


def test_a_server_that_was_given_up_leaves_no_zombie(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, ["ip-blacklist-entry=11.22.33.44"]) as session:
        client = greeted(session)
        assert client.ask("MAIL FROM:<a@b.test>") == "250 Refused. Your IP address is blacklisted."
        wait_until(lambda: not children(session.process.pid))
        assert client.ask("QUIT")[:3] == "221"
        assert client.is_closed()
        session.wait()
        nobody_is_left(session)


@pytest.mark.parametrize("count", range(len(STEPS) + 1))
def test_the_client_vanishes(count, tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path) as session:
        client = greeted(session)
        for step in STEPS[:count]:
            client.send(step)
            if step in STEPS[:4]:
                client.read_reply()
        client.close()
        session.wait()
        nobody_is_left(session)
    assert server.messages() == []


@pytest.mark.parametrize("count", [0, 2, 5])
def test_the_client_vanishes_with_a_reset(count, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, connection=(ours, theirs)) as session:
        client = greeted(session)
        for step in STEPS[:count]:
            client.send(step)
            if step in STEPS[:4]:
                client.read_reply()
        client.reset()
        session.wait()
        nobody_is_left(session)
    assert server.messages() == []


@pytest.mark.parametrize("count", range(len(STEPS) + 1))
def test_the_client_stops_sending(count, tmp_path):
    """A half-closed connection without QUIT: every answer still comes, then the end."""
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path) as session:
        session.client.send("".join(STEPS[:count]))
        session.client.finish_sending()
        answers = session.client.read_to_end()
        session.wait()
        nobody_is_left(session)
    want = ["220", "250", "250", "250", "250", "250", "354"]
    assert [answer[:3] for answer in answers][:7] == want[: 1 + (count + 2 if count else 0)][:7]
    assert server.messages() == []


@pytest.mark.parametrize("how", ["--kill", "--die"])
@pytest.mark.parametrize("point", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "END"])
def test_the_server_dies(point, how, tmp_path):
    """The client never takes a message for accepted, hears nothing good any more, and nothing is left behind."""
    server = servers.scripted(tmp_path, how, point)
    points = ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "END"]
    answered = points.index(point)
    with filtered(server, tmp_path) as session:
        client = session.client
        good = 0
        try:
            for step in ["", *STEPS[:4], "Subject: x\r\n\r\nhi\r\n.\r\n"]:
                client.send(step)
                reply = client.read_reply()
                if reply[:1] not in ("2", "3"):
                    break
                good += 1
        except (BrokenPipeError, ConnectionResetError):
            reply = ""
        assert reply == "" or reply[:1] == "4", reply
        assert good == min(answered, 5)
        client.close()
        session.wait()
        nobody_is_left(session)
    assert server.messages() == []


def not_executable(directory):
    path = directory / "plain"
    path.write_text("no program")
    return str(path)


@pytest.mark.parametrize("command", [lambda d: "/no/such/program", lambda d: "no-such-program", not_executable, str])
def test_a_server_that_can_t_be_started(command, tmp_path):
    with filtered(Server([command(tmp_path)], {}), tmp_path) as session:
        assert session.client.read_reply()[:3] == "421"
        assert session.client.is_closed()
        assert session.wait() != 0
        (line,) = session.log()
        assert line.startswith("ERROR: ")
        assert command(tmp_path) in line
        nobody_is_left(session)


@pytest.mark.parametrize("count", range(len(STEPS) + 1))
def test_told_to_stop(count, tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path) as session:
        client = greeted(session)
        for step in STEPS[:count]:
            client.send(step)
            if step in STEPS[:4]:
                client.read_reply()
        client.wait_until_read()
        session.process.send_signal(signal.SIGTERM)
        assert client.read_reply()[:3] in ("421", "")
        assert client.is_closed()
        session.wait()
        nobody_is_left(session)
    assert server.messages() == []


@pytest.fixture(name="open_directory")
def _open_directory():
    """A directory that every user may enter and write to, with a copy of the server."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="spamweir-users-"))
    path.chmod(0o777)
    shutil.copy(SCRIPTED_SMTPD, path / "smtpd")
    yield path
    shutil.rmtree(path)


def identity_of(user):
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


@AS_ROOT
@pytest.mark.parametrize("as_user", ["nobody", "nobody:daemon", "65534:1"])
def test_run_as_user(as_user, open_directory, tmp_path):
    script = f"id -u >{open_directory}/id; id -g >>{open_directory}/id; id -G >>{open_directory}/id"
    command = ["/bin/sh", "-c", f'{script}; exec "$@"', "sh", str(open_directory / "smtpd")]
    with filtered(Server(command, {}), tmp_path, [f"run-as-user={as_user}"]) as session:
        greeted(session)
        status = pathlib.Path(f"/proc/{session.process.pid}/status").read_text()
        session.client.ask("QUIT")
    uid, gid = identity_of("nobody")
    if ":" in as_user:
        gid = 1
    assert (open_directory / "id").read_text().split() == [str(uid), str(gid), str(gid)]
    lines = {line.split()[0]: line.split()[1:] for line in status.splitlines() if line[:3] in ("Uid", "Gid")}
    assert lines["Uid:"] == [str(uid)] * 4
    assert lines["Gid:"] == [str(gid)] * 4


@AS_ROOT
def test_an_unknown_user_ends_the_session(tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, ["run-as-user=no-such-user"]) as session:
        assert session.client.read_reply()[:3] == "421"
        assert session.client.is_closed()
        session.wait()
        assert any(line.startswith("ERROR: ") and "no-such-user" in line for line in session.log())


def test_descriptors_0_and_1_may_be_pipes(tmp_path):
    """Under a plain `|` there is no socket; everything works as well."""
    server = servers.scripted(tmp_path)
    command = [str(FILTER), "-f", str(write_configuration(tmp_path, [])), "--", *server.command]
    said = "".join(STEPS[:4]) + "Subject: x\r\n\r\nhi\r\n.\r\nQUIT\r\n"
    result = subprocess.run(
        command, input=said.encode(), capture_output=True, env=child_environment({}), timeout=60, check=False
    )
    assert result.stdout.decode().splitlines()[-2:] == ["250 ok 1234 qp 5678", "221 mx.example.com"]
    assert result.returncode == 0
    assert len(server.messages()) == 1
