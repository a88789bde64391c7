"""The example configuration is one that works: nothing in it is an error, with every line that it shows switched on too."""

import pathlib
import shutil

import pytest
from harness import servers
from harness.client import codes, mail
from harness.scripted_name_server import ScriptedNameServer
from harness.session import filtered

EXAMPLE = pathlib.Path(__file__).parents[2] / "config.d-example" / "spamweir.conf"
TREE = EXAMPLE.parent / "config.d"


def switched_on(text, directory):
    """The example with its commented settings in force, and its list file in a place that exists."""
    text = text.split("# ---- Every option", 1)[0]
    (directory / "blocked-addresses").write_text("203.0.113.7\n")
    shutil.copytree(TREE, directory / "config.d")
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


# A client, a sender and a recipient for each file of the example tree.
WHO_MEETS = {
    "_ip_/192/0/2/25": ("192.0.2.25", "a@b.test", "x@example.com"),
    "_ip_/2001/0db8/0001": ("2001:db8:1::9", "a@b.test", "x@example.com"),
    "_rdns_/example/partner": ("192.0.2.26", "a@b.test", "x@example.com"),
    "_sender_/example/newsletter/_at_/bounce": ("192.0.2.26", "bounce@newsletter.example", "x@example.com"),
    "_recipient_/com/example/_at_/postmaster": ("192.0.2.26", "a@b.test", "postmaster@example.com"),
    "_recipient_/com/example/_at_/lists": ("192.0.2.26", "a@b.test", "lists@example.com"),
    "_recipient_/org/example/_ip_/198/51": ("198.51.100.1", "a@b.test", "x@example.org"),
}


def test_every_file_of_the_example_tree_is_known_here():
    assert {str(path.relative_to(TREE)) for path in TREE.rglob("*") if path.is_file()} == set(WHO_MEETS)


@pytest.mark.parametrize("path", WHO_MEETS)
def test_each_file_of_the_example_tree_is_read_without_errors(path, tmp_path):
    """A broken line is added to the file: the error that comes of it shows that the file was read, and that nothing else in
    it is an error."""
    client, sender, recipient = WHO_MEETS[path]
    shutil.copytree(TREE, tmp_path / "config.d")
    with open(tmp_path / "config.d" / path, "a", encoding="utf-8") as file:
        file.write("frobnicate=1\n")
    (tmp_path / "rcpthosts").write_text("example.com\nexample.org\n")
    name = ".".join(reversed(client.split("."))) + ".in-addr.arpa"
    with ScriptedNameServer([(name, "PTR", "mx.partner.example")] if "_rdns_" in path else []) as dns:
        lines = [f"config-dir={tmp_path}/config.d", f"dns-server-ip={dns.option}"]
        with filtered(servers.scripted(tmp_path), tmp_path, lines, environment={"TCPREMOTEIP": client}) as session:
            session.client.read_reply()
            session.client.ask(f"MAIL FROM:<{sender}>")
            session.client.ask(f"RCPT TO:<{recipient}>")
            session.client.ask("QUIT")
            session.wait()
            errors = [line for line in session.log() if "ERROR" in line]
            assert len(errors) == 1 and f"/{path}(" in errors[0] and "frobnicate" in errors[0], errors
