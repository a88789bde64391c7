"""make install into a DESTDIR, and make uninstall."""

import os
import subprocess

import pytest
from harness.paths import IS_SANITIZED, PROJECT, SCRIPTS

PROGRAMS = {"spamweir", "spamweir-graylist", "spamweir-qrv", "spamweir-tools"}
TOOLS = {"domain2path", "domainsplit", "timefilter"} | {
    f"dns{kind}" for kind in ("a", "aaaa", "any", "cname", "mx", "ns", "ptr", "soa", "txt")
}


def make(root, *words):
    variant = "sanitize" if IS_SANITIZED else ""
    command = ["make", "-C", PROJECT, f"DESTDIR={root}", "prefix=/usr", f"VARIANT={variant}", "-o", "all", *words]
    subprocess.run(command, capture_output=True, text=True, check=True)


@pytest.fixture(name="root", scope="module")
def _root(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    make(root, "install")
    return root


def names_in(directory):
    return {path.name for path in directory.iterdir()}


def test_the_programs(root):
    assert names_in(root / "usr/bin") == PROGRAMS | TOOLS


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_tool_is_a_link_that_works_wherever_the_root_is(tool, root):
    path = root / "usr/bin" / tool
    assert os.readlink(path) == "spamweir-tools"
    done = subprocess.run([path, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"Usage: {tool} ")


def test_the_scripts(root):
    directory = root / "usr/share/spamweir"
    assert names_in(directory) == names_in(SCRIPTS)
    for script in names_in(SCRIPTS):
        done = subprocess.run([directory / script, "--help"], capture_output=True, text=True, check=True)
        assert done.stdout.startswith(f"Usage: {script} ")


def test_every_program_has_a_page(root):
    pages = {path.name.rpartition(".")[0] for path in (root / "usr/share/man").glob("man[1-8]/*") if path.stat().st_size}
    assert PROGRAMS | TOOLS | names_in(SCRIPTS) | {"spamweir.conf"} == pages


def test_uninstall_leaves_no_file(tmp_path):
    make(tmp_path, "install")
    make(tmp_path, "uninstall")
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    assert not (tmp_path / "usr/share/spamweir").exists()
