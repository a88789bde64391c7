"""tcpserver in front of a command, on a free port of its own choice."""

import contextlib
import pathlib
import subprocess

import pytest

from .client import PATIENCE_SECS
from .paths import FILTER, program
from .session import child_environment, write_configuration


@contextlib.contextmanager
def listening(command, environment, directory, concurrency=60):
    """Yields the port. Everything that was started is gone afterwards; their log is in DIRECTORY/tcpserver.log."""
    tcpserver = program("tcpserver")
    if tcpserver is None:
        pytest.skip("tcpserver is not installed")
    options = ["-1", "-R", "-H", "-l", "localhost", "-c", str(concurrency), "-b", "200", "127.0.0.1", "0"]
    environment = child_environment(environment)
    del environment["TCPREMOTEIP"]
    with (pathlib.Path(directory) / "tcpserver.log").open("wb") as log:
        process = subprocess.Popen(
            [tcpserver, *options, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=environment
        )
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(PATIENCE_SECS)
        process.stdout.close()


def filtered_command(server, directory, lines=()):
    configuration = write_configuration(directory, lines)
    return [str(FILTER), "-f", str(configuration), "--", *server.command]
