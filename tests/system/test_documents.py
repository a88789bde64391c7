"""What is made from the options table is what lies in the tree: manual pages and the example configuration."""

import pathlib
import re
import subprocess

import pytest
from harness import servers
from harness.client import codes, mail
from harness.paths import BUILD
from harness.session import filtered

PROJECT = pathlib.Path(__file__).parents[2]
WRITER = BUILD / "tests" / "write_documents"
MADE = {
    "page": ("documentation/templates/spamweir.8", "documentation/man/spamweir.8"),
    "file-page": ("documentation/templates/spamweir.conf.5", "documentation/man/spamweir.conf.5"),
    "example": ("documentation/templates/spamweir.conf", "config.d-example/spamweir.conf"),
}
OPTIONS = [line.split("\t")[0] for line in (PROJECT / "tests/data/options.tsv").read_text().splitlines()[1:]]
COMMAND_LINE_ONLY = {"config-test", "config-test-smtpauth-password", "config-test-smtpauth-username", "help", "more-help", "version"}


@pytest.mark.parametrize("form", MADE)
def test_what_lies_there_is_what_is_made(form):
    """If not: make documents."""
    template, made = MADE[form]
    written = subprocess.run([WRITER, form, PROJECT / template], check=True, capture_output=True, text=True).stdout
    assert written == (PROJECT / made).read_text()


def test_every_option_stands_in_each():
    page = (PROJECT / MADE["page"][1]).read_text().replace("\\-", "-")
    file_page = (PROJECT / MADE["file-page"][1]).read_text().replace("\\-", "-")
    example = (PROJECT / MADE["example"][1]).read_text()
    for option in OPTIONS:
        assert re.search(rf"^\.Li (-\S, )?--{option}\b", page, re.M), option
        if option in COMMAND_LINE_ONLY:
            continue
        assert re.search(rf"^\.Li {option}[=\[]", file_page, re.M), option
        assert re.search(rf"^#{option}=", example, re.M), option


def test_each_option_of_the_example_at_its_default_changes_nothing(tmp_path):
    """What has a default, switched on: no error, and the session is the one that it was. What has none stands in capitals."""
    text = (PROJECT / MADE["example"][1]).read_text().split("# ---- Every option", 1)[1]
    lines = [line[1:] for line in text.splitlines() if re.match(r"#[a-z]", line)]
    defaults = [line for line in lines if not re.search(r"=[A-Z]+(\[?[:\]A-Z]*)?$", line) and "/" not in line]
    assert len(defaults) > 60
    kept = [line for line in defaults if not line.startswith(("log-", "dns-", "qmail-"))]
    with filtered(servers.scripted(tmp_path), tmp_path, ["dns-level=none", *kept]) as session:
        assert session.client.read_reply() == "220 mx.example.com ESMTP"
        session.client.ask("EHLO c")
        assert codes(mail(session.client, ["x@example.com"], b"Subject: x\r\n\r\nhi\r\n")) == ["250", "250", "354", "250"]
        session.client.ask("QUIT")
        session.wait()
        assert not [line for line in session.log() if line.startswith(("ERROR", "WARNING"))], session.log()


PAGES = sorted((PROJECT / "documentation" / "man").glob("*.[1-8]"))


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_formatter_has_nothing_against_a_page(page):
    if subprocess.run(["which", "mandoc"], capture_output=True, check=False).returncode != 0:
        pytest.skip("mandoc is not installed")
    result = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False)
    assert result.stdout == ""
