"""graylist-purge: removes what is old in a tree with find alone, and nothing that is no entry."""

import os

import pytest
from harness.graylist import Tree
from harness.scripts import run

DAY = 86_400


@pytest.fixture(name="tree")
def _tree(tmp_path):
    """Old and young entries, and what is none."""
    tree = Tree(tmp_path)
    for name in ("old", "young"):
        age = 41 * DAY if name == "old" else 39 * DAY
        tree.put(f"example.com/joe/b.test/{name}", age=age)
        tree.put(f"example.com/{name}/c.test/al", age=age)
        tree.put(f".clients/11.22.33.0/_none/{name}", age=age)
    tree.put("other.test/joe/b.test/al", age=41 * DAY)
    tree.put("readme", age=41 * DAY)
    (tree.path / "empty.test").mkdir()
    return tree


KEPT_FILES = [
    ".clients/11.22.33.0/_none/young", "example.com/joe/b.test/young", "example.com/young/c.test/al", "readme",
]
KEPT_DIRECTORIES = [
    ".clients", ".clients/11.22.33.0", ".clients/11.22.33.0/_none", "empty.test", "example.com", "example.com/joe",
    "example.com/joe/b.test", "example.com/young", "example.com/young/c.test", "other.test",
]
MINUTES = str(40 * 24 * 60)


def directories(tree):
    return sorted(str(path.relative_to(tree.path)) for path in tree.path.rglob("*") if path.is_dir() and not path.is_symlink())


def test_purge_removes_what_is_old_and_what_is_empty_then(tree):
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert sorted(tree.files()) == KEPT_FILES
    assert directories(tree) == KEPT_DIRECTORIES
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert sorted(tree.files()) == KEPT_FILES


def test_purge_does_what_the_program_does(tree):
    tree.tool("purge", f"--mins={MINUTES}")
    assert sorted(tree.files()) == KEPT_FILES
    assert directories(tree) == KEPT_DIRECTORIES


def test_purge_that_only_tells(tree):
    before = (tree.files(), directories(tree))
    status, printed, errors = run("graylist-purge", "-n", MINUTES, tree.path)
    assert (status, errors) == (0, "")
    old = [name for name in before[0] if name not in KEPT_FILES]
    assert sorted(printed.splitlines()) == sorted(f"{tree.path}/{name}" for name in old)
    assert (tree.files(), directories(tree)) == before


def test_purge_stays_in_the_tree(tree, tmp_path):
    outside = tmp_path / "outside"
    victim = outside / "a/b/c"
    victim.parent.mkdir(parents=True)
    (outside / "empty/empty").mkdir(parents=True)
    victim.touch()
    os.utime(victim, (0, 0))
    links = {"linked.test": outside, "example.com/joe/link.test": outside / "a", "example.com/joe/b.test/link": victim}
    for name, target in links.items():
        (tree.path / name).symlink_to(target)
        os.utime(tree.path / name, (0, 0), follow_symlinks=False)
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert victim.exists()
    assert (outside / "empty/empty").exists()
    assert all((tree.path / name).is_symlink() for name in links)
    assert sorted(tree.files()) == KEPT_FILES


def test_purge_of_several_trees_with_names_of_any_kind(tmp_path):
    places = ["-delete", "with blank", "*", "link"]
    for name in places[:3]:
        (tmp_path / name).mkdir()
        Tree(tmp_path / name).put("example.com/joe/b.test/al", age=DAY)
    (tmp_path / "link").symlink_to("with blank/tree")
    status, _, error = run("graylist-purge", "60", "-delete/tree", "missing", "*/tree", "link", directory=tmp_path)
    assert (status, error) == (1, "graylist-purge: ./missing is no directory that can be entered\n")
    assert not [path for path in tmp_path.rglob("al") if path.is_file()]
    assert (tmp_path / "with blank/tree/example.com").is_dir(), "the domain's directory stays"


def test_purge_of_what_is_no_tree(tmp_path):
    """Homes, a mail spool and sources; and a whole machine, in a directory."""
    names = [
        "joe/Maildir/cur/1234.5.mx,S", "joe/Maildir/new/1234.5.mx", "joe/src/project/main.c", "joe/notes", "joe/src/read@me",
        "example.com/joe/Maildir/new", "example.com/joe/Maildir/1234.M5.mx@x", "example.com/joe/mail/new/1234.mx:2,S+",
        "example.com/joe/mail/new/a/deep", "example.com/joe/mail", "example.com/joe/notes.txt/a b/c", "example.com/users/x/a b",
    ]
    for name in names:
        path = tmp_path / "home" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_dir():
                path.touch()
                os.utime(path, (0, 0))
    before = sorted(tmp_path.rglob("*"))
    status, printed, error = run("graylist-purge", "60", tmp_path / "home")
    assert sorted(tmp_path.rglob("*")) == before
    assert (status, printed) == (1, "")
    left = "is left as it is, since its name has no dot; spamweir-graylist purge cleans it if it is a domain's"
    assert error == f"graylist-purge: {tmp_path}/home/joe {left}\n"


def test_purge_of_the_layout_before_version_4(tmp_path):
    tree = Tree(tmp_path)
    for name in ("al@b.test", "readme"):
        tree.put(f"example.com/joe/{name}", age=41 * DAY)
    tree.put("example.com/joe/bo@b.test", age=39 * DAY)
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert sorted(tree.files()) == ["example.com/joe/bo@b.test", "example.com/joe/readme"]


def test_purge_without_a_directory_touches_nothing(tmp_path):
    """As a variable that was never set would have it."""
    first = Tree(tmp_path)
    for tree in (first.path, tmp_path):
        path = tree / "example.com/joe/b.test/al"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (0, 0))
    before = sorted(tmp_path.rglob("*"))
    error = "graylist-purge: DIRECTORY is empty, where a graylist tree must be named\n"
    assert run("graylist-purge", "57600", "", directory=tmp_path) == (2, "", error)
    assert run("graylist-purge", "57600", first.path, "", directory=tmp_path) == (2, "", error)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "it must be written graylist-purge [-n] MINUTES DIRECTORY..."),
        (["60"], "it must be written graylist-purge [-n] MINUTES DIRECTORY..."),
        (["tree", "60"], "MINUTES must be a whole number, not tree"),
        (["-60", "tree"], "unknown option -60; --help lists all"),
        (["1.5", "tree"], "MINUTES must be a whole number, not 1.5"),
        (["", "tree"], "MINUTES must be a whole number, not "),
        # More than a hundred years: should it fail to refuse, nothing is lost.
        (["99999999", "/"], "/ is the root directory, not a graylist tree"),
        (["99999999", "//"], "// is the root directory, not a graylist tree"),
        (["99999999", "/tmp/.."], "/tmp/.. is the root directory, not a graylist tree"),
    ],
)
def test_purge_refuses(words, error):
    assert run("graylist-purge", *words) == (2, "", f"graylist-purge: {error}\n")
