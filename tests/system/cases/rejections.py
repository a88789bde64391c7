"""The texts of rejections: each rejection-text-* option in a session that ends in its verdict."""

from harness.stage import Case

from .verdicts import ROWS, VERDICTS

OWN_TEXT = "A text of our own."


def default_text(row):
    """The row's text without what stands for the list's zone and its words."""
    return row["text"].partition(" <zone>")[0]


def _case(row):
    verdict = VERDICTS[row["code"]]
    without, acts = (f"{row['reply']} {text}{verdict.suffix}" for text in (default_text(row), OWN_TEXT))
    return Case(row["option"], OWN_TEXT, without, acts, **verdict.fields())


CASES = [_case(row) for row in ROWS if row["option"].startswith("rejection-text-")]
