"""--config-test on set-ups of which one thing is broken, and on sound ones: each broken thing is named, nothing else is blamed.

The set-ups are the folders below setups/; harness/setups.py says what is in them.
"""

import json
import os
import pty
import re
import shutil
import signal
import subprocess

import pytest
from harness import setups
from harness.paths import FILTER, SCRIPTED_SMTPD
from harness.processes import is_over, wait_until
from harness.session import child_environment

_LINE = re.compile(r"^(SUCCESS|INFO|WARNING|ERROR)\(([a-z0-9-]+)\): (.+)$")
_BAD = ("WARNING", "ERROR")
_LAST = {0: "SUCCESS: Tests complete. No errors detected.", 1: "ERROR: Tests complete. Errors detected."}


def findings(result):
    """Pairs of `LEVEL(option)` and what was found, without the last line, which must fit the exit status."""
    *lines, last = result.stdout.splitlines()
    matches = [_LINE.match(line) for line in lines]
    assert all(matches), result.stdout
    assert last == _LAST[result.returncode], result.stderr
    return [(f"{match[1]}({match[2]})", match[3]) for match in matches]


def is_bad(finding):
    return finding[0].startswith(_BAD)


def fits(expected, finding):
    return expected[0] == finding[0] and re.search(expected[1], finding[1]) is not None


@pytest.mark.parametrize("name", setups.names())
def test_setup(name):
    with setups.Setup(name) as setup:
        expected = setup.expected()
        result = setup.run()
    found = findings(result)
    for want in expected:
        assert any(fits(want, finding) for finding in found), f"nothing fits {want}:\n{result.stdout}"
    for finding in filter(is_bad, found):
        assert any(fits(want, finding) for want in expected), f"nobody expects {finding}"
    assert result.returncode == int(any(want[0].startswith("ERROR") for want in expected))
    assert name.startswith("sound") != any(map(is_bad, expected))


def test_there_are_enough_setups():
    names = setups.names()
    assert sum(name.startswith("sound") for name in names) >= 5
    assert sum(not name.startswith("sound") for name in names) >= 60


def test_the_example_is_sound(tmp_path):
    example = setups.SETUPS.parents[2] / "config.d-example"
    tree = shutil.copytree(example / "config.d", tmp_path / "config.d")
    (tmp_path / "blocked-addresses").write_text("203.0.113.7\n")
    (tmp_path / "rcpthosts").write_text("example.com\n")
    # Behind it every option stands at its default, with words in capitals for values.
    text = (example / "spamweir.conf").read_text().split("# ---- Every option", 1)[0]
    lines = text.splitlines()
    switched_on = [line[1:] if line.startswith("#") and line[1:2].isalpha() else line for line in lines]
    text = "\n".join(switched_on).replace("/etc/spamweir/", f"{tree.parent}/")
    (tmp_path / "spamweir.conf").write_text(f"{text}\nqmail-rcpthosts-file={tmp_path}/rcpthosts\n")
    # The machine's name servers are none of the test's, and the example has filters that ask them.
    words = [str(FILTER), "--config-test", "-f", str(tmp_path / "spamweir.conf"), "--", str(SCRIPTED_SMTPD)]
    result = subprocess.run(words, capture_output=True, text=True, env=child_environment({}), input="", check=False)
    others = [finding for finding in findings(result) if is_bad(finding) and "dns" not in finding[0]]
    assert others == []


def test_json():
    with setups.Setup("missing-list-file") as setup:
        result = setup.run("--config-test=json")
        directory = setup.words["dir"]
    *lines, last = map(json.loads, result.stdout.splitlines())
    (error,) = [line for line in lines if line["level"] == "error"]
    assert error["option"] == "ip-blacklist-file"
    assert error["value"] == f"{directory}/absent"
    assert error["place"] == f"{directory}/spamweir.conf(1)"
    assert "No such file" in error["finding"] and "read it" in error["remedy"]
    assert last == {"level": "error", "finding": "Tests complete. Errors detected."}
    assert result.returncode == 1


