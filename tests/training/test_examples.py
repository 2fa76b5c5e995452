import pytest
from tokenizers import Tokenizer, models

from alphagen.errors import ModelError
from alphagen.models.tokenizer import END
from alphagen.training.examples import Texts, draw_examples
from alphagen.training.objectives import NO_PROGRAM
from alphagen.training.problems import ForgeSource


class Digits:
    """Examples whose number of tokens is known: each digit is one."""

    def __init__(self, cuts=False):
        self.cuts = cuts

    def texts(self, index):
        return Texts("12345" * 20, "67890" * 20, NO_PROGRAM, ends=index > 0)


def test_what_is_cut_is_cut_around_where_it_meets(config, tokenizer):
    data = config.data.merged(max_encoder_tokens=32, max_decoder_tokens=16)
    open_, ended = draw_examples(Digits(cuts=True), data, tokenizer, range(2))
    assert tokenizer.decode(ended.source) == ("12345" * 20)[-32:]
    assert tokenizer.decode(ended.target) == ("67890" * 20)[:16]
    assert open_ == ended  # a target that was cut has no end in either case
    assert list(draw_examples(Digits(), data, tokenizer, range(2))) == []
    whole = data.merged(max_encoder_tokens=100, max_decoder_tokens=200)
    open_, ended = draw_examples(Digits(), whole, tokenizer, range(2))
    assert ended.target == [*open_.target, tokenizer.token_to_id(END)]
    assert open_.verdict == NO_PROGRAM


def test_a_head_is_never_cut(config, tokenizer):
    class Headed(Digits):
        def texts(self, index):
            return super().texts(index)._replace(head="999\n")

    data = config.data.merged(max_encoder_tokens=32)
    example = next(draw_examples(Headed(cuts=True), data, tokenizer, range(1)))
    assert tokenizer.decode(example.source) == "999\n" + ("12345" * 20)[-28:]
    assert len(example.source) == 32


def test_examples_end_and_fit(config, tokenizer):
    data = config.data
    source = ForgeSource(data, 0.0)
    long = data.merged(max_encoder_tokens=9999)
    everything = list(draw_examples(source, long, tokenizer, range(16)))
    # Bounds that a quarter is beyond, whatever was drawn.
    read, written = (
        sorted(len(getattr(e, part)) for e in everything)[-1 - len(everything) // 4]
        for part in ("source", "target")
    )
    short = data.merged(max_encoder_tokens=read, max_decoder_tokens=written)
    fitting = list(draw_examples(source, short, tokenizer, range(16)))
    end = tokenizer.token_to_id(END)
    assert all(e.target[-1] == end and end not in e.target[:-1] for e in everything)
    assert 0 < len(fitting) < len(everything)
    assert fitting == [e for e in everything if len(e.source) <= read and len(e.target) <= written]
    prompt, program, *_ = source.texts(0)
    assert tokenizer.decode(everything[0].source) == prompt
    assert tokenizer.decode(everything[0].target[:-1]) == program


def test_a_strange_tokenizer_is_refused(config):
    with pytest.raises(ModelError, match="has no </s> token"):
        next(draw_examples(Digits(), config.data, Tokenizer(models.BPE()), range(1)))
