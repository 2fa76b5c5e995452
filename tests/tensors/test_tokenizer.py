from alphagen.models.tokenizer import SPECIAL_TOKENS, train_tokenizer
from alphagen.tensors.tokenizer import read_tokenizer


def test_special_tokens_in_a_text_are_plain_characters():
    trained = train_tokenizer(["print(1)"], 260)
    read = read_tokenizer(trained.to_str())
    text = "".join(SPECIAL_TOKENS)
    assert read.encode(text).ids == trained.encode(text).ids
    assert min(read.encode(text).ids) >= len(SPECIAL_TOKENS)
