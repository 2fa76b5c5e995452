import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.inputgen.layout import Count, Kind, find_counts, parse, render


@given(st.text(st.sampled_from("0123 -.ab\n"), max_size=40))
def test_what_is_parsed_is_rendered_as_it_was(text):
    assert render(parse(text)) == text
    find_counts(parse(text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3\n5 6 7\n", Count(0, 0, Kind.TOKENS, 1, 1)),
        ("3\n5 6 7\n1 1 1\n", Count(0, 0, Kind.TOKENS, 1, 2)),
        ("3 5 6 7\n", Count(0, 0, Kind.TOKENS, 0, 1, skip=1)),
        ("2\nab\nba\n", Count(0, 0, Kind.LETTERS, 1, 2)),
        ("2\nab\nba\n", Count(0, 0, Kind.LINES, 1, 1)),
        ("2\n2 5 5\n3 1 2 3\n", Count(2, 0, Kind.TOKENS, 2, 1, skip=1)),
        ("1\n9\n", Count(0, 0, Kind.TOKENS, 1, 1)),
        ("4\nabca\n", Count(0, 0, Kind.LETTERS, 1, 1)),
        ("2 3\n#.#\n...\n", Count(0, 1, Kind.LETTERS, 1, 2)),
        ("2 3\n#.#\n...\n", Count(0, 0, Kind.LINES, 1, 1)),
        ("2\n1\n5\n2\n6 7\n", Count(0, 0, Kind.LINES, 1, 2)),
        ("3 2\n5 6 7\n1 2\n2 3\n", Count(0, 1, Kind.LINES, 2, 1)),
    ],
)
def test_counts_are_recognised(text, count):
    assert count in find_counts(parse(text))


@pytest.mark.parametrize("text", ["7 9\n", "0\n", "abc\n", "", "-1\n4\n", "99999999\n1 2\n"])
def test_other_numbers_count_nothing(text):
    assert find_counts(parse(text)) == []


def test_values_of_a_list_count_nothing():
    for text in ("4\n1 2 1 2\n5 5\n5 5\n", "3 5 1 2\n4\n9\n"):
        counts = find_counts(parse(text))
        assert {(count.line, count.token) for count in counts} == {(0, 0)}
