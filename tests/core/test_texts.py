import pytest

from alphagen.core import paired


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", ""), ("žß€\U0001f600\0", "žß€\U0001f600\0"), ("a\ud83db\ude00", "a?b?")],
)
def test_halves_of_pairs_become_question_marks(text, kept):
    assert paired(text) == kept
