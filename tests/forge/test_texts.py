import pytest

from alphagen.errors import ForgeError
from alphagen.forge.texts import read_yaml


@pytest.fixture
def read(tmp_path):
    def reading(content):
        path = tmp_path / "some.yaml"
        path.write_text(content)
        return read_yaml(path)

    return reading


def test_plain_values_are_the_texts_that_were_typed(read):
    assert read("a: 010\nb: 1:30\nc: 2024-05-01") == {"a": "010", "b": "1:30", "c": "2024-05-01"}
    assert read("[1.50, 0x1f, 'no', \"on\", 1e3]") == ["1.50", "0x1f", "no", "on", "1e3"]


def test_bare_truth_values_and_nothing_are_no_texts(read):
    assert read("[yes, NO, On, off, True, false]") == [True, False, True, False, True, False]
    assert read("{a: , b: ~, c: null, d: ''}") == {"a": None, "b": None, "c": None, "d": ""}
    assert read("NO: 1") == {False: "1"}
    assert read("[y, n, nO]") == ["y", "n", "nO"]
    assert read("") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 1\nb: {c: 1, c: 2}", "'c' is given twice"),
        ("? [a]\n: 1", "a key is no list"),
        ("a: !!python/object:os.system x", "python/object:os.system is not used here"),
        ("a: !!int 7", "int is not used here"),
    ],
)
def test_what_families_do_not_need_is_refused(read, content, message):
    with pytest.raises(ForgeError, match=rf"some.yaml is not YAML: .*{message}"):
        read(content)
