"""A broken configuration costs no mail: each folder of bad-config holds a spamweir.conf and what the log must say of it.

expected-error: each line is a regular expression that must be found in the ERROR line of the same rank; {dir} stands for the
folder, which is copied first. A line `answer REPLY` names what the client hears instead of the usual banner, `answer nothing` that it hears nothing.
`setup.sh`, if there, is run in the copy first.
"""

import pathlib
import re
import shutil
import subprocess

import pytest
from harness import servers
from harness.client import codes, mail
from harness.session import filtered

FOLDERS = sorted(path for path in (pathlib.Path(__file__).parent / "bad-config").iterdir() if path.is_dir())
STANDARD = "log-target=stderr\nlog-level=error\ndns-level=none\nqmail-rcpthosts-file={dir}/rcpthosts\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_bad_configuration(folder, tmp_path):
    copy = tmp_path / "configuration"
    shutil.copytree(folder, copy)
    (copy / "rcpthosts").write_text("example.com\n")
    (copy / "standard.conf").write_text(STANDARD.replace("{dir}", str(copy)))
    for path in copy.glob("*.conf"):
        path.write_bytes(path.read_bytes().replace(b"{dir}", str(copy).encode()))
    if (copy / "setup.sh").exists():
        subprocess.run(["sh", "setup.sh"], cwd=copy, check=True)
    expected = (folder / "expected-error").read_text().replace("{dir}", str(copy)).splitlines()
    answers = [line[7:] for line in expected if line.startswith("answer ")]
    patterns = [line for line in expected if line and not line.startswith("answer ")]

    server = servers.scripted(tmp_path)
    options = ["-f", str(copy / "spamweir.conf")]
    with filtered(server, tmp_path, copy / "standard.conf", options=options) as session:
        client = session.client
        if answers and answers[0] != "nothing":
            assert client.read_reply() == answers[0]
        if answers:
            assert client.is_closed()
        else:
            assert client.read_reply() == "220 mx.example.com ESMTP"
            client.ask("EHLO c")
            assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\nhi\r\n")) == ["250", "250", "354", "250"]
            client.ask("QUIT")
        assert client.is_closed()
        session.wait()
        errors = [line for line in session.log() if line.startswith("ERROR: ")]
    for pattern, error in zip(patterns, errors):
        assert re.search(pattern, error), f"got {error!r}, want {pattern!r}"
    assert len(errors) == len(patterns), errors
    assert len(server.messages()) == (0 if answers else 1)
