"""Programs that check passwords, and misbehave; and what their answers mean."""

import os
import pathlib
import signal

import pytest
from harness import servers
from harness.authentication import PASSWORD, QUICK, RIGHT, USER, digest, encoded, greeted, plain, program
from harness.client import codes
from harness.processes import children, in_session, nobody_is_left, wait_until
from harness.session import filtered

ALWAYS = ["smtp-auth-level=always-encrypted", *QUICK]
AUTH = f"AUTH PLAIN {plain()}"

# A script, the answer to AUTH, and what the log says of it.
PROGRAMS = {
    "yes": ("exit 0", "235", "user name and password are right (exit status 0)"),
    "no": ("exit 1", "535", "user name or password is wrong (exit status 1)"),
    "says no in its own way": ("exit 100", "535", "(exit status 100)"),
    "misused": ("exit 2", "454", "(exit status 2)"),
    "can't tell": ("exit 111", "454", "(exit status 111)"),
    "crashes": ("kill -SEGV $$", "454", "was killed by signal 11"),
    "reads nothing": ("exec 3<&-; exit 0", "235", "are right"),
    "prints megabytes": ("head -c 5000000 /dev/zero | tr '\\0' x; exit 0", "235", 'it printed "xxx'),
    "prints what it was told": ("tr '\\0' ' ' <&3; exit 1", "535", f'it printed "{USER} ***"'),
    "closes its output": ("exec >&- 2>&-; sleep 0.1; exit 0", "235", "are right"),
    "ends its input": ("cat <&0; exit 0", "235", "are right"),
}


def no_secret_in(text):
    for secret in (PASSWORD, encoded(PASSWORD), plain(), plain()[8:-4]):
        assert secret not in text


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name, tmp_path):
    script, code, words = PROGRAMS[name]
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, script)]) as session:
        client = greeted(session)
        assert client.ask(AUTH)[:3] == code
        client.ask("MAIL FROM:<a@b.test>")
        assert client.ask("RCPT TO:<z@far.test>")[:3] == ("250" if code == "235" else "554")
        client.ask("QUIT")
        session.wait()
        nobody_is_left(session)
        log = session.log()
    (line,) = [line for line in log if "smtp-auth-command=" in line]
    assert words in line
    assert line.startswith("ERROR: ") == (code == "454")
    assert len(line) < 2500
    no_secret_in(session.standard_error())


@pytest.mark.parametrize("commands", ["/no/such/program", "", "{dir}"])
def test_programs_that_can_t_be_started(commands, tmp_path):
    line = f"smtp-auth-command={commands}".replace("{dir}", str(tmp_path))
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, line]) as session:
        client = session.client
        client.read_reply()
        offer = client.ask("EHLO c")
        code = client.ask(AUTH)[:3]
        assert code == ("454" if commands else "502")
        assert ("AUTH" in offer) == bool(commands)
        client.ask("QUIT")
        session.wait()
        assert any(line.startswith("ERROR: ") and "smtp-auth-command" in line for line in session.log())


# The programs in turn, the answer, and how many were asked.
SEVERAL = [
    (["exit 0", "exit 1"], "235", 1),
    (["exit 1", "exit 0", "exit 1"], "235", 2),
    (["exit 111", "kill -9 $$", "exit 0"], "235", 3),
    (["exit 1", "exit 111", "exit 1"], "454", 3),
    (["exit 1", "exit 1"], "535", 2),
]


@pytest.mark.parametrize(("scripts", "code", "asked"), SEVERAL)
def test_the_first_yes_decides(scripts, code, asked, tmp_path):
    count = f"tr '\\0' ' ' <&3 >>{tmp_path}/asked; echo >>{tmp_path}/asked; "
    lines = [program(tmp_path, count + script, f"program{i}") for i, script in enumerate(scripts)]
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, *lines]) as session:
        assert greeted(session).ask(AUTH)[:3] == code
        session.client.ask("QUIT")
    assert (tmp_path / "asked").read_text().splitlines() == [f"{USER} {PASSWORD}  "] * asked


def test_each_program_gets_the_challenge_and_the_digest(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, "exit 1"), RIGHT]) as session:
        client = greeted(session)
        challenges = set()
        for password, code in (("wrong", "535"), (PASSWORD, "235")):
            prompt = client.ask("AUTH CRAM-MD5")
            challenges.add(prompt)
            assert client.ask(encoded(f"{USER} {digest(prompt, password)}"))[:3] == code
        assert len(challenges) == 2
        client.ask("QUIT")
        session.wait()
    no_secret_in(session.standard_error())


def without_hello(lines):
    """What follows the greeting and the offers. With a short idle time a test must say all at once: it may be slow itself."""
    return lines[[line[:4] for line in lines].index("250 ") + 1 :]


