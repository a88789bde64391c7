"""What clients say to authenticate, and the programs that are asked whether they are right."""

import base64
import hmac
import pathlib
import ssl

from .paths import BUILD

_DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
USER, PASSWORD = (_DATA / "users").read_text().strip().split(":")
CERTIFICATES = BUILD / "tests" / "certificates"

# Who knows the user, and lines that let nobody wait.
RIGHT = f"smtp-auth-command={_DATA}/checkpassword {_DATA}/users"
QUICK = ["smtp-auth-failure-delay-secs=0", "log-level=excessive"]


def encoded(text):
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def plain(password=PASSWORD):
    """The one response of PLAIN."""
    return encoded(f"\0{USER}\0{password}")


def digest(prompt, password=PASSWORD):
    """What CRAM-MD5 answers to a 334 with a challenge, not encoded."""
    return hmac.new(password.encode(), base64.b64decode(prompt[4:]), "md5").hexdigest()


def program(directory, script, name="program"):
    """A line that has a shell script asked; `{dir}` in it is the directory. It finds its input on descriptor 3."""
    path = pathlib.Path(directory) / name
    path.write_text("#!/bin/sh\n" + script.replace("{dir}", str(directory)) + "\n")
    path.chmod(0o755)
    return f"smtp-auth-command={path}"


def greeted(session):
    """The session's client behind its EHLO."""
    assert session.client.read_reply()[:3] == "220"
    assert session.client.ask("EHLO c")[:3] == "250"
    return session.client


def begin_tls(client):
    """STARTTLS, and EHLO again; from then on the client speaks within TLS."""
    assert client.ask("STARTTLS")[:3] == "220"
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    client.connection = context.wrap_socket(client.connection)
    assert client.ask("EHLO c")[:3] == "250"
