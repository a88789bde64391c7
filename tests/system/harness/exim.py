"""exim -bs with a configuration of our own: mail stays in its spool, where Spool reads it."""

import os
import pathlib
import pwd
import shutil
import tempfile

from .queue import Message

_CONFIGURATION = """\
primary_hostname = mx.example.com
smtp_banner = mx.example.com ESMTP
exim_user = {user}
exim_group = {group}
spool_directory = {directory}/spool
log_file_path = {directory}/log/%s
queue_only = true
keep_environment = RELAYCLIENT
add_environment = PATH=/usr/bin
trusted_users = {caller}
disable_ipv6 = true
host_lookup =
smtp_enforce_sync = false
smtp_accept_max_nonmail_hosts =
smtp_max_synprot_errors = 1000
received_header_text = Received: here
acl_smtp_rcpt = judge_recipient
acl_smtp_data = accept_data

begin acl
judge_recipient:
  accept domains = {local_domains}
  accept condition = ${{if eq{{${{env{{RELAYCLIENT}}{{set}}{{unset}}}}}}{{set}}}}
  deny message = relay not permitted
accept_data:
  accept
"""


class Spool:
    """The messages of an Exim spool; formats: spec.txt, "Format of spool files"."""

    def __init__(self, directory):
        self.input = pathlib.Path(directory) / "spool" / "input"

    def messages(self):
        return [self._read(path) for path in sorted(self.input.rglob("*-H"))]

    def recipients(self):
        return [recipient for message in self.messages() for recipient in message.recipients]

    @staticmethod
    def _read(path):
        lines = path.read_text(encoding="latin-1").split("\n")
        # The list of recipients is the first line that is a number alone, behind the tree of those who have it already.
        count_at = next(i for i, line in enumerate(lines) if i > 3 and line.isdigit())
        recipients = lines[count_at + 1 : count_at + 1 + int(lines[count_at])]
        body = path.with_name(path.name[:-1] + "D").read_bytes().split(b"\n", 1)[1]
        return Message(lines[2].strip("<>"), recipients, body)


def prepare(program, directory, local_domains):
    """The command, environment and spool of an Exim. Exim changes to its own user, who can't enter pytest's directories:
    so what it writes lies beside them, and goes with the test's process."""
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True)
    caller = pwd.getpwuid(os.geteuid()).pw_name
    user, group = ("Debian-exim", "Debian-exim") if os.geteuid() == 0 else (caller, str(os.getegid()))
    home = _home(user, group)
    configuration = home / "exim.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            user=user, group=group, directory=home, caller=caller, local_domains=local_domains
        )
    )
    command = [program, "-C", str(configuration), "-bs"]
    return command, {}, Spool(home)


_homes = []


def _home(user, group):
    home = pathlib.Path(tempfile.mkdtemp(prefix="spamweir-exim-"))
    _homes.append(home)
    (home / "log").mkdir()
    (home / "spool").mkdir()
    if os.geteuid() == 0:
        home.chmod(0o755)
        for path in (home / "log", home / "spool"):
            shutil.chown(path, user, group)
    return home


def remove_homes():
    for home in _homes:
        shutil.rmtree(home, ignore_errors=True)
