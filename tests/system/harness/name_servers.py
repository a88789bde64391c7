"""Name servers from Debian, each a process of its own on a free port of HOST for as long as a `with` block lasts."""

import contextlib
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import pytest

from . import dns_messages
from .client import PATIENCE_SECS
from .paths import program

# Where no scripted server is that could answer while one of these starts, and nobody's own end of a connection.
HOST = "127.0.0.3"

# A cache that has the root zone itself, and so asks nobody but for the stub zones.
_UNBOUND = """\
server:
  interface: {host}
  port: {port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{home}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  module-config: "iterator"
  do-not-query-localhost: no
  unblock-lan-zones: yes
  local-zone: "test." nodefault
  local-zone: "invalid." nodefault
auth-zone:
  name: "."
  zonefile: "{home}/zone"
  for-downstream: no
  for-upstream: yes
  fallback-enabled: no
remote-control:
  control-enable: no
"""
_STUB_ZONE = """\
stub-zone:
  name: "{name}"
  stub-addr: {host}@{port}
"""
_ZONE_HEAD = """\
$TTL 300
. SOA ns.test. admin.test. 1 3600 600 86400 60
. NS ns.test.
ns.test. A 127.0.0.1
"""
_LIST_HEAD = "$SOA 300 ns.test admin.test 1 3600 600 86400 60\n$NS 300 ns.test\n"


def unbound(zone, stubs=None):
    """A context that yields the address. `zone` is text as in a zone file (RFC 1035 5), every name with its last dot.
    `stubs` are zones that another server has: its address by the zone's name."""

    def command(path, home, port):
        (home / "zone").write_text(_ZONE_HEAD + zone)
        configuration = _UNBOUND.format(host=HOST, port=port, home=home)
        for name, address in (stubs or {}).items():
            configuration += _STUB_ZONE.format(name=name, host=address[0], port=address[1])
        (home / "unbound.conf").write_text(configuration)
        return [path, "-c", str(home / "unbound.conf")]

    return _serving("unbound", command, ("ns.test", "A"))


def rbldnsd(lists):
    """A context that yields the address. `lists` goes by zone: type of data and its text, as rbldnsd(8) says:
    {"rbl.test": ("ip4set", ":127.0.0.2:Listed: $\\n11.22.33.44")}."""

    def command(path, home, port):
        words = [path, "-n", "-b", f"{HOST}/{port}", "-w", str(home), "-c", "0"]
        for number, (zone, (kind, text)) in enumerate(lists.items()):
            (home / f"list{number}").write_text(f"{_LIST_HEAD}{text}\n")
            words.append(f"{zone}:{kind}:list{number}")
        return words

    return _serving("rbldnsd", command, (next(iter(lists)), "SOA"))


@contextlib.contextmanager
def _serving(name, command, probe):
    path = program(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    home = pathlib.Path(tempfile.mkdtemp(prefix=f"spamweir-{name}-"))
    home.chmod(0o755)  # rbldnsd, started by root, goes on as its own user
    process = None
    try:
        while process is None:
            address = (HOST, _free_port())
            process = _start(command(path, home, address[1]), home, address, probe)
        yield address
    finally:
        if process is not None:
            process.terminate()
            process.wait(PATIENCE_SECS)
        shutil.rmtree(home, ignore_errors=True)


def _start(command, home, address, probe):
    """The process, once it answers; None when another one was quicker to take the port."""
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    give_up = time.monotonic() + PATIENCE_SECS
    while process.poll() is None and time.monotonic() < give_up:
        with contextlib.suppress(OSError):
            dns_messages.ask(address, *probe, timeout_secs=0.05)
            return process
        time.sleep(0.005)
    process.kill()
    process.wait()
    said = (home / "log").read_text(errors="replace")
    assert "in use" in said, f"{command[0]} does not answer: {said}"
    return None


def _free_port():
    """A port that is free for UDP and TCP just now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind((HOST, 0))
            with contextlib.suppress(OSError):
                tcp.bind(udp.getsockname())
                return udp.getsockname()[1]


def option(address):
    """An address as dns-server-ip takes it."""
    return f"{address[0]}:{address[1]}"
