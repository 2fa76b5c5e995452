import pytest

from alphagen.errors import ForgeError
from alphagen.forge import family as family_module
from alphagen.forge import held_out_families, load_families, training_families
from alphagen.forge.family import load_groups, parse_family, read_families

GOOD = """\
- name: one
  tags: [math]
  rating: 900
  vars: {n: int 1 9}
  constants: {K: int 2 9}
  tellings:
    - {text: "Add {K} to {n}.", output: the sum, n: a number}
    - {text: "What is {n} plus {K}?", output: the sum}
  solutions: [print(n + K), print(K + n)]
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "some.yaml"
        path.write_text(text, "utf-8")
        return read_families(path)

    return read_text


def test_a_family_is_read(read):
    (one,) = read(GOOD)
    assert (one.name, one.tags, one.rating) == ("one", ("math",), 900)
    assert one.constants == {"K": "int 2 9"}
    assert one.tellings[0].phrases == {"n": "a number"}
    assert one.solutions == ("print(n + K)", "print(K + n)")
    assert one.several
    assert read("") == []


def test_plain_values_are_the_texts_that_were_typed(read):
    numbers = "[{A: 010, B: 1:30}, {A: 1_000, B: 2024-05-01}, {A: 1.50, B: 0x1F}]"
    (one,) = read(GOOD + f"  variants: [{numbers}]\n")
    assert one.variants == (
        ({"A": "010", "B": "1:30"}, {"A": "1_000", "B": "2024-05-01"}, {"A": "1.50", "B": "0x1F"}),
    )


@pytest.mark.parametrize(
    "line",
    [
        "constants: {YES: word 3 4}", "constants: {K: no}", "constants: {K: }",
        "variants: [[{YES: a}]]", "variants: [[{w: on}]]", "variants: [[{no: a}, {no: b}]]",
        "vars: {on: int 1 2}", "vars: {n: true}", "name: no", "tags: [yes]", "tags: true",
        "tags: []", "rating: yes", "rating: hard", "rating: 8.5", "several: 'no'", "several: 1",
        "where: true", "generate: [a]", "solutions: [off]", "solutions: ", "tellings: true",
        "tellings: [{text: yes, output: the sum}]", "tellings: [{text: a, output: b, yes: c}]",
        "tellings: [{text: a, output: b, n: no}]", "tellings: [a]",
        "tellings: [{text: a}]", "tellings: [{text: a, output: b, k: c}]",
        "variants: int_condition", "variants: [nothing]", "variants: [[a]]", "variants: [[]]",
        "vars: [n]", "vars: {n: int 1}", "vars: {n: int 1 n - 1}", "vars: {a b: int 1 2}",
        "vars: {K: int 1 2}", "vars: {n: int 1 2, r: 'rows n (n int 1 2)'}", "colour: red",
        "variants: [[{and: a}]]", "cpp: [a]", "cpp: yes", "wrong: ", "wrong: [no]",
    ],
)  # fmt: skip
def test_one_clear_error_names_the_family(line, read):
    key = line.split(":")[0]
    kept = [
        part
        for part in GOOD.removeprefix("- ").split("\n  ")
        if not part.startswith((f"{key}:", "  - "))
    ]
    if key != "tellings":
        kept = [part for part in kept if part != "tellings:"]
        kept.append("tellings: [{text: a, output: b}, {text: c, output: d}]")
    with pytest.raises(ForgeError, match=r"^Family (one|False): [^\n]*$"):
        read("- " + "\n  ".join([*(part.rstrip() for part in kept), line]) + "\n")


@pytest.mark.parametrize("key", ["name", "tags", "rating", "tellings", "solutions"])
def test_a_missing_key_is_named(key, family):
    entry = {"name": "x", "tags": ["a"], "rating": 800, "tellings": [], "solutions": ["a"]}
    del entry[key]
    with pytest.raises(ForgeError, match=rf"Family .: unknown \[\], missing \['{key}'\]"):
        parse_family(entry, {})
    assert family()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + GOOD, "the name one is taken"),
        (GOOD + "  rating: 800\n", "'rating' is given twice"),
        ("- [", "some.yaml is not YAML"),
        ("one", "should be a list of families"),
        ("one: []", "some.yaml: 'one' is no family"),
        ("most-expensive-affordable: 5", "is no family, or what follows is no list"),
        ("most-expensive-affordable: [{text: x}]", "missing"),
        ("- one", "should hold lines of 'key: value', not 'one'"),
    ],
)
def test_a_bad_file_is_one_clear_error(text, message, read):
    with pytest.raises(ForgeError, match=message):
        read(text)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(ForgeError, match=r"Cannot read .*none.yaml: No such file"):
        read_families(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"- \xe4")
    with pytest.raises(ForgeError, match=r"latin.yaml is not YAML"):
        read_families(tmp_path / "latin.yaml")


def test_further_tellings_are_of_their_family(monkeypatch, tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "tellings").mkdir()
    further = "one: [{text: 'Take {n} and {K} more.', output: what there is, n: a start}]"
    (tmp_path / "tellings" / "b.yaml").write_text(further)
    monkeypatch.setattr(family_module, "FAMILIES", tmp_path)
    monkeypatch.setattr(family_module, "TELLINGS", tmp_path / "tellings")
    (told,) = load_families.__wrapped__()
    assert [telling.text[:4] for telling in told.tellings] == ["Add ", "What", "Take"]
    assert told.tellings[2].phrases == {"n": "a start"}
    monkeypatch.setattr(family_module, "load_families", load_families.__wrapped__)
    (alone,) = read_families(tmp_path / "tellings" / "b.yaml")
    assert alone.tellings == told.tellings[2:]
    assert alone.solutions == told.solutions


def test_names_are_taken_across_files(monkeypatch, tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD)
    monkeypatch.setattr(family_module, "FAMILIES", tmp_path)
    with pytest.raises(ForgeError, match=r"b.yaml: the name one is taken"):
        load_families.__wrapped__()


def test_shared_alternatives_are_found(family):
    made = family(variants=["compare"])
    assert made.variants == (load_groups()["compare"],)
    assert made.variants[0][0] == {"OP": ">", "NOP": "<=", "cmp": "greater than"}


def test_the_families_of_the_package():
    families = load_families()
    assert len(families) >= 200
    assert len(held_out_families()) >= 30
    assert len(training_families()) + len(held_out_families()) == len(families)
    assert not {f.name for f in training_families()} & {f.name for f in held_out_families()}
    assert [f.name for f in families] == sorted(f.name for f in families)
    assert all(800 <= f.rating <= 1600 and f.rating % 100 == 0 for f in families)


def test_who_is_held_out_hangs_on_the_name_alone(family):
    assert family(name="cheaper-offer").held_out
    assert not family(name="most-expensive-affordable").held_out
    assert family(name="cheaper-offer", rating=1600, solutions=["print(1)"]).held_out


def test_kin_are_held_out_together(family):
    assert family(name="most-expensive-affordable", kin="cheaper-offer").held_out
    assert not family(name="cheaper-offer", kin="most-expensive-affordable").held_out


def test_every_kin_is_a_family():
    names = {family.name for family in load_families()}
    assert {family.kin for family in load_families() if family.kin} <= names