def test_a_late_answer_is_no_idleness(tmp_path):
    """Nor does what is pipelined behind it overtake it."""
    lines = [*ALWAYS, "idle-timeout-secs=3", program(tmp_path, "sleep 3.3; exit 0")]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.send(f"EHLO c\r\n{AUTH}\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<z@far.test>\r\nQUIT\r\n")
        assert codes(without_hello(session.client.read_to_end())) == ["235", "250", "250", "221"]


def test_a_refusal_that_waits_is_no_idleness(tmp_path):
    lines = ["smtp-auth-level=always", "idle-timeout-secs=3", "smtp-auth-failure-delay-secs=3"]
    with filtered(servers.scripted(tmp_path), tmp_path, [*lines, program(tmp_path, "sleep 0.3; exit 1")]) as session:
        session.client.send(f"EHLO c\r\n{AUTH}\r\nNOOP\r\nQUIT\r\n")
        assert codes(without_hello(session.client.read_to_end())) == ["535", "250", "221"]


HANGS = "sleep 1000 & trap '' HUP INT TERM; touch {dir}/hangs; wait; sleep 1000"


def hanging(session, directory):
    client = greeted(session)
    client.send(AUTH + "\r\n")
    wait_until((directory / "hangs").exists)
    return client


def test_the_client_leaves_while_a_program_hangs(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, HANGS)]) as session:
        hanging(session, tmp_path).close()
        session.wait(10)
        nobody_is_left(session)


def test_a_time_limit_ends_a_program_that_hangs(tmp_path):
    lines = [*ALWAYS, "connection-timeout-secs=3", program(tmp_path, HANGS)]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.send(f"EHLO c\r\n{AUTH}\r\n")
        assert session.client.read_to_end()[-1] == "421 Timeout. Talk faster next time."
        session.client.close()
        session.wait(10)
        nobody_is_left(session)


def test_told_to_stop_while_a_program_hangs(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, HANGS)]) as session:
        client = hanging(session, tmp_path)
        session.process.send_signal(signal.SIGTERM)
        assert client.read_reply()[:3] == "421"
        assert client.is_closed()
        client.close()
        session.wait(10)
        nobody_is_left(session)


def test_a_program_s_child_that_stays_is_not_waited_for(tmp_path):
    """It has the pipe that the program printed to, and is nobody's concern once the program has answered."""
    script = "sleep 1000 & echo $! >{dir}/child; echo fine; exit 0"
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, script)]) as session:
        client = greeted(session)
        assert client.ask(AUTH)[:3] == "235"
        client.ask("QUIT")
        session.wait(10)
        child = int((tmp_path / "child").read_text())
        assert set(in_session(session.process.pid)) <= {child}
        if in_session(session.process.pid):
            os.kill(child, signal.SIGKILL)
        nobody_is_left(session)
        assert 'it printed "fine"' in session.standard_error()


def test_a_program_has_three_descriptors_and_its_input(tmp_path):
    script = "ls /proc/$$/fd >{dir}/descriptors; env >{dir}/environment; cat <&0 >{dir}/input; exit 0"
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, script)]) as session:
        assert greeted(session).ask(AUTH)[:3] == "235"
        session.client.ask("QUIT")
    # The shell has its script open as descriptor 10 or more.
    shown = (tmp_path / "descriptors").read_text().split()
    assert [number for number in shown if int(number) < 10] == ["0", "1", "2", "3"]
    assert "TCPREMOTEIP=11.22.33.44" in (tmp_path / "environment").read_text()
    assert (tmp_path / "input").read_bytes() == b""


def test_nothing_is_checked_for_who_was_sent_away(tmp_path):
    """Guesses that were pipelined behind the last one that counts."""
    count = "echo >>{dir}/asked; exit 1"
    with filtered(
        servers.scripted(tmp_path), tmp_path, [*ALWAYS, "smtp-auth-max-failures=2", program(tmp_path, count)]
    ) as session:
        client = greeted(session)
        client.send(f"{AUTH}\r\n" * 5 + "QUIT\r\n")
        assert [line[:3] for line in client.read_to_end()] == ["535", "535", "421"]
        client.close()
        session.wait(10)
        nobody_is_left(session)
        assert any("smtp-auth-max-failures" in line for line in session.log())
    assert pathlib.Path(tmp_path / "asked").read_text() == "\n\n"


def test_the_server_s_death_ends_a_dialogue_with_the_filter(tmp_path):
    """The client is told, and the program that is at work is gone."""
    with filtered(servers.scripted(tmp_path), tmp_path, [*ALWAYS, program(tmp_path, HANGS)]) as session:
        client = hanging(session, tmp_path)
        for child, _ in children(session.process.pid):
            if "scripted_smtpd" in pathlib.Path(f"/proc/{child}/cmdline").read_text():
                os.kill(child, signal.SIGKILL)
        assert client.read_reply()[:3] == "421"
        assert client.is_closed()
        client.close()
        session.wait(10)
        nobody_is_left(session)
