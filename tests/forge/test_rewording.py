"""Tellings in other words: what is exchanged, and what is kept."""

import re
from random import Random

import pytest

from alphagen.forge.family import held_out_families, parse_family, training_families
from alphagen.forge.rewording import WORD, reworded, vocabulary
from alphagen.forge.stream import Mixture, draw_training

THING, FILLING, PRINTED = vocabulary().alike["a "][:3]
ENTRY = {
    "name": "lanterns",
    "tags": ["implementation"],
    "rating": "800",
    "vars": {"n": "int 1 9", "a": "list n int 1 9"},
    "tellings": [
        {
            "text": f"A {THING} has {{n}} {FILLING}s. "
            f"Find the largest of the {THING}s, each {PRINTED}.",
            "output": f'the largest {THING}, or "{PRINTED}" if none',
            "n": f"{FILLING}s of a {THING}",
        }
    ],
    "solutions": [f"print(max(a) if n else '{PRINTED}')", "print(sorted(a)[-1])"],
}


def plural(noun):
    if re.search("[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search("(s|x|ch|sh)$", noun) else "s")


def tellings(seeds, **changes):
    telling = {**ENTRY["tellings"][0], **changes}
    family = parse_family({**ENTRY, "tellings": [telling]}, {})
    return [reworded(family, Random(seed)).tellings[0] for seed in seeds]


def test_rare_words_are_exchanged():
    drawn = {telling.text.split()[1] for telling in tellings(range(60))}
    assert THING in drawn
    assert len(drawn) > 20


def test_one_thing_stays_one_thing():
    for telling in tellings(range(60)):
        found = re.match(r"(An?) (\w+) has \{n\} (\w+)\. .* of the (\w+),", telling.text)
        assert found, telling.text
        article, thing, candles, things = found.groups()
        assert things == plural(thing)
        assert telling.phrases["n"] == f"{candles} of a {thing}"
        assert f"largest {thing}," in telling.output or f"est {thing}," in telling.output
        assert (article == "An") == (thing[0] in "aeiou")


@pytest.mark.parametrize("ending", ["[^aeiou]y$", "(ss|x|ch|sh)$", "[aeiou][tnr]$"])
def test_a_plural_is_that_of_its_singular(ending):
    noun = next(word for word in sorted(vocabulary().rare) if re.search(ending, word))
    drawn = set()
    for telling in tellings(range(60), text=f"See the {noun} among {{n}} {plural(noun)}."):
        one, many = re.fullmatch(r"See the (\w+) among \{n\} (\w+)\.", telling.text).groups()
        assert many == plural(one)
        drawn.add(one)
    assert len(drawn) > 9


def test_each_becomes_every_only_where_that_is_english():
    text = "In each row all follow each other; for each of them, print how many are 3 cm each."
    drawn = {telling.text for telling in tellings(range(60), text=text)}
    assert drawn == {text, text.replace("each row", "every row")}


def test_what_carries_the_task_is_kept():
    for telling in tellings(range(60)):
        assert telling.text.endswith(f"{PRINTED}.")  # the programs print it
        assert f'"{PRINTED}" if' in telling.output
        assert re.search(r"\b(largest|biggest|greatest) of the\b", telling.text)


def test_synonyms_stand_for_common_words():
    texts = [telling.text for telling in tellings(range(60))]
    assert {"largest", "biggest", "greatest"} <= set(
        re.findall(r"the (\w+est) of", " ".join(texts))
    )
    assert {"each", "every"} <= set(re.findall(rf"(each|every) {PRINTED}", " ".join(texts)))
    assert any("Determine the" in text or "Work out the" in text for text in texts)


def test_the_same_seed_gives_the_same_words():
    assert tellings(range(9)) == tellings(range(9))


def test_placeholders_and_programs_stay():
    rng = Random(5)
    for family in rng.sample(training_families(), 40):
        other = reworded(family, rng)
        assert other.solutions == family.solutions
        for old, new in zip(family.tellings, other.tellings, strict=True):
            for before, after in (
                (old.text, new.text),
                (old.output, new.output),
                *((old.phrases[name], new.phrases[name]) for name in old.phrases),
            ):
                assert re.findall(r"\{[^{}]*\}", before) == re.findall(r"\{[^{}]*\}", after)
            assert old.phrases.keys() == new.phrases.keys()


def test_terms_are_not_rare_and_nothing_of_held_out_families_is_read():
    words = vocabulary()
    assert not {"palindrome", "remainder", "largest", "diagonal", "january"} & words.rare
    trained = {
        word.lower()
        for family in training_families()
        for telling in family.tellings
        for text in (telling.text, telling.output, *telling.phrases.values())
        for word in WORD.findall(re.sub(r"\{[^{}]*\}", " ", text))
    }
    told = {word for group in words.alike.values() for word in group}
    assert told <= trained
    assert held_out_families()  # there are some that it might have read


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_training_problems_are_reworded_where_the_mixture_says(share):
    changed = 0
    for index in range(12):
        plain = draw_training(3, index, Mixture(composed=0.0))
        drawn = draw_training(3, index, Mixture(composed=0.0, reworded=share))
        changed += plain.problem.statement != drawn.problem.statement
    assert changed == 0 if share == 0 else changed > 6
