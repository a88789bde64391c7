"""With whose rights the helper looks: setuid root it takes the recipient's, and what its caller says counts for nothing."""

import os
import re
import shutil
import subprocess

import pytest
from harness.client import PATIENCE_SECS
from harness.paths import IS_SANITIZED, PROJECT
from harness.qmail_model import CANT_SAY, INVALID, UNAVAILABLE, VALID, Account, Assignment, Node, Setup
from harness.qmail_tree import HELPER, IS_ROOT, OWN, Machine, make_directory, remove_directory

JOE, MARY, VPOPMAIL, GROUP = (20001, 20002, 20089, 20100) if IS_ROOT else (OWN[0], OWN[0], *OWN)
CALLER, FILTER_GROUP = 20900, 20901


@pytest.fixture
def place():
    directory = make_directory()
    yield directory
    remove_directory(directory)


def machine_in(place, **more):
    root = f"{place}/machine"
    nodes = {"/": Node("directory"), "/homes": Node("directory")}
    for name, uid in (("joe", JOE), ("mary", MARY), ("vpopmail", VPOPMAIL)):
        nodes[f"/homes/{name}"] = Node("directory", uid, GROUP, 0o700)

    def add(path, uid, content, mode=0o600):
        nodes[f"/homes/{path}"] = Node("file", uid, GROUP, mode, content)

    add("joe/.qmail", JOE, "#\n")
    add("joe/.qmail-mary", JOE, "&mary@l.test\n")
    add("joe/.qmail-secret", 0 if IS_ROOT else JOE, "#\n", 0o600 if IS_ROOT else 0)
    add("joe/.qmail-evil", JOE, "|evil\n")
    add("joe/.qmail-both", JOE, "&gone@vp.test\n&mary@l.test\n")
    add("mary/.qmail", MARY, "#\n")
    add("vpopmail/.qmail-default", VPOPMAIL, "|/x/vdelivermail '' bounce-no-mailbox\n")
    setup = Setup(root, nodes, locals=["l.test"], virtualdomains=["vp.test:vp.test"])
    setup.accounts = [Account(name, uid, GROUP, f"{root}/homes/{name}") for name, uid in (("joe", JOE), ("mary", MARY))]
    setup.assignments = [
        Assignment("=", "joe", JOE, GROUP, f"{root}/homes/joe", "", ""),
        Assignment("+", "joe-", JOE, GROUP, f"{root}/homes/joe", "-", ""),
        Assignment("=", "mary", MARY, GROUP, f"{root}/homes/mary", "", ""),
        Assignment("+", "vp.test-", VPOPMAIL, GROUP, f"{root}/homes/vpopmail", "-", ""),
    ]
    for name, value in more.items():
        setattr(setup, name, value)
    return Machine(setup)


def test_forwards_to_another_user_are_looked_up_with_that_users_rights(place):
    machine = machine_in(place)
    assert machine.answer("l.test", "joe-mary") == VALID
    assert machine.answer("l.test", "joe-secret") == UNAVAILABLE


# vpopmail's programs.


