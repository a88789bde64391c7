"""Each verdict of verdicts.tsv in a session that ends in it: what the client hears, with the default text, a text of our own and
a policy URL; the log's line; and what the commands after it are answered."""

import concurrent.futures

import pytest
from cases.rejections import OWN_TEXT, default_text
from cases.verdicts import AFTER, ROWS, VERDICTS
from harness.stage import Case, Play, perform
from harness.tls import TLS_PROBE

URLS = {"": "http://x.test/p#{code}", "=": "http://x.test/p?why={code}"}
REPLIES = {"DENIED_OTHER": "550", "ALLOWED": "250"}


def expected_text(row, verdict, own, policy):
    text = OWN_TEXT if own else verdict.text or default_text(row)
    see = f" See: {policy.format(code=row['code'])}" if policy and row["policy"] == "yes" else ""
    return f"{text}{verdict.suffix}{see}"


def with_what_follows(verdict, after, heard):
    """The verdict's scene, and then the commands after it, with their answers in `heard`."""

    def scene(stage):
        reply = verdict.scene(stage)
        heard.extend(stage.client.ask(command) for command, _ in after)
        return reply

    return scene


def what_follows(row):
    after = VERDICTS[row["code"]].after
    return AFTER[row["ends"].split(" ")[0]] if after is None else after


def expected_lines(row):
    """One for the verdict, and one for each further recipient that it is told to."""
    if not VERDICTS[row["code"]].is_logged:
        return 0
    return 1 + sum(command.startswith("RCPT") and answer == "{reply}" for command, answer in what_follows(row))


def lines_with(code, log):
    return [line for line in log if line.startswith(f"{code} from: ")]


def marks(row):
    verdict = VERDICTS[row["code"]]
    found = []
    if verdict.needs_tls:
        found.append(pytest.mark.skipif(not TLS_PROBE.exists(), reason="configured --without-tls"))
    return found


def run(row, own, policy, directory):
    """The session with these options; fails where it does not end in the verdict."""
    verdict = VERDICTS[row["code"]]
    text = expected_text(row, verdict, own, policy)
    reply = f"{REPLIES.get(row['code'], row['reply'])} {text}"
    after = what_follows(row)
    lines = [f"{row['option']}={OWN_TEXT}"] if own else []
    if policy:
        lines.append(f"policy-url={policy.partition('#')[0].removesuffix('{code}')}")
    heard = []
    case = Case("", "", "", reply, **{**verdict.fields(), "scene": with_what_follows(verdict, after, heard)})
    observed, log = perform(case, Play("", reply, lines=lines), directory)
    assert observed == reply
    assert heard == [answer.format(reply=reply, text=text) for _, answer in after]
    return log


@pytest.mark.parametrize("row", [pytest.param(row, marks=marks(row), id=row["code"]) for row in ROWS])
def test_verdict(row, tmp_path):
    """A URL changes nothing where the row says that it is not appended."""
    plays = [(own, policy) for own in (False, True) for policy in (None, *URLS.values())]
    if row["option"] == "-":
        plays = plays[:3]
    with concurrent.futures.ThreadPoolExecutor(len(plays)) as pool:
        jobs = [pool.submit(run, row, *play, tmp_path / str(number)) for number, play in enumerate(plays)]
    for number, job in enumerate(jobs):
        assert len(lines_with(row["code"], job.result())) == expected_lines(row), job.result()
        if row["ends"] == "full log only":
            (record,) = (tmp_path / str(number) / "records").glob("[0-9]*")
            assert f"LOG {row['code']} from: ".encode() in record.read_bytes()


def test_every_verdict_has_a_session():
    assert len(ROWS) == 35
    assert {row["code"] for row in ROWS} == set(VERDICTS)