def run_on_terminal(environment):
    """What --config-test says to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(FILTER), "--config-test", "--dns-level=none"], stdin=theirs, stdout=theirs, env=child_environment(environment)
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 4096):
            said += piece
    except OSError:  # how Linux tells that nobody has the other end any more
        pass
    os.close(ours)
    process.wait()
    return said.decode()


def test_colours_on_a_terminal():
    assert "\x1b[32mSUCCESS\x1b[0m(dns-level): " in run_on_terminal({})
    assert "\x1b" not in run_on_terminal({"NO_COLOR": "1"})
    assert "\x1b" in run_on_terminal({"NO_COLOR": ""})


def test_no_secret_is_shown():
    with setups.Setup("sound-login") as setup:
        for form in ("text", "json"):
            result = setup.run(f"--config-test={form}")
            assert result.returncode == 0
            assert "hunter2" not in result.stdout + result.stderr


def test_an_unknown_form_is_an_error_and_starts_no_session():
    words = [str(FILTER), "--config-test=xml", "--dns-level=none", "--", "/bin/true"]
    result = subprocess.run(words, capture_output=True, text=True, env=child_environment({}), input="EHLO c\r\n", check=False)
    assert result.returncode == 1
    assert "ERROR(config-test): command line: config-test=xml: must be one of text, json" in result.stdout


def test_without_a_command_the_rest_is_tested():
    words = [str(FILTER), "--config-test", "--dns-level=none"]
    result = subprocess.run(words, capture_output=True, text=True, env=child_environment({}), input="", check=False)
    assert "WARNING(command): No server's command is given, so what needs it is not tested" in result.stdout


@pytest.mark.parametrize(
    "script,code",
    [
        ("trap '' TERM; echo $$ >pids; echo 220 x; while :; do sleep 1; done", 1),
        ("trap '' TERM; echo $$ >pids; echo 220 x; read a; echo 250 x; read b; echo 221 x; while :; do sleep 1; done", 0),
        ("sleep 1000 & echo $! >pids; echo 220 x; read a; echo 250 x; read b; echo 221 x; sleep 0", 0),
        ("sleep 1000 & echo $! >pids; exit 3", 1),
    ],
)
def test_nothing_of_the_server_is_left(script, code, tmp_path):
    """Nor does who reads what the test says to its end wait for the server: it has the same standard error."""
    (tmp_path / "rcpthosts").write_text("example.com\n")
    options = ["--dns-level=none", f"--qmail-rcpthosts-file={tmp_path}/rcpthosts"]
    words = [str(FILTER), "--config-test", *options, "--", "/bin/sh", "-c", script]
    result = subprocess.run(
        words, capture_output=True, text=True, env=child_environment({}), input="", check=False, cwd=tmp_path, timeout=60
    )
    assert result.returncode == code, result.stdout
    for number in (tmp_path / "pids").read_text().split():
        # Who was killed may take a moment to be gone.
        wait_until(lambda pid=number: is_over(pid))


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-", ">&-"])
def test_a_standard_descriptor_that_is_closed_is_no_fault_of_the_server(closed, tmp_path):
    """Where nobody can hear what was found the status says so."""
    (tmp_path / "rcpthosts").write_text("example.com\n")
    options = ["--dns-level=none", f"--qmail-rcpthosts-file={tmp_path}/rcpthosts"]
    words = [FILTER, "--config-test", *options, "--", "/bin/sh", "-c", "echo 220 x; read a; echo 250 x; read b; echo 221 x"]
    shell = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh"]
    result = subprocess.run([*shell, *words], capture_output=True, text=True, env=child_environment({}), check=False, timeout=60)
    assert result.returncode == (1 if ">&-" in closed.split() else 0), result.stdout
    assert ("SUCCESS(command)" in result.stdout) == (">&-" not in closed.split())


def test_who_interrupts_hears_what_was_found_so_far(tmp_path):
    """A server that says nothing is not waited for to the end of its time."""
    (tmp_path / "rcpthosts").write_text("example.com\n")
    options = ["--dns-level=none", f"--qmail-rcpthosts-file={tmp_path}/rcpthosts"]
    words = [str(FILTER), "--config-test", *options, "--", "/bin/sh", "-c", "echo $$ > pids; exec sleep 60"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, **pipes, text=True, env=child_environment({}), cwd=tmp_path) as test:
        wait_until(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text().endswith("\n"))
        test.send_signal(signal.SIGINT)
        output, _ = test.communicate(timeout=60)
    assert test.returncode == 1, output
    assert "The check was interrupted before the server gave its greeting" in " ".join(output.split())
    wait_until(lambda: is_over((tmp_path / "pids").read_text().strip()))


def test_nobody_listens():
    """Whoever closes the pipe early hears nothing more, and the status says that not all was told."""
    with open("/dev/full", "w", encoding="ascii") as full:
        result = subprocess.run([str(FILTER), "--config-test"], stdout=full, env=child_environment({}), input=b"", check=False)
    assert result.returncode == 1
