"""Configuration, log, limits of time, and the options that print something and stop."""

import os
import pwd
import re

from harness import servers
from harness.authentication import PASSWORD, USER
from harness.stage import Case

from . import scenes
from .lists import BLOCKED, IP_BLACKLIST

TIMEOUT = "421 Timeout. Talk faster next time."
POLICY = "http://x.test/p"
OPENS_SESSION = "a session"
CHECKED = "SUCCESS: Tests complete. No errors detected."


def _printed(done):
    """What kind of text the program printed."""
    kinds = {
        r"220 mx\.example\.com ESMTP": OPENS_SESSION,
        r"Usage: (?s:.*)--ip-blacklist-entry IPADDRESS\n +client address(?!(?s:.*)Given twice:)": "the list of options",
        r"Usage: (?s:.*)--ip-blacklist-entry IPADDRESS\n(?s:.*)Given twice:": "each option at length",
        r"spamweir \d+\.\d+": "the version",
    }
    return next((kind for pattern, kind in kinds.items() if re.match(pattern, done.stdout)), done.stdout)


def _checked(done):
    """How a config-test ends."""
    if _printed(done) == OPENS_SESSION:
        return OPENS_SESSION
    if done.stdout.splitlines()[-1:] and done.stdout.splitlines()[-1].startswith('{"level":"success"'):
        return f"a JSON object a line {done.returncode}"
    ends = re.findall(r"^(?:spamweir\[\d+\]: )?((?:SUCCESS|ERROR): Tests complete\..*)$", done.stdout + done.stderr, re.M)
    return f"{ends} {done.returncode}"


def _password(done):
    """Whether the program that checks passwords was asked and said yes; it knows one user and his password."""
    return "right" if "SUCCESS(smtp-auth-command): User name and password are right" in done.stdout else "not right"


def _prints(option, text):
    return Case(option, "", OPENS_SESSION, text, _printed, is_program=True)


def _user_of_server(user):
    """A server that greets with the name of the user it runs as."""
    return servers.shell(f'echo "220 $(id -un)"; while read -r line; do echo "221 {user}"; done')


_ME = pwd.getpwuid(os.getuid()).pw_name
# Only root can become somebody else; who is not, and was told to, takes no mail.
_AS_NOBODY = "220 nobody" if os.getuid() == 0 else "421 The service is not available. Try again later."
_TEST_USER = (
    "config-test",
    "smtp-auth-level=always",
    "smtp-auth-command={data}/checkpassword {data}/users",
)

CASES = [
    Case(
        "config-dir",
        "{dir}/tree",
        "250 ok",
        BLOCKED,
        files={"tree/_ip_/11/22": "ip-blacklist-entry=11.22\n", "beside/_ip_/12": ""},
        other="{dir}/beside",
    ),
    # The nearer file hides the other one, unless both are read.
    Case(
        "config-dir-search",
        "all-ip",
        "250 ok",
        BLOCKED,
        around=("config-dir={dir}/tree",),
        files={"tree/_ip_/11/_recipient_/com": "ip-blacklist-entry=11.22\n", "tree/_ip_/11/22": "max-recipients=5\n"},
        other="all-rdns",
    ),
    Case(
        "config-file",
        "{dir}/more.conf",
        "250 ok",
        BLOCKED,
        files={"more.conf": "ip-blacklist-entry=11.22\n", "beside.conf": "ip-blacklist-entry=11.23\n"},
        other="{dir}/beside.conf",
        repeats_in_file=False,
    ),
    Case(
        "config-test",
        "text",
        OPENS_SESSION,
        f"['{CHECKED}'] 0",
        _checked,
        other="json",
        otherwise="a JSON object a line 0",
        emptied=f"['{CHECKED}'] 0",
        is_program=True,
    ),
    Case(
        "config-test-smtpauth-username",
        USER,
        "not right",
        "right",
        _password,
        around=(*_TEST_USER, f"config-test-smtpauth-password={PASSWORD}"),
        is_program=True,
        other="somebody-else",
    ),
    Case(
        "config-test-smtpauth-password",
        PASSWORD,
        "not right",
        "right",
        _password,
        around=(*_TEST_USER, f"config-test-smtpauth-username={USER}"),
        is_program=True,
        other="wrong",
    ),
    _prints("help", "the list of options"),
    _prints("more-help", "each option at length"),
    _prints("version", "the version"),
    Case("connection-timeout-secs", "3", "250 ok", TIMEOUT, scenes.busy, other="100"),
    Case("idle-timeout-secs", "3", "silence", TIMEOUT, scenes.idle, other="100"),
    Case(
        "full-log-dir",
        "{dir}/records",
        "0 with 0 of the session",
        "1 with 1 of the session",
        scenes.records,
        files={"records/.keep": "", "beside/nothing": ""},
        other="{dir}/beside",
    ),
    Case("log-level", "info", "nothing", "info", scenes.levels, around=IP_BLACKLIST, other="error"),
    Case(
        "log-target",
        "stderr",
        "nothing",
        "info verbose",
        scenes.levels,
        around=(*IP_BLACKLIST, "log-target=none"),
    ),
    Case("policy-url", POLICY, BLOCKED, f"{BLOCKED} See: {POLICY}#DENIED_BLACKLIST_IP", around=IP_BLACKLIST),
    Case("run-as-user", "nobody", f"220 {_ME}", _AS_NOBODY, scenes.greeting, server=_user_of_server("nobody"), other=_ME),
]
