import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from alphagen.errors import ModelError
from alphagen.models.tokenizer import as_transformers, train_tokenizer

TEXT = "def f(x):\n    return x + 12\n# a note\n        print(f(3), 1234)\n"
TOKENIZER = train_tokenizer([TEXT] * 4, 400)
WRAPPED = as_transformers(TOKENIZER)


def pieces(text):
    return [TOKENIZER.decode([token]) for token in TOKENIZER.encode(text).ids]


@given(st.text(st.characters(exclude_categories=("Cs",))) | st.text("a1 \n\t#<s>/pad_é日"))
def test_every_text_survives(text):
    assert TOKENIZER.decode(TOKENIZER.encode(text).ids) == text
    ids = WRAPPED(text)["input_ids"]
    assert WRAPPED.decode(ids) == text
    assert not {0, 1, 2, 3} & set(ids)


def test_special_tokens_have_fixed_ids():
    assert WRAPPED.convert_tokens_to_ids(["<pad>", "<s>", "</s>", "<mask>"]) == [0, 1, 2, 3]
    assert (WRAPPED.pad_token_id, WRAPPED.bos_token_id, WRAPPED.eos_token_id) == (0, 1, 2)
    assert WRAPPED.decode([1, *WRAPPED("x")["input_ids"], 2, 0], skip_special_tokens=True) == "x"


def test_digits_are_alone_and_lines_take_their_indentation():
    assert pieces(" 1234") == [" 1", "2", "3", "4"]
    assert pieces("):\n    return x\n#") == ["):", "\n    ", "return", " x", "\n#"]


def test_no_merge_crosses_a_piece():
    tokenizer = train_tokenizer(["a = b; !!!!! 12\n\n    c"] * 50, 300)
    for token in tokenizer.get_vocab():
        text = tokenizer.decode([tokenizer.token_to_id(token)])
        assert sum(map(str.isdigit, text)) <= 1
        assert "!!!!" not in text
        assert "\n\n" not in text


def test_saved_and_loaded_it_is_the_same(tmp_path):
    WRAPPED.save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    assert loaded(TEXT)["input_ids"] == WRAPPED(TEXT)["input_ids"]
    assert loaded("<s>")["input_ids"] == WRAPPED("<s>")["input_ids"]
    assert loaded.pad_token_id == 0


def test_a_vocabulary_too_small_for_the_bytes_is_refused():
    with pytest.raises(ModelError, match=r"259 tokens.*260"):
        train_tokenizer([TEXT], 259)
    assert train_tokenizer([TEXT], 260).get_vocab_size() == 260