def replace(machine, name, script):
    path = f"{machine.root}/control/{name}"
    with open(path, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n" + script + "\n")


def test_vpopmails_programs_have_its_rights_for_good_and_nothing_else(place):
    machine = machine_in(place, vuserinfo=set())
    report = f"{machine.root}/homes/vpopmail/report"
    says = 'echo "arguments: $*"; set -- /proc/$$/fd/*; echo "descriptors: $*"; cat /proc/$$/status; env'
    replace(machine, "vuserinfo", "{ " + says + "; } >" + report)
    done = subprocess.run([*machine.options, "VP.test", "New.User"], env={"EVIL": "1"}, timeout=PATIENCE_SECS, check=False)
    assert done.returncode == VALID
    with open(report, encoding="ascii") as file:
        said = file.read()
    assert re.search(r"^Uid:" + rf"\t{VPOPMAIL}" * 4 + "$", said, re.M), said
    assert re.search(r"^Gid:" + rf"\t{GROUP}" * 4 + "$", said, re.M), said
    assert not IS_ROOT or re.search(r"^Groups:\s*$", said, re.M), said
    assert "arguments: new.user@vp.test\n" in said
    assert "EVIL" not in said
    assert "PATH=/usr/local/bin:/usr/bin:/bin\n" in said
    # 4 is the shell looking at them, 10 and 11 are what it keeps for itself.
    assert set(re.findall(r"/fd/(\d+)", said)) <= {"0", "1", "2", "3", "4", "10", "11"}, said


def test_after_vpopmails_programs_no_other_users_home_is_entered(place):
    """The rights are gone, so the second forward is not known."""
    machine = machine_in(place, vuserinfo=set())
    assert machine.answer("vp.test", "gone") == INVALID
    assert machine.answer("l.test", "joe-both") == (CANT_SAY if IS_ROOT else VALID)


@pytest.mark.parametrize("script, want", [
    ("exit 0", VALID), ("exit 1", INVALID), ("echo 'No such user'; exit 1", INVALID),
    ("echo 'can not connect to the database'; exit 1", CANT_SAY), ("kill -9 $$", CANT_SAY), ("sleep 600", CANT_SAY),
    ("exec >&- 2>&-; sleep 600", CANT_SAY), ("yes; exit 0", CANT_SAY), ("sleep 600 & exit 0", VALID),
])  # fmt: skip
def test_what_vuserinfo_does(place, script, want):
    machine = machine_in(place, vuserinfo=set())
    replace(machine, "vuserinfo", script)
    done = subprocess.run([*machine.options, "vp.test", "user"], timeout=PATIENCE_SECS, check=False)
    assert done.returncode == want


@pytest.mark.parametrize("user", ["-d", "-s", "a b", "a'b", "$(id)", "a/b", "x" * 65, "\n", "a@b"])
def test_names_that_are_none_are_not_told_to_programs(place, user):
    machine = machine_in(place, vuserinfo=set())
    replace(machine, "vuserinfo", f"touch {machine.root}/homes/vpopmail/was-run; exit 0")
    assert machine.answer("vp.test", user) == CANT_SAY
    assert not os.path.exists(f"{machine.root}/homes/vpopmail/was-run")


def test_a_vpopmail_program_that_is_missing(place):
    machine = machine_in(place, vuserinfo=set())
    os.unlink(f"{machine.root}/control/vuserinfo")
    assert machine.answer("vp.test", "user") == CANT_SAY


# Setuid.


class Setuid:
    """The helper as `make install-setuid` leaves it, and a qmail where it was told that qmail is: in a mount namespace, so that
    the machine's own stays untouched."""

    def __init__(self, place, machine):
        self.helper = f"{place}/spamweir-qrv"
        shutil.copy(HELPER, self.helper)
        os.chown(self.helper, 0, FILTER_GROUP)
        os.chmod(self.helper, 0o4710)
        usage = subprocess.run([HELPER, "--help"], capture_output=True, text=True, check=True).stdout
        qmail = re.search(r"\((/.*)/control/me\)", usage)[1]
        top = "/" + qmail.split("/")[1]
        control = f"{machine.root}/control"
        self.prepare = f"mount -t tmpfs none {top} && mkdir -p {qmail}/users && ln -s {control} {qmail}/control && " \
                       f"ln -s {control}/users.cdb {qmail}/users/cdb && "  # fmt: skip

    def ask(self, *words, group=FILTER_GROUP, run='exec "$@"', environment=None):
        """`run` is what the caller's shell does. A shell, because setpriv itself still has root's capabilities."""
        become = f"exec setpriv --reuid {CALLER} --regid {group} --clear-groups sh -c '{run}' sh \"$@\""
        command = ["unshare", "-m", "sh", "-c", self.prepare + become, "sh", self.helper, *words]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=PATIENCE_SECS, check=False)


