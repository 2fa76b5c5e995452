from random import Random

from hypothesis import given
from hypothesis import strategies as st

from alphagen.forge.words import WORDS, coin, draw_words


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(2, 9), st.integers(0, 4))
def test_words_differ_and_are_as_long_as_asked(seed, count, shortest, more):
    words = draw_words(Random(seed), count, shortest, shortest + more)
    assert len(set(words)) == len(words) == count
    assert all(shortest <= len(word) <= shortest + more for word in words)
    assert words == draw_words(Random(seed), count, shortest, shortest + more)


def test_some_words_are_coined_and_some_are_not():
    drawn = [draw_words(Random(seed), 1, 3, 8)[0] for seed in range(200)]
    assert 60 < sum(word in WORDS for word in drawn) < 180


def test_a_coined_word_alternates():
    assert len(coin(Random(0), 7)) == 7
    word = coin(Random(1), 8)
    vowels = [letter in "aeiou" for letter in word]
    assert vowels[::2] != vowels[1::2]
    assert len(set(vowels[::2])) == len(set(vowels[1::2])) == 1
