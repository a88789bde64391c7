"""Where the programs under test and the peers are."""

import os
import pathlib
import shutil

PROJECT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("SPAMWEIR_BUILD", PROJECT / "build"))
FILTER = BUILD / "bin" / "spamweir"
IS_SANITIZED = BUILD.name == "sanitize"
GRAYLIST_TOOL = BUILD / "bin" / "spamweir-graylist"
SCRIPTS = PROJECT / "utils" / "scripts"
TREE_FAULTS = BUILD / "tests" / "tree_faults.so"
SCRIPTED_SMTPD = BUILD / "tests" / "scripted_smtpd"
QMAIL_QUEUE = BUILD / "tests" / "qmail_queue_standin"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def how_many(usually, sanitized):
    """Of something that costs a start of a program each: the sanitizers make that ten times as slow, and look at each run."""
    return sanitized if IS_SANITIZED else usually


def program(name):
    """The path of a program of the system, or None. The sbin directories are looked in for every user."""
    return shutil.which(name, path=SYSTEM_PATH)
