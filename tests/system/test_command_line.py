"""The command line, as it stands in a run file."""

import os
import re
import shutil
import subprocess

import pytest
from harness import servers
from harness.paths import FILTER, IS_SANITIZED, PROJECT
from harness.session import Session, child_environment


def run(*arguments, name=FILTER):
    return subprocess.run(
        [str(name), *arguments], capture_output=True, text=True, env=child_environment({}), input="", timeout=60, check=False
    )


def test_options_without_a_file(tmp_path):
    server = servers.scripted(tmp_path)
    options = ["--ip-blacklist-entry", "11.22.33", "--policy-url", "http://x.test/p", "-linfo", "--log-target=stderr"]
    with Session([str(FILTER), *options, *server.command], child_environment({}), tmp_path / "log") as session:
        client = session.client
        assert client.read_reply() == "220 mx.example.com ESMTP"
        assert client.ask("EHLO c") == "250-mx.example.com\n250-PIPELINING\n250 8BITMIME"
        text = "Refused. Your IP address is blacklisted. See: http://x.test/p#DENIED_BLACKLIST_IP"
        assert client.ask("MAIL FROM:<a@b.test>") == f"250 {text}"
        for command in ("RCPT TO:<x@example.com>", "RCPT TO:<y@example.com>", "DATA", "NOOP"):
            assert client.ask(command) == f"554 {text}"
        assert client.ask("QUIT") == f"221 {text}"
        assert client.is_closed()
        session.wait()
        denied = [line for line in session.log() if line.startswith("DENIED_BLACKLIST_IP ")]
    assert len(denied) == 2
    assert all(line.endswith("reason: 11.22.33") for line in denied)
    assert server.messages() == []


def test_the_ident_is_the_name_it_was_called_by(tmp_path):
    server = servers.scripted(tmp_path)
    alias = tmp_path / "spamdyke"
    alias.symlink_to(FILTER)
    options = ["--max-recipients", "many", "--log-target=stderr"]
    with Session([str(alias), *options, *server.command], child_environment({}), tmp_path / "log") as session:
        session.client.read_reply()
        session.client.ask("QUIT")
        session.wait()
        (line,) = session.standard_error().splitlines()
    assert line.startswith(f"spamdyke[{session.process.pid}]: ERROR: ")
    assert "max-recipients" in line and "many" in line


def test_no_command():
    result = run("--log-target=stderr")
    assert result.returncode == 1
    assert "ERROR: Missing qmail-smtpd command" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("option", ["--version", "-v"])
def test_version(option):
    result = run(option)
    assert result.returncode == 0
    assert result.stdout.startswith("spamweir 0.")


# Options that spamdyke does not have.
ADDITIONS = [
    "bare-newline",
    "explain",
    "graylist-fold-sender",
    "graylist-key",
    "graylist-known-client-secs",
    "graylist-network-bits-ipv4",
    "graylist-network-bits-ipv6",
    "log-format",
    "log-headers",
    "smtp-auth-failure-delay-secs",
    "smtp-auth-max-failures",
    "smtp-auth-require-tls",
    "test-mode",
    "tls-ask-client-certificate",
    "tls-certificate-dir",
    "tls-cipher-suites",
    "tls-protocols",
    "tls-ticket-key-file",
]


def test_help_lists_every_option_once():
    table = (PROJECT / "tests" / "data" / "options.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wanted = sorted([*(line.split("\t")[0] for line in table), *ADDITIONS])
    result = run("--help")
    assert result.returncode == 0
    listed = re.findall(r"^ +(?:-\S, )?--([a-z0-9-]+)", result.stdout, re.M)
    assert sorted(listed) == wanted
    assert len(wanted) == 145
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert run("-h").stdout == result.stdout


def test_more_help_explains():
    result = run("--more-help")
    assert result.returncode == 0
    for name in ("ip-blacklist-entry", "bare-newline", "relay-level", "run-as-user"):
        assert f"--{name}" in result.stdout


@pytest.mark.skipif(IS_SANITIZED, reason="the sanitizers bring their own libraries")
def test_the_program_links_nothing_that_slows_its_start():
    libraries = subprocess.run(["ldd", str(FILTER)], capture_output=True, text=True, check=True).stdout
    for slow in ("libstdc++", "libgcc_s", "libm.so", "libssl", "libcrypto"):
        assert slow not in libraries
    assert os.access(FILTER, os.X_OK)


def test_what_inspects_is_missing(tmp_path):
    """As where somebody copied the filter alone."""
    (tmp_path / "bin").mkdir()
    alone = shutil.copy(FILTER, tmp_path / "bin")
    done = subprocess.run([alone, "--config-test"], capture_output=True, text=True, check=False)
    if done.returncode != 2:
        pytest.skip("a build is installed on this machine")
    assert f"neither {tmp_path}/bin/../lib/spamweir/spamweir-inspect nor /" in done.stderr
    assert "run `make install`" in done.stderr
