"""Machines with qmail, laid out on a disk: from a Setup of the model to control files, users/cdb, homes and programs."""

import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

from .paths import BUILD
from .qmail_model import Qmail

HELPER = BUILD / "bin" / "spamweir-qrv"
IS_ROOT = os.geteuid() == 0
# The helper needs no environment; what the sanitizers read of it makes their findings no answers.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
OWN = None if IS_ROOT else (os.geteuid(), os.getegid())


def make_directory():
    """One that every user of the machine can enter."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="spamweir-qmail-"))
    directory.chmod(0o755)
    return directory


def remove_directory(directory):
    """With all that is in it, also where nobody may enter."""
    subprocess.run(["chmod", "-R", "u+rwX", str(directory)], check=True)
    shutil.rmtree(directory)


def cdb_hash(key):
    value = 5381
    for byte in key:
        value = ((value * 33) & 0xFFFFFFFF) ^ byte
    return value


def cdb(records):
    """A constant database (cdb(5)) of pairs."""
    body, tables = b"", [[] for _ in range(256)]
    for key, value in records:
        hashed = cdb_hash(key)
        tables[hashed & 255].append((hashed, 2048 + len(body)))
        body += struct.pack("<II", len(key), len(value)) + key + value
    header, end = b"", b""
    for entries in tables:
        count = 2 * len(entries)
        header += struct.pack("<II", 2048 + len(body) + len(end), count)
        slots = [(0, 0)] * count
        for hashed, position in entries:
            at = (hashed >> 8) % count
            while slots[at][1]:
                at = (at + 1) % count
            slots[at] = hashed, position
        end += b"".join(struct.pack("<II", *slot) for slot in slots)
    return header + body + end


def users_cdb(assignments):
    """What qmail-newu(8) makes of users/assign."""
    records, breaks = [], b""
    for each in assignments:
        local = each.local.lower().encode("latin-1")
        fields = ["user", str(each.uid), str(each.gid), each.home, each.dash, each.ext]
        value = "\0".join(fields).encode("latin-1")
        if each.kind == "+" and local and local[-1:] not in breaks:
            breaks += local[-1:]
        records.append((b"!" + local + (b"\0" if each.kind == "=" else b""), value))
    return cdb([*records, (b"", breaks)])


def _write(path, data):
    """Plain system calls: there are thousands of files."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(file, data if isinstance(data, bytes) else data.encode("latin-1"))
    os.close(file)


class Machine:
    """A Setup on the disk, and the helper's answers about it."""

    def __init__(self, setup, helper=HELPER):
        self.setup = setup
        self.root = setup.root
        self.model = Qmail(setup, OWN)
        self._lay_out()
        self.options = [str(helper), *self._options()]

    def remove(self):
        paths = sorted(path for path in self.setup.nodes if path != "/")
        if not IS_ROOT:
            for path in paths:
                if self.setup.nodes[path].kind == "directory":
                    os.chmod(self.root + path, 0o700)
        for path in reversed(paths):
            (os.rmdir if self.setup.nodes[path].kind == "directory" else os.unlink)(self.root + path)
        for name in os.listdir(f"{self.root}/control"):
            os.unlink(f"{self.root}/control/{name}")
        os.rmdir(f"{self.root}/control")
        os.rmdir(self.root)

    def answer(self, domain, user):
        """The helper's exit status."""
        return self.run([*self.options, domain, user])

    def explain(self, domain, user):
        """Its exit status, and what it prints."""
        done = subprocess.run([*self.options, "--explain", domain, user], capture_output=True, errors="replace")
        return done.returncode, done.stdout + done.stderr

    @staticmethod
    def run(words):
        pid = os.posix_spawn(words[0], words, ENVIRONMENT)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def _lay_out(self):
        setup = self.setup
        os.makedirs(self.root, exist_ok=True)
        os.chmod(self.root, 0o755)
        control = f"{self.root}/control"
        os.mkdir(control)
        for name in ("me", "envnoathost", "defaultdelivery"):
            if (text := getattr(setup, name)) is not None:
                _write(f"{control}/{name}", text if name == "defaultdelivery" else text + "\n")
        for name in ("locals", "percenthack", "virtualdomains"):
            if (lines := getattr(setup, name)) is not None:
                _write(f"{control}/{name}", "".join(line + "\n" for line in lines))
        _write(f"{control}/passwd", "".join(f"{a.name}:x:{a.uid}:{a.gid}::{a.home}:/bin/sh\n" for a in setup.accounts))
        if setup.assignments is not None:
            _write(f"{control}/users.cdb", users_cdb(setup.assignments))
        self._lay_out_nodes()
        self._lay_out_vpopmail(control)

    def _lay_out_nodes(self):
        directories = []
        for path, node in sorted(self.setup.nodes.items()):
            place = self.root + path
            if path == "/":
                continue
            if node.kind == "directory":
                os.mkdir(place, 0o700)
                directories.append((place, node))
            elif node.kind == "link":
                os.symlink(node.content, place)
            elif node.kind == "fifo":
                os.mkfifo(place)
                self._own(place, node)
            else:
                _write(place, node.content)
                self._own(place, node)
        for place, node in reversed(directories):
            self._own(place, node)

    @staticmethod
    def _own(place, node):
        if IS_ROOT and (node.owner or node.group):
            os.chown(place, node.owner, node.group)
        if node.kind != "file" or node.mode != 0o644:
            os.chmod(place, node.mode)

    def _lay_out_vpopmail(self, control):
        for name, print_it in (("valias", "echo there"), ("vuserinfo", "exit 0")):
            known = getattr(self.setup, name)
            if known is None:
                continue
            cases = "".join(f"{address}) {print_it}; exit 0;;\n" for address in sorted(known))
            address = "$2" if name == "valias" else "$1"
            otherwise = "exit 0" if name == "valias" else 'echo "no such user $1"; exit 1'
            _write(f"{control}/{name}", f'#!/bin/sh\ncase "{address}" in\n{cases}esac\n{otherwise}\n')
            os.chmod(f"{control}/{name}", 0o755)

    def _options(self):
        control = f"{self.root}/control"
        names = ("me", "envnoathost", "percenthack", "locals", "virtualdomains", "defaultdelivery")
        options = [f"--qmail-{name}-file={control}/{name}" for name in names]
        options += [f"--qmail-users-cdb={control}/users.cdb", f"--passwd-file={control}/passwd"]
        options += [f"--program-dirs={self.root}/bin:{self.root}/sbin"]
        return options + [
            f"--{name}-file={control}/{name}" for name in ("valias", "vuserinfo") if getattr(self.setup, name) is not None
        ]
