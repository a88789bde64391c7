"""A graylist tree, and those who ask it: tests/support/graylist_probe stands for the filter."""

import os
import pathlib
import subprocess
import time

from .client import PATIENCE_SECS
from .paths import GRAYLIST_PROBE, GRAYLIST_TOOL, SYSTEM_PATH

ENTRY = "example.com/joe/b.test/al"
LINE = "11.22.33.44 mx.b.test\n"


def _environment(more):
    kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return {"PATH": SYSTEM_PATH, **kept, **more}


class Tree:
    """Below DIRECTORY/tree, with example.com as a domain that is graylisted."""

    def __init__(self, directory, domain="example.com"):
        self.path = pathlib.Path(directory) / "tree"
        self.path.mkdir()
        if domain:
            (self.path / domain).mkdir()

    def entry(self, name=ENTRY):
        return self.path / name

    def files(self):
        """Path below the tree and content of every regular file."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            if path.is_file() and not path.is_symlink():
                found[str(path.relative_to(self.path))] = path.read_text()
        return found

    def put(self, name, content="", age=0):
        path = self.path / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(content)
        then = time.time() - age
        os.utime(path, (then, then))
        return path

    def age(self, name, secs):
        then = time.time() - secs
        os.utime(self.path / name, (then, then))

    def tool(self, *words, text="", status=0):
        """What spamweir-graylist prints."""
        result = subprocess.run(
            [GRAYLIST_TOOL, f"--dir={self.path}", *words],
            input=text,
            capture_output=True,
            text=True,
            env=_environment({}),
            timeout=PATIENCE_SECS,
            check=False,
        )
        assert result.returncode == status, result.stderr
        return result.stdout if status == 0 else result.stderr

    def probe(self, *options, sender="al@b.test", recipient="joe@example.com", count=1, environment=None):
        """A process that will ask once its standard input ends."""
        command = [GRAYLIST_PROBE, f"--graylist-dir={self.path}", "--graylist-min-secs=300", *options]
        return subprocess.Popen(
            [*command, sender, recipient, "11.22.33.44", "mx.b.test", str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(environment or {}),
        )

    def ask(self, *options, **more):
        """One answer, and the log's lines."""
        answers, errors = result_of(self.probe(*options, **more))
        return answers[0], errors


def result_of(probe):
    """Its answers and its log, after it has ended well and left nothing open."""
    output, errors = probe.communicate(timeout=PATIENCE_SECS)
    assert probe.returncode == 0, errors
    lines = output.splitlines()
    assert lines[-2] == "descriptors 3", output
    return [line.split()[0] for line in lines[:-2]], errors.splitlines()
