"""The graylist tree beside whatever else happens to it: many processes, cron jobs, people who delete it."""

import os
import shutil
import subprocess
import threading
import time

import pytest
from harness.graylist import CRON, ENTRY, LINE, Tree
from harness.paths import how_many

PROCESSES = how_many(200, sanitized=50)
ENOUGH_ROUNDS = 20  # of deleting, however slow the machine is


def all_at_once(probers, times=1):
    """Of each the answers and the log."""
    for prober in probers:
        prober.await_greeting()
    for prober in probers:
        prober.send(times=times)
    return [([prober.read() for _ in range(times)], prober.finish()) for prober in probers]


@pytest.mark.parametrize("domain", ["example.com", None], ids=["the domain is there", "nothing is there"])
def test_many_processes_meet_one_new_sender(domain, tmp_path):
    tree = Tree(tmp_path, domain)
    results = all_at_once([tree.prober("--graylist-level=always-create-dir") for _ in range(PROCESSES)])
    assert results == [(["wait"], [])] * PROCESSES
    assert tree.files() == {ENTRY: ""}


def test_many_processes_pass_and_are_noted_once(tmp_path):
    tree = Tree(tmp_path)
    tree.put(ENTRY, age=301)
    assert all_at_once([tree.prober() for _ in range(PROCESSES)]) == [(["taken"], [])] * PROCESSES
    assert tree.files() == {ENTRY: LINE}


def test_many_processes_move_one_old_entry(tmp_path):
    tree = Tree(tmp_path)
    tree.put("example.com/joe/al@b.test", LINE)
    assert all_at_once([tree.prober() for _ in range(PROCESSES)]) == [(["taken"], [])] * PROCESSES
    assert tree.files() == {ENTRY: LINE}


def delete_in_a_loop(tree, until, rounds):
    """A different part each time, by rm, find and mv; `rounds` gets an item for each."""
    deeds = [
        lambda: shutil.rmtree(tree.path / "example.com", ignore_errors=True),
        lambda: shutil.rmtree(tree.path / "example.com" / "joe", ignore_errors=True),
        lambda: subprocess.run(CRON.format(tree.path, -1), shell=True, stderr=subprocess.DEVNULL, check=False),
        lambda: subprocess.run(
            ["find", tree.path, "-mindepth", "1", "-delete"], stderr=subprocess.DEVNULL, check=False
        ),
        lambda: move_away(tree),
    ]
    while time.monotonic() < until or len(rounds) <= ENOUGH_ROUNDS:
        deeds[len(rounds) % len(deeds)]()
        rounds.append(None)


def move_away(tree):
    away = tree.path.parent / "away"
    try:
        os.rename(tree.path / "example.com", away)
    except OSError:
        return
    shutil.rmtree(away, ignore_errors=True)


def test_many_processes_while_the_tree_is_deleted_for_10_seconds(tmp_path):
    """Each asks over and over: nobody has to wait for more than graylisting, and where the tree
    vanishes too often the mail is taken."""
    tree = Tree(tmp_path)
    until = time.monotonic() + 10
    rounds = []
    deleting = threading.Thread(target=delete_in_a_loop, args=(tree, until, rounds))
    deleting.start()
    asked = waited = 0
    while deleting.is_alive():
        probers = [tree.prober("--graylist-level=always-create-dir") for _ in range(PROCESSES)]
        for answers, log in all_at_once(probers, times=20):
            asked += len(answers)
            waited += answers.count("wait")
            # Twenty times in a row it was gone before it was used.
            assert all("No such file or directory" in line for line in log), log
            assert len(log) <= answers.count("taken")
    deleting.join()
    assert len(rounds) > ENOUGH_ROUNDS and waited > asked / 2, (len(rounds), waited, asked)
    assert asked >= 20 * PROCESSES
    assert tree.ask("--graylist-level=always-create-dir") == ("wait", [])
