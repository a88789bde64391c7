"""convert-graylist-directory: flat graylist directories become entries of a tree."""

import os
import subprocess

import pytest
from harness.client import PATIENCE_SECS
from harness.graylist import Tree
from harness.paths import SCRIPTS, SYSTEM_PATH
from harness.scripts import run

DAY = 86_400


@pytest.fixture(name="flat")
def _flat(tmp_path):
    """Both forms side by side."""
    files = {
        "joe@example.com/al@b.test": 3,
        "joe@example.com/Bo@B.test": 0,
        "joe@example.com/o'neil+xé@b.test": 1,
        "example.com/jim/al@b.test": 2,
    }
    root = tmp_path / "flat"
    for name, days in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        then = path.stat().st_mtime - days * DAY
        os.utime(path, (then, then))
    return root


def test_flat_directories_become_a_tree(flat, tmp_path):
    tree = Tree(tmp_path)
    before = sorted((str(path), path.stat().st_mtime) for path in flat.rglob("*"))
    words = [flat, f"--dir={tree.path}"]
    told = "4 entries imported, 0 were there already, 0 are of domains without a directory\n"
    assert run("convert-graylist-directory", *words) == (0, told, "")
    entries = {"joe/b.test/al": 3, "joe/b.test/bo": 0, "joe/b.test/o_neil_x__": 1, "jim/b.test/al": 2}
    assert sorted(tree.files()) == sorted(f"example.com/{name}" for name in entries)
    now = (flat / "joe@example.com/Bo@B.test").stat().st_mtime
    for name, days in entries.items():
        assert abs(now - tree.entry(f"example.com/{name}").stat().st_mtime - days * DAY) < 5, name
    told = "0 entries imported, 4 were there already, 0 are of domains without a directory\n"
    assert run("convert-graylist-directory", *words) == (0, told, ""), "a second run changes nothing"
    assert sorted((str(path), path.stat().st_mtime) for path in flat.rglob("*")) == before
    assert tree.ask()[0] == "taken", "al has waited long enough"


def test_flat_directories_print_without_a_tree(flat):
    status, printed, errors = run("convert-graylist-directory", flat, "-n")
    assert (status, errors) == (0, "")
    first, *lines = printed.splitlines()
    assert first == "# spamweir-graylist 1"
    assert sorted(line.split("\t")[1:] for line in lines) == [
        ["waiting", "example.com", "jim", "b.test", "al"],
        ["waiting", "example.com", "joe", "b.test", "al"],
        ["waiting", "example.com", "joe", "b.test", "bo"],
        ["waiting", "example.com", "joe", "b.test", "o_neil_x__"],
    ]


def test_flat_directories_that_are_none(tmp_path):
    name = "convert-graylist-directory"
    assert run(name, tmp_path / "missing", "-n") == (2, "", f"{name}: {tmp_path}/missing is no directory\n")
    assert run(name, tmp_path, "-n")[::2] == (1, f"{name}: DIRECTORY holds no entry in either form\n")
    tree = Tree(tmp_path, domain=None)
    assert run(name, tree.path, f"--dir={tree.path}") == (1, "", f"{name}: DIRECTORY holds no entry in either form\n")
    assert run(name)[0] == 2
    assert run(name, "--dir=x")[0] == 2


def test_flat_directories_with_files_that_are_no_entries(flat, tmp_path):
    """Each is named, none forges an entry, and the others are imported."""
    name = "convert-graylist-directory"
    left_out = {
        "joe@example.com/README": "no entry in either form",
        "stray@b.test": "no entry in either form",
        "a/b/c/deep@b.test": "no entry in either form",
        "joe@example.com/sub/al@b.test": "no entry in either form",
        "joe@example.com/c1\x9b": "no entry in either form",
        "joe@example.com/..@b.test": "no address that an entry can have",
        "joe@.clients/al@b.test": "no address that an entry can have",
        "joe@example.com/x@y\n1\twaiting\tevil.test": "the name has a control character",
        "joe@example.com/tab\there@b.test": "the name has a control character",
        "joe@example.com/esc\33@b.test": "the name has a control character",
    }
    for path in [*left_out, "joe@example.com/_none"]:
        (flat / path).parent.mkdir(parents=True, exist_ok=True)
        (flat / path).touch()
    tree = Tree(tmp_path)
    status, printed, errors = run(name, flat, f"--dir={tree.path}")
    told = "5 entries imported, 0 were there already, 0 are of domains without a directory\n"
    assert (status, printed) == (1, told)
    safe = str.maketrans("\n\t\33\x9b", "????")
    assert sorted(errors.splitlines()) == sorted(
        f"{name}: {flat}/{path.translate(safe)}: {why}, so it is left out" for path, why in left_out.items()
    )
    assert "example.com/joe/_none/_none" in tree.files(), "the null sender"
    assert not [path for path in tree.files() if "evil" in path]


def test_a_file_from_before_1970(tmp_path):
    path = tmp_path / "flat/joe@example.com/al@b.test"
    path.parent.mkdir(parents=True)
    path.touch()
    os.utime(path, (-5, -5))
    status, printed, errors = run("convert-graylist-directory", tmp_path / "flat", "-n")
    assert (status, printed.splitlines()[1:], errors) == (0, ["0\twaiting\texample.com\tjoe\tb.test\tal"], "")


def test_what_has_passed_before(tmp_path):
    """A file with content has, where the filter itself would take it in; of the other form nobody knows."""
    for name in ("example.com/joe/al@b.test", "joe@example.com/bo@b.test"):
        path = tmp_path / "flat" / name
        path.parent.mkdir(parents=True)
        path.write_text("11.22.33.44 b.test\n")
    tree = Tree(tmp_path)
    assert run("convert-graylist-directory", tmp_path / "flat", f"--dir={tree.path}")[::2] == (0, "")
    assert tree.files() == {"example.com/joe/b.test/al": "0.0.0.0 (unknown)\n", "example.com/joe/b.test/bo": ""}
    now = (tmp_path / "flat/example.com/joe/al@b.test").stat().st_mtime
    assert abs(now - tree.entry().stat().st_mtime) < 5
    assert tree.ask()[0] == "taken", "al need not wait once more"


@pytest.mark.parametrize("program", ["missing", "flat"])
def test_flat_directories_without_the_program(program, flat, tmp_path):
    name = "convert-graylist-directory"
    done = subprocess.run(
        [SCRIPTS / name, flat, "--dir=x"],
        env={"PATH": SYSTEM_PATH, "SPAMWEIR_GRAYLIST": f"{tmp_path}/{program}"},
        capture_output=True, text=True, timeout=PATIENCE_SECS, check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{tmp_path}/{program}" in done.stderr
    assert (f"{name}: {tmp_path}/missing is no program that can be run" in done.stderr) == (program == "missing")
    assert run(name, flat, "--unknown")[0] == 2, "as the program says it"


def test_flat_directories_that_cannot_be_taken_in(flat, tmp_path):
    status, printed, error = run("convert-graylist-directory", flat, f"--dir={tmp_path}/missing")
    assert (status != 0, printed) == (True, "")
    assert f"{tmp_path}/missing" in error
