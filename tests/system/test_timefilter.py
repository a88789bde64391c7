"""timefilter, with the local times of places where clocks change and of the day on which it is run."""

import calendar
import datetime

import pytest
from harness.tools import run

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


def kept(lines, *words, zone="UTC0"):
    """The numbers of the lines that come through, from 0."""
    lines = [f"{line} {number}" if line else f"  {number}" for number, line in enumerate(lines)]
    status, printed, errors = run("timefilter", *words, text="".join(f"{line}\n" for line in lines), zone=zone)
    assert (status, errors) == (0, "")
    assert set(printed.splitlines()) <= set(lines)
    return [int(line.split()[-1]) for line in printed.splitlines()]


def tai64n(text):
    moment = calendar.timegm(datetime.datetime.fromisoformat(text).timetuple())
    return f"@{moment + 2**62 + 10:016x}{500_000_000:08x}"


@pytest.mark.parametrize(
    ("words", "want"),
    [
        (["--from=2026-10-25 02:30"], [1, 2, 3, 4, 5, 6, 7]),
        (["--from=2026-10-25T02:30:00+01:00"], [5, 6, 7]),
        (["--to=2026-10-25T00:59:59Z"], [0, 1, 2, 3]),
        (["--from=2026-10-25 03:00"], [6, 7]),
        (["--from=2026-10-25", "--to=2026-10-25"], [0, 1, 2, 3, 4, 5, 6]),
        (["--from=2026-10-26"], [7]),
        (["--to=2026-10-24"], []),
        ([f"--from={tai64n('2026-10-25 00:30:01')}", "--to", "2026-10-25 02:59:59+01:00"], [3, 4, 5]),
    ],
)
def test_the_night_in_which_an_hour_comes_twice(words, want):
    """In Berlin; each line is half an hour or so after the one before, in whatever form."""
    lines = [
        "2026-10-24T22:00:00Z",
        "2026-10-25T02:30:00+02:00",
        tai64n("2026-10-25 00:30:00"),
        "2026-10-25T02:59:59.999999+0200",
        "2026-10-25T01:00:00Z",
        tai64n("2026-10-25 01:30:00"),
        "2026-10-25 03:00:00",
        "2026-10-26 00:00:00",
    ]
    assert kept(lines, *words, zone=BERLIN) == want


def test_the_night_in_which_an_hour_is_left_out():
    lines = ["2026-03-29 01:59:59", "2026-03-29T01:00:00Z", "2026-03-29 03:00:01", "2026-03-29T01:30:00Z"]
    assert kept(lines, "--from=2026-03-29 02:00", zone=BERLIN) == [1, 2, 3]
    assert kept(lines, "--to=2026-03-29 01:59", zone=BERLIN) == [0]


def test_a_leap_day():
    lines = ["2024-02-28 23:59:59", "2024-02-29 00:00:00", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59-01:00"]
    assert kept(lines, "--from=2024-02-29", "--to=2024-02-29") == [1, 2]
    assert kept(["2025-02-29 12:00:00"], "--from=2000-01-01") == [], "there is no such day"


def syslog_time(moment):
    return moment.strftime("%b %e %H:%M:%S")


def test_syslog_times_lie_within_the_last_year():
    """Their year is not written down: what would be in the future is of the year before."""
    now = datetime.datetime.now(datetime.timezone.utc)
    ages = [360, 200, 40, 2]
    lines = [syslog_time(now - datetime.timedelta(days=age)) for age in ages]
    assert kept(lines, "--from=300 days ago") == [1, 2, 3]
    assert kept(lines, "--from=41 days ago", "--to=3 days ago") == [2]
    assert kept(lines, "--to=201 days ago") == [0]
    year = now.year if now.month > 2 else now.year - 1
    while not calendar.isleap(year):
        year -= 1
    if (now.month, now.day) != (2, 29):
        assert kept(["Feb 29 12:00:00"], f"--from={year}-02-29", f"--to={year}-02-29") == [0]


def test_human_words():
    """Relative to a day that must not end meanwhile."""
    today = None
    while today != (now := datetime.datetime.now(datetime.timezone.utc)).date():
        today = now.date()
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        lines = [(noon - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ") for days in (3, 2, 1)]
        weekday = (noon - datetime.timedelta(days=2)).strftime("%A").lower()
        day = (noon - datetime.timedelta(days=2)).strftime("%b %d")
        got = [
            kept(lines, "--from=yesterday"),
            kept(lines, "--from=yesterday 12:00", "--to=yesterday 12:00"),
            kept(lines, "--from=yesterday 12:01"),
            kept(lines, f"--from={weekday}", "--to=now"),
            kept(lines, f"--from={day}", f"--to={day} 12:00:00"),
            kept(lines, "--from=4 days ago", "--to=yesterday"),
            kept(lines, "--to=today"),
        ]
    assert got == [[2], [2], [], [1, 2], [1], [0, 1, 2], [0, 1, 2]]


def test_lines_without_a_time_go_with_the_line_before():
    lines = ["", "2026-11-20 03:00:00", "", "", "2026-11-20 05:00:00", "", "2026-11-20 04:00:00"]
    assert kept(lines, "--from=2026-11-20 04:00") == [4, 5, 6]
    assert kept(lines, "--to=2026-11-20 03:00") == [0, 1, 2, 3]
    assert kept(lines) == [0, 1, 2, 3, 4, 5, 6]


def test_lines_are_copied_byte_for_byte(tmp_path):
    first = b"2026-11-20 03:00:00 " + bytes(range(11, 256)) + b"\r\n"
    endless = b"2026-11-20 04:00:00 " + b"2026-11-20 01:00:00 " * 20_000 + b"\n"
    last = b"2026-11-20 05:00:00 \0 without an end"
    source = tmp_path / "log"
    source.write_bytes(first + endless + last)
    for words, want in (([], first + endless + last), (["--from=2026-11-20 04:00"], endless + last)):
        for files, text in (([source], b""), ([], source.read_bytes())):
            status, printed, _ = run("timefilter", *words, *files, text=text)
            assert (status, printed.encode("latin-1") == want) == (0, True)


def test_several_files_of_which_one_is_missing(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"2026-11-20 03:00:00 {name}\n")
    status, printed, errors = run("timefilter", "--from=2026-11-20", tmp_path / "a", tmp_path / "c", tmp_path, tmp_path / "b")
    assert (status, printed) == (1, "2026-11-20 03:00:00 a\n2026-11-20 03:00:00 b\n")
    assert errors == (
        f"timefilter: {tmp_path}/c: can't be read (No such file or directory)\n"
        f"timefilter: {tmp_path}: can't be read (it is a directory, not a file)\n"
    )


@pytest.mark.parametrize("word", ["soon", "2026-02-29", "2026-11-20 14:30:05 x", "1000000 weeks ago"])
def test_a_time_that_is_none(word):
    status, _, error = run("timefilter", f"--from={word}")
    assert (status, error[: error.index(";")]) == (2, f"timefilter: --from: can't read the time {word}")
    status, _, error = run("timefilter", "--to", word)
    assert (status, error[: error.index(";")]) == (2, f"timefilter: --to: can't read the time {word}")


def test_an_end_before_the_beginning():
    assert run("timefilter", "--from=2026-11-20", "--to=2026-11-19") == (2, "", "timefilter: --to lies before --from\n")
