"""The helper's answers beside those of a model of qmail, over random machines; and the ways that it can be asked."""

import os
import random

import pytest
from harness import qmail_local
from harness.paths import how_many
from harness.qmail_generator import Generator
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


def disagreements(seed, directory):
    """What the helper says otherwise than the model, for the recipients of one random machine; and all of its answers."""
    chance = random.Random(seed)
    generator = Generator(chance, f"{directory}/{seed}")
    machine = Machine(generator.setup())
    answers, found = [], []
    for domain, user in generator.recipients(RECIPIENTS):
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


def test_qmail_local_is_heard_where_it_is_installed(directory):
    """The stand-in says of every delivery that there is no such mailbox."""
    program = directory / "qmail-local"
    program.write_text('#!/bin/sh\necho "asked: $*"\nexit 100\n')
    program.chmod(0o755)
    heard = []
    for seed in range(20):
        generator = Generator(random.Random(seed), f"{directory}/{seed}")
        machine = Machine(generator.setup())
        heard += [qmail_local.disagreement(machine, *each, str(program)) for each in generator.recipients(RECIPIENTS)]
        machine.remove()
    program.unlink()
    assert None in heard
    assert any(f"asked: -n user {directory}" in text for text in heard if text)
