"""Each dialogue of dialogues/*.smtp, sent line by line and again byte by byte: both must end alike."""

import pytest
from harness import dialogues


@pytest.mark.parametrize("bytewise", [False, True], ids=["lines", "bytes"])
@pytest.mark.parametrize("dialogue", dialogues.load(), ids=lambda dialogue: dialogue.name)
def test_dialogue(dialogue, bytewise, tmp_path):
    dialogues.run(dialogue, tmp_path, bytewise)
