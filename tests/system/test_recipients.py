"""The helper's answers beside those of a model of qmail, over random machines; and the ways that it can be asked."""

import os
import random

import pytest
from harness.paths import BUILD
from harness.qmail_generator import Generator
from harness.qmail_tree import Machine, make_directory

# The sanitizers make the start of a program many times as slow.
TREES = int(os.environ.get("SPAMWEIR_QMAIL_TREES", 200 if BUILD.name == "sanitize" else 1000))
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
