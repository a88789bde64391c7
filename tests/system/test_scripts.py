"""The converters of files: what each makes of a sample, what it refuses and how it complains."""

import os
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS
from harness.paths import FILTER, PROJECT
from harness.scripts import CONVERSIONS, after, answer, run
from harness.session import filtered

CONVERTERS = {
    "spamdyke4": ["convert-4x-configuration"],
    "badmailfrom": ["convert-qmail-lists", "badmailfrom"],
    "badrcptto": ["convert-qmail-lists", "badrcptto"],
    "tcp.smtp": ["convert-tcp-smtp"],
    "run": ["convert-tcp-smtp"],
}
ALIASES = [line.split("\t") for line in (PROJECT / "tests/data/aliases.tsv").read_text().splitlines()[1:]]


@pytest.mark.parametrize("name", CONVERTERS)
def test_before_and_after(name):
    status, printed, errors = run(*CONVERTERS[name], f"{name}.before", directory=CONVERSIONS)
    assert printed == after(name)
    assert errors == (CONVERSIONS / f"{name}.errors").read_text()
    assert status == 1, "of each something can't be taken over"


@pytest.mark.parametrize("name", CONVERTERS)
def test_standard_input_is_the_same(name):
    text = (CONVERSIONS / f"{name}.before").read_bytes().decode()
    status, printed, errors = run(*CONVERTERS[name], text=text)
    assert (status, printed) == (1, after(name))
    assert len(errors.splitlines()) == len((CONVERSIONS / f"{name}.errors").read_text().splitlines())


@pytest.mark.parametrize("name", ["spamdyke4", "badmailfrom", "badrcptto"])
def test_what_was_converted_stays_as_it_is(name):
    assert run(*CONVERTERS[name], text=after(name)) == (0, after(name), "")


@pytest.mark.parametrize("script", ["convert-4x-configuration", "convert-tcp-smtp", "convert-qmail-lists badmailfrom"])
def test_files_and_words_that_are_refused(script, tmp_path):
    script, *words = script.split()
    (tmp_path / "a=b").write_text("# nothing\n")
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", ".", "pipe", r"back\nslash"):
        path = f"{tmp_path}/{name}"
        assert run(script, *words, path) == (1, "", f"{script}: {path} is no file that can be read\n")
    assert run(script, *words, tmp_path / "a\nb\33[2J")[2] == f"{script}: {tmp_path}/a?b?[2J is no file that can be read\n"
    assert run(script, *words, "a", "b") == (2, "", f"{script}: one FILE, not 2\n")
    assert run(script, *words, "a=b", directory=tmp_path)[::2] == (0, ""), "no variable of awk's"
    status, printed, error = run(script, "-x")
    assert (status, printed, error.startswith(f"{script}: ")) == (2, "", True)
    assert error.count("\n") == 1
    status, printed, error = run(script, "--help")
    assert (status, printed.startswith(f"Usage: {script} "), error) == (0, True, "")


# Two that a terminal may obey, the second as it is in UTF-8, and a letter that is none.
CONTROLS = "\33\x9b\xe9"
SHOWN = "??\xe9"


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("convert-4x-configuration", f"wh{CONTROLS}at"),
        ("convert-tcp-smtp", f"10.{CONTROLS}:deny"),
        ("convert-qmail-lists badmailfrom", f"-x{CONTROLS}@y"),
    ],
)
def test_complaints_are_fit_for_a_terminal(script, line, tmp_path):
    """The name has a backslash and an n, which are not a newline."""
    script, *words = script.split()
    (tmp_path / r"bs\n.conf").write_text(f"{line}\n")
    _, _, errors = run(script, *words, r"bs\n.conf", directory=tmp_path)
    assert errors.startswith(rf"{script}: bs\n.conf(1): {line}:".replace(CONTROLS, SHOWN))
    assert errors.count("\n") == 1
    assert "\33" not in errors
    assert run(script, *words, CONTROLS)[2] == f"{script}: {SHOWN} is no file that can be read\n"


def test_complaints_about_words_are_fit_for_a_terminal():
    assert run("graylist-purge", f"-{CONTROLS}")[2] == f"graylist-purge: unknown option -{SHOWN}; --help lists all\n"
    name = "convert-graylist-directory"
    assert run(name, CONTROLS)[2] == f"{name}: {SHOWN} is no directory\n"


@pytest.mark.parametrize(("old", "fate", "new"), ALIASES)
def test_every_old_name(old, fate, new):
    """The filter's own table is held to the same list by a unit test."""
    line = f"{old}=text" if fate in ("renamed", "refused", "ignored") else old
    want = {
        "renamed": (0, f"{new}=text\n"),
        "switched": (0, f"{new}\n"),
        "value": (0, f"{new}\n"),
        "refused": (1, f"# {line}\n"),
        "ignored": (1, f"# {line}\n"),
    }[fate]
    status, printed, errors = run("convert-4x-configuration", text=f"{line}\n")
    assert (status, printed) == want
    assert (f"standard input(1): {old}: this option is gone" in errors) == (fate in ("refused", "ignored"))


