"""Each of spamdyke's options makes its difference, however it is given: long and short, on the command line, in a file and in
that of a config-dir; and giving it twice means what options.tsv says."""

import concurrent.futures
import functools
import re
import subprocess

import pytest
from cases import OPTION_CASES
from harness.paths import FILTER, PROJECT
from harness.stage import Case, Play, check
from harness.tls import TLS_PROBE

_TABLE = (PROJECT / "tests" / "data" / "options.tsv").read_text(encoding="utf-8").splitlines()
ROWS = {row["option"]: row for row in (dict(zip(_TABLE[0].split("\t"), line.split("\t"))) for line in _TABLE[1:])}
CASES = {case.option: case for case in OPTION_CASES}
SIDE_BY_SIDE = 8
# Commands that may be given without a value, and what that means.
BARE = {"config-test": "text", "log-level": "info"}
YES = ("yes", "TRUE", "1", "y", "T")


@functools.cache
def help_text():
    return subprocess.run([str(FILTER), "--help"], capture_output=True, text=True, check=True).stdout


@functools.cache
def all_names():
    return re.findall(r"^ +(?:-\S, )?--([a-z0-9-]+)", help_text(), re.M)


def unique_beginning(option):
    """The shortest one; None where the whole name begins another one too."""
    for length in range(1, len(option)):
        if [name for name in all_names() if name.startswith(option[:length])] == [option]:
            return option[:length]
    return None


def has_optional_value(row):
    return row["kind"] == "boolean" or row["option"] in BARE


def command_line(case, row):
    """The spellings on the command line, as lists of words."""
    long, short, value = f"--{case.option}", row["short"] and f"-{row['short']}", case.value
    if row["kind"] == "flag":
        return [[long], *([[short]] if short else [])]
    words = [[f"{long}={value}"]]
    if has_optional_value(row):
        words += [[long]] + ([[f"{short}{value}"], [short]] if short else [])
    else:
        words += [[long, value]] + ([[f"{short}{value}"], [short, value]] if short else [])
    if beginning := unique_beginning(case.option):
        words.append([f"--{beginning}={value}"])
    return words


def in_file(case, row):
    """The spellings in a file."""
    spellings = [f"{case.option}={case.value}", f"  {case.option} = {case.value}  "]
    if row["kind"] == "boolean":
        return [case.option, *(f"{case.option}={yes}" for yes in YES)]
    return spellings + ([case.option] if row["option"] in BARE else [])


def plays_of_places(case, row):
    """Every spelling at every place; where it is not allowed it is an error and does nothing."""
    replaces = row["given twice"] != "adds up"
    plays = [Play("without", case.without, replaces=replaces)]
    for words in command_line(case, row):
        plays.append(Play(" ".join(words), case.acts, arguments=words, replaces=replaces))
    if row["valid in"] == "command line":
        lines = [case.option if row["kind"] == "flag" else f"{case.option}={case.value}"]
        return [*plays, Play("in a file", case.without, lines=lines, error=case.option)]
    for line in in_file(case, row):
        plays.append(Play(f"file: {line}", case.acts, lines=[line], replaces=replaces))
    if row["valid in"] != "everywhere":
        plays.append(Play("in a config-dir", case.without, local=[f"{case.option}={case.value}"], replaces=replaces))
    return plays


def is_refused_in_directory(case):
    """The file is read at RCPT: there the log says why the option does nothing."""
    there = Case(case.option, case.value, case.without, case.acts)
    return there, Play("config-dir", None, local=[f"{case.option}={case.value}"], replaces=False, error=case.option)


def plays_of_directory(case, row):
    """In the file of a config-dir, where `in_directory` may say that other values make the difference."""
    keeps = "around" in case.in_directory or row["given twice"] == "adds up"
    local = [f"{case.option}={case.value}"]
    return [
        Play("config-dir, without", case.without, local=["policy-url="], replaces=not keeps),
        Play("config-dir", case.acts, local=local, replaces=not keeps),
    ]


def values_that_add_up(case):
    value, other = case.value, case.other
    yield [value, other], case.acts
    yield [other, value], case.acts
    yield [value, f"!{value}"], case.without
    yield [value, other, f"!{other}"], case.acts
    yield [value, other, f"!{value}"], case.otherwise or case.without
    yield [value, "!!!"], case.without if case.emptied is None else case.emptied
    yield ["!!!", value], case.acts


def values_that_are_combined(case):
    value, other = case.value, case.other
    yield [value, f"!{value}"], case.without
    yield [value, "!!!"], case.without
    yield [value, "none"], case.without
    yield ["none", value], case.acts
    if other:
        yield [other, value], case.acts
        yield [value, other], case.acts
        yield [value, other, f"!{other}"], case.acts


def values_of_which_the_last_wins(case):
    value, other = case.value, case.other or "something else"
    otherwise = case.otherwise or (case.without if case.other else case.acts.replace(value, other))
    yield [value, other], otherwise
    yield [other, value], case.acts
    yield [value, "!!!"], case.emptied or case.without


REPETITIONS = {
    "adds up": values_that_add_up,
    "combined": values_that_are_combined,
    "last wins": values_of_which_the_last_wins,
}


def plays_of_repetitions(case, row):
    if row["given twice"] == "-":
        return []
    plays = []
    for values, expected in REPETITIONS[row["given twice"]](case):
        lines = [f"{case.option}={value}" for value in values]
        in_file = row["valid in"] != "command line" and case.repeats_in_file
        given = {"lines": lines} if in_file else {"arguments": [f"--{line}" for line in lines]}
        plays.append(Play(" ".join(lines), expected, replaces=row["given twice"] != "adds up", **given))
    return plays


def wrong(case, plays, directory):
    """Plays them side by side and tells what went wrong."""
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        results = pool.map(lambda play: check(case, play[1], directory / str(play[0])), enumerate(plays))
        return [result for result in results if result]


def _marks(case):
    marks = []
    if case.needs_tls:
        marks.append(pytest.mark.skipif(not TLS_PROBE.exists(), reason="configured --without-tls"))
    return marks


def test_every_option_has_a_case():
    assert len(ROWS) == 127
    assert sorted(case.option for case in OPTION_CASES) == sorted(ROWS)


@pytest.mark.parametrize("case", [pytest.param(case, marks=_marks(case), id=case.option) for case in OPTION_CASES])
def test_option(case, tmp_path):
    assert case.without != case.acts
    row = ROWS[case.option]
    plays = plays_of_places(case, row) + plays_of_repetitions(case, row)
    assert not (problems := wrong(case, plays, tmp_path)), "\n".join(problems)
    if row["valid in"] == "command line, config file":
        assert not (problem := check(*is_refused_in_directory(case), tmp_path / "refused")), problem
    if row["valid in"] == "everywhere":
        there = case.changed(**case.in_directory)
        assert not (problems := wrong(there, plays_of_directory(there, row), tmp_path / "local")), "\n".join(problems)
