from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.config import StageConfig
from alphagen.errors import ConfigError
from alphagen.training.code import DIALECTS, MAX_BYTES, CodeSource, find_code, split_at_pivot
from alphagen.training.examples import draw_examples
from alphagen.training.objectives import NO_PROGRAM
from alphagen.training.sources import open_source

PYTHON = DIALECTS[".py"]


@pytest.fixture
def folder(tmp_path):
    files = {
        "a.py": "print(1)\n",
        "b/same.py": "print( 1 )\n\n",
        "b/other.cpp": "int main() {}\n",
        "b/wide.js": "x" * 1001 + "\n",
        "b/fits.js": "y" * 1000 + "\n",
        "empty.go": " \n",
        "large.rs": "// line\n" * (MAX_BYTES // 8) + "//",
        "notes.txt": "no code\n",
        ".git/hook.py": "print(2)\n",
    }
    for name, text in files.items():
        path = tmp_path / "code" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "code" / "latin.rb").write_bytes(b"# caf\xe9\n")
    (tmp_path / "code" / "link.py").symlink_to("a.py")
    return tmp_path / "code"


def test_the_filters_of_the_paper(folder):
    found = {str(path.relative_to(folder)): why for path, why in find_code(folder)}
    assert found == {
        "a.py": "",
        "b/same.py": "duplicate",
        "b/other.cpp": "",
        "b/wide.js": "long lines",
        "b/fits.js": "",
        "empty.go": "empty",
        "large.rs": "large",
        "latin.rb": "binary",
    }


@given(st.text(min_size=1, max_size=60), st.integers(0, 999), st.integers(1, 80))
def test_what_is_cut_at_a_pivot_is_the_file(text, seed, most):
    texts = split_at_pivot(text, PYTHON, Random(seed), (most, most))
    assert texts.head == "# LANGUAGE IS python3\n"
    assert texts.source + texts.target in text
    assert texts.target
    whole = split_at_pivot(text, PYTHON, Random(seed), (60, 60))
    assert texts.ends == (texts.target == whole.target)
    assert whole.source + whole.target == text
    assert (texts.verdict, whole.ends) == (NO_PROGRAM, True)


def test_the_pivot_is_anywhere_alike():
    text = "0123456789"
    firsts = [
        split_at_pivot(text, PYTHON, Random(seed), (99, 99)).target[0] for seed in range(2000)
    ]
    assert all(140 < firsts.count(digit) < 260 for digit in text)


def test_every_file_comes_once_before_any_comes_again(folder, config, tokenizer):
    data = config.data.merged(code=str(folder))
    source = open_source(data, StageConfig(steps=1, objective="pretrain"))
    heads = [source.texts(index).head for index in range(12)]
    for epoch in range(4):
        languages = sorted(heads[3 * epoch : 3 * epoch + 3])
        assert languages == [
            "# LANGUAGE IS python3\n",
            "// LANGUAGE IS cpp\n",
            "// LANGUAGE IS javascript\n",
        ]
    assert source.texts(5) == CodeSource(data).texts(5)
    drawn = [source.texts(index) for index in range(30)]
    assert len(set(drawn)) > 15  # cut elsewhere each time
    examples = list(draw_examples(source, data, tokenizer, range(12)))
    assert len(examples) == 12


def test_a_folder_without_code_is_refused(config, tmp_path):
    (tmp_path / "notes.txt").write_text("no code")
    with pytest.raises(ConfigError, match=r"`data.code` is '.*', which holds no source files"):
        CodeSource(config.data.merged(code=str(tmp_path)))
