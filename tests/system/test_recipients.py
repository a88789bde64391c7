"""The helper's answers beside those of a model of qmail, over random machines; and the ways that it can be asked."""

import os
import random

import pytest
from harness import qmail_local
from harness.paths import how_many
from harness.qmail_generator import Generator
from harness.qmail_model import CANT_SAY, INVALID, UNAVAILABLE, VALID
from harness.qmail_tree import Machine, make_directory

TREES = int(os.environ.get("SPAMWEIR_QMAIL_TREES", how_many(1000, sanitized=200)))
PARTS = 8
RECIPIENTS = 4
SEED = int(os.environ.get("SPAMWEIR_QMAIL_SEED", 20261127))


@pytest.fixture
def directory():
    place = make_directory()
    yield place
    os.rmdir(place)


def random_machine(seed, directory):
    """Of the seed alone; and the recipients to ask it about."""
    generator = Generator(random.Random(seed), f"{directory}/{seed}")
    machine = Machine(generator.setup())
    return machine, generator.recipients(RECIPIENTS)


def disagreements(seed, directory):
    """What the helper says otherwise than the model, for the recipients of one random machine; and all of its answers."""
    machine, recipients = random_machine(seed, directory)
    answers, found = [], []
    for domain, user in recipients:
        want, got = machine.model.answer(domain, user), machine.answer(domain, user)
        answers.append(got)
        if got != want:
            found.append(f"seed {seed}: {user}@{domain}: got {got}, want {want}\n{machine.explain(domain, user)[1]}")
        if qmail_local.is_installed() and (other := qmail_local.disagreement(machine, domain, user)):
            found.append(f"seed {seed}: {user}@{domain}: {other}")
    machine.remove()
    return found, answers


@pytest.mark.parametrize("part", range(PARTS))
def test_the_model_agrees(part, directory, capsys):
    """Each part has trees of its own; a failure names the seed of its tree, which SPAMWEIR_QMAIL_SEED repeats."""
    seeds = range(SEED + part, SEED + TREES, PARTS)
    with capsys.disabled():
        print(f" qmail trees: seeds {seeds[0]} to {seeds[-1]}", end="", flush=True)
    answers = []
    for seed in seeds:
        found, here = disagreements(seed, directory)
        assert not found, "\n".join(found)
        answers += here
    # A test in which hardly anything happens would agree with everything.
    counts = [answers.count(each) for each in range(4)]
    assert min(counts) > len(seeds) / 20, f"how often each answer came: {counts}"


def dry_runs(seed, directory):
    """A machine and the deliveries that qmail-local could be asked about."""
    machine, recipients = random_machine(seed, directory)
    runs = [machine.model.dry_run(*each) for each in recipients]
    return machine, [run for run in runs if run]


@pytest.mark.parametrize("status,answer", [(0, VALID), (100, INVALID), (111, UNAVAILABLE), (99, CANT_SAY)])
def test_qmail_local_is_asked_as_its_manual_page_says(status, answer, directory):
    """By a stand-in, for who has no qmail."""
    program = directory / "qmail-local"
    program.write_text(f"#!/bin/sh\nprintf '%s|' \"$@\"\nexit {status}\n")
    program.chmod(0o755)
    asked = 0
    for seed in range(5):
        machine, runs = dry_runs(seed, directory)
        for run in runs:
            default = machine.setup.defaultdelivery or ""
            words = ["-n", "user", run.home, run.local, run.dash, run.ext, run.domain, qmail_local.SENDER, default]
            assert qmail_local.ask(machine, run, str(program)) == (answer, "|".join([*words, ""]))
            asked += 1
        machine.remove()
    program.unlink()
    assert asked > 5


def test_the_model_has_an_answer_of_each_kind_for_qmail_local(directory):
    answers = []
    for seed in range(40):
        machine, runs = dry_runs(seed, directory)
        answers += [run.answer for run in runs]
        machine.remove()
    assert set(answers) == {VALID, INVALID, UNAVAILABLE}
