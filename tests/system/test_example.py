"""The example configuration is one that works: nothing in it is an error, with every line that it shows switched on too."""

import pathlib

import pytest
from harness import servers
from harness.client import codes, mail
from harness.session import filtered

EXAMPLE = pathlib.Path(__file__).parents[2] / "config.d-example" / "spamweir.conf"


def switched_on(text, directory):
    """The example with its commented settings in force, and its list file in a place that exists."""
    (directory / "blocked-addresses").write_text("203.0.113.7\n")
    lines = [line[1:] if line.startswith("#") and line[1:2].isalpha() else line for line in text.splitlines()]
    return "\n".join(lines).replace("/etc/spamweir/", f"{directory}/") + "\n"


@pytest.mark.parametrize("everything", [False, True], ids=["as it is", "all lines on"])
def test_example_is_without_errors(everything, tmp_path):
    text = EXAMPLE.read_text()
    (tmp_path / "rcpthosts").write_text("example.com\n")
    standard = tmp_path / "standard.conf"
    standard.write_text(f"log-target=stderr\ndns-level=none\nqmail-rcpthosts-file={tmp_path}/rcpthosts\n")
    example = tmp_path / "spamweir.conf"
    example.write_text(switched_on(text, tmp_path) if everything else text)

    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, standard, options=["-f", str(example)]) as session:
        client = session.client
        assert client.read_reply() == "220 mx.example.com ESMTP"
        client.ask("EHLO c")
        assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\nhi\r\n")) == ["250", "250", "354", "250"]
        client.ask("QUIT")
        session.wait()
        assert [line for line in session.log() if "ERROR" in line] == []