@pytest.fixture
def setuid(place):
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    if not IS_ROOT or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root, with mount namespaces, can lay out a setuid program and a qmail for it")
    return Setuid(place, machine_in(place))


def test_setuid_it_answers_its_group(setuid):
    for user, want in (("joe", VALID), ("joe-mary", VALID), ("joe-nobody", INVALID), ("joe-secret", UNAVAILABLE)):
        done = setuid.ask("l.test", user)
        assert (done.returncode, done.stdout, done.stderr) == (want, "", ""), user
    assert setuid.ask("far.test", "joe").returncode == CANT_SAY


def test_setuid_it_is_for_its_group_only(setuid):
    done = setuid.ask("l.test", "joe", group=CALLER)
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize("words", [["--explain", "l.test", "joe"], ["--passwd-file=/etc/passwd", "l.test", "joe"], ["--help"],
                                   ["--version"], ["l.test"], []])  # fmt: skip
def test_setuid_it_takes_no_options(setuid, words):
    done = setuid.ask(*words)
    assert (done.returncode, done.stdout) == (100, "")
    assert "setuid no options" in done.stderr


def test_setuid_options_are_an_address(setuid):
    assert setuid.ask("--help", "--version").returncode == CANT_SAY


def test_setuid_the_environment_says_nothing(setuid, place):
    program = place / "evil"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    environment = {"PATH": f"{place}:{os.environ['PATH']}", "HOME": str(place), "LD_LIBRARY_PATH": str(place),
                   "QMAILHOME": str(place), "IFS": "e", "GCONV_PATH": str(place)}  # fmt: skip
    assert setuid.ask("l.test", "joe-evil", environment=environment).returncode == UNAVAILABLE
    assert setuid.ask("l.test", "joe", environment=environment).returncode == VALID


@pytest.mark.parametrize("redirections", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full 2>/dev/full"])
def test_setuid_closed_descriptors_change_nothing(setuid, redirections):
    assert setuid.ask("l.test", "joe", run=f'exec "$@" {redirections}').returncode == VALID


def test_setuid_scarce_means_are_no_answer(setuid):
    """Whatever limits the caller sets: the right answer, or none."""
    for limit in ("--nofile=3", "--nofile=4", "--nofile=5", "--cpu=1", "--fsize=0", "--stack=16384", "--as=3000000"):
        done = setuid.ask("l.test", "joe", run=f'exec prlimit {limit} "$@"')
        assert done.returncode not in (INVALID, UNAVAILABLE), (limit, done)


def test_the_limits_of_the_caller_are_lifted(setuid):
    assert setuid.ask("l.test", "joe", run='exec prlimit --nofile=4:100 "$@"').returncode == VALID
    assert setuid.ask("l.test", "joe-nobody", run='exec prlimit --nofile=4:100 "$@"').returncode == INVALID


# What is installed.


def test_install_and_install_setuid(place):
    variant = "sanitize" if IS_SANITIZED else ""
    make = ["make", "-C", str(PROJECT), f"DESTDIR={place}/d", "prefix=/usr", f"VARIANT={variant}", "-o", "all"]
    installed = place / "d/usr/bin/spamweir-qrv"
    subprocess.run([*make, "install"], capture_output=True, check=True)
    assert installed.stat().st_mode & 0o7777 == 0o755
    assert list((place / "d").rglob("man8/spamweir-qrv.8"))
    assert list((place / "d").rglob("lib/spamweir/spamweir-inspect"))
    refused = subprocess.run([*make, "install-setuid"], capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "FILTER_GROUP" in refused.stderr
    if not IS_ROOT:
        return
    subprocess.run([*make, "install-setuid", f"FILTER_GROUP={FILTER_GROUP}"], capture_output=True, check=True)
    facts = installed.stat()
    assert (facts.st_mode & 0o7777, facts.st_uid, facts.st_gid) == (0o4710, 0, FILTER_GROUP)