def test_the_filter_takes_the_new_configuration(tmp_path):
    """Without an ERROR and without a word about old names; the sender is the recipient, which was to be refused."""
    lines = [line for line in after("spamdyke4").splitlines() if not line.startswith(("tls-", "qmail-rcpthosts", "dns-black"))]
    with filtered(servers.scripted(tmp_path), tmp_path, ["dns-level=none", *lines]) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.ask("MAIL FROM:<x@example.com>")
        assert session.client.ask("RCPT TO:<x@example.com>") == "554 Not to yourself."
        session.client.ask("QUIT")
        session.wait()
        assert not [line for line in session.log() if line.startswith(("ERROR", "WARNING"))]


def test_the_filter_does_what_the_lists_of_qmail_did(tmp_path):
    senders = [f"sender-blacklist-file={CONVERSIONS}/badmailfrom.after"]
    recipients = [f"recipient-blacklist-file={CONVERSIONS}/badrcptto.after"]
    for sender, code in (("x@spam.example", "554"), ("joe@bulk.example", "554"), ("jim@bulk.example", "250")):
        assert answer(tmp_path, senders, sender=sender) == code, sender
    for recipient, code in (("old@example.com", "554"), ("x@gone.example.com", "554"), ("older@example.com", "250")):
        assert answer(tmp_path, recipients, recipient=recipient) == code, recipient


def test_a_file_of_another_kind():
    status, printed, error = run("convert-tcp-smtp", text="root:x:0:0\nIt is prose.\n")
    assert (status, printed) == (1, "")
    assert error == "convert-tcp-smtp: standard input: no rule of tcprules and no rblsmtpd is in it\n"
    assert run("convert-tcp-smtp", text="\n# nothing\n") == (0, "", "")
    status, printed, error = run("convert-4x-configuration", text="It is prose.\n")
    assert (status, printed) == (1, "# It is prose.\n")
    assert "this is no option" in error
    assert run("convert-qmail-lists", "badhelo") == (
        2, "", "convert-qmail-lists: say which list it is, badmailfrom, badrcptto or badmailto, then FILE\n"
    )


# One entry of each kind, and what is said of it; nothing where it is taken over.
QMAIL_LINES = [
    ("joe@bulk.example", ""),
    ("@spam.example", ""),
    ("a+b=c@x.example", ""),
    ("joe%host@x.example", ""),
    ("@b\u00fccher.de", ""),
    ("@[1.2.3.4]", ""),
    ("-x@y.example", "an exception; write what follows the sign into KIND-whitelist-file, which spares it other filters"),
    ("*@y.example", "a pattern"),
    ("joe[0-9]@y.example", "a pattern"),
    ("joe@x.example # comment", "a comment behind"),
    ("/foo@bar.com", "no address or domain in the spelling"),
    ("@.spam.example", "no address or domain in the spelling"),
    ('"john doe"@x.y', "no address or domain in the spelling"),
    ("a@b@c.d", "no address or domain in the spelling"),
    ("@", "no address or domain in the spelling"),
    ("@a,b", "no address or domain in the spelling"),
    ("spam.example", "neither user@domain nor @domain"),
]


@pytest.mark.parametrize(("line", "said"), QMAIL_LINES)
@pytest.mark.parametrize("kind", ["badmailfrom", "badrcptto"])
def test_each_kind_of_a_line_of_a_list(kind, line, said):
    status, printed, error = run("convert-qmail-lists", kind, text=f"{line}\n")
    assert (status, printed) == ((1, f"# {line}\n") if said else (0, f"{line}\n"))
    said = said.replace("KIND", "sender" if kind == "badmailfrom" else "recipient")
    assert error.startswith(f"convert-qmail-lists: {kind}(1): {line}: {said}" if said else "")
    assert bool(error) == bool(said)


def test_every_line_of_a_list_is_one_that_the_filter_takes(tmp_path):
    _, printed, _ = run("convert-qmail-lists", "badmailfrom", text="".join(f"{line}\n" for line, _ in QMAIL_LINES))
    (tmp_path / "list").write_text(printed)
    options = ["--dns-level=none", f"--sender-blacklist-file={tmp_path}/list", f"--recipient-blacklist-file={tmp_path}/list"]
    done = subprocess.run(
        [FILTER, "--config-test", *options, "--", "/bin/true"], capture_output=True, text=True, timeout=PATIENCE_SECS, check=False
    )
    found = [line for line in done.stdout.splitlines() if "-blacklist-file)" in line]
    assert found
    assert all(line.startswith("SUCCESS(") for line in found), found
    (tmp_path / "list").write_text("@.spam.example\n")
    done = subprocess.run(done.args, capture_output=True, text=True, timeout=PATIENCE_SECS, check=False)
    assert "ERROR(sender-blacklist-file" in done.stdout, "the test sees what is wrong"


def test_what_was_switched_off_takes_back_an_earlier_yes():
    switches = {"reject-missing-sender-mx": "reject-sender=!no-mx", "reject-identical-sender-recipient": "reject-recipient=!same-as-sender"}
    for old, new in switches.items():
        for word in ("no", "No", "false", "0"):
            assert run("convert-4x-configuration", text=f"{old}={word}\n") == (0, f"{new}\n", "")
