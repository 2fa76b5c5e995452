import pytest
import torch
from transformers import AutoConfig, AutoModelForSeq2SeqLM

from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.models.model import IGNORED, shift_right

SIZES = {
    "vocab_size": 50,
    "d_model": 32,
    "num_attention_heads": 4,
    "head_dim": 8,
    "ffn_fan_out": 2,
    "encoder_layers": 2,
    "decoder_layers": 3,
}


def tiny(**changes):
    with torch.random.fork_rng():
        torch.random.manual_seed(7)
        return AlphagenForConditionalGeneration(AlphagenConfig(**SIZES | changes)).eval()


def tokens(*shape, seed=0):
    return torch.randint(4, 50, shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(params=[1, 2, 4], ids="kv_heads{}".format)
def model(request):
    return tiny(num_key_value_heads=request.param)


def test_logits_have_the_vocabularys_width(model):
    out = model(input_ids=tokens(2, 5), decoder_input_ids=tokens(2, 7))
    assert out.logits.shape == (2, 7, 50)
    assert out.encoder_last_hidden_state.shape == (2, 5, 32)


def test_a_later_token_cannot_change_an_earlier_logit(model):
    prompt, written = tokens(1, 5), tokens(1, 6)
    before = model(input_ids=prompt, decoder_input_ids=written).logits
    written[0, 4] += 1
    after = model(input_ids=prompt, decoder_input_ids=written).logits
    assert torch.equal(before[0, :4], after[0, :4])
    assert not torch.allclose(before[0, 4:], after[0, 4:])


def test_the_prompt_and_its_order_matter(model):
    prompt, written = tokens(1, 5), tokens(1, 6)
    before = model(input_ids=prompt, decoder_input_ids=written).logits
    after = model(input_ids=prompt.flip(1), decoder_input_ids=written).logits
    assert not torch.allclose(before, after)


def test_padding_of_the_prompt_changes_nothing(model):
    prompt, written = tokens(1, 5), tokens(1, 6)
    bare = model(input_ids=prompt, decoder_input_ids=written).logits
    padded = torch.cat((prompt, torch.zeros(1, 3, dtype=torch.long)), 1)
    mask = (padded != 0).long()
    out = model(input_ids=padded, attention_mask=mask, decoder_input_ids=written).logits
    torch.testing.assert_close(bare, out)


def test_padding_of_the_program_on_the_left_changes_nothing(model):
    prompt, written = tokens(1, 5), tokens(1, 6)
    bare = model(input_ids=prompt, decoder_input_ids=written).logits
    padded = torch.cat((torch.zeros(1, 2, dtype=torch.long), written), 1)
    mask = (padded != 0).long()
    out = model(input_ids=prompt, decoder_input_ids=padded, decoder_attention_mask=mask).logits
    torch.testing.assert_close(bare, out[:, 2:], atol=1e-4, rtol=1e-4)  # positions are relative


def test_cached_decoding_equals_uncached(model):
    prompt, written = tokens(2, 5), tokens(2, 6)
    whole = model(input_ids=prompt, decoder_input_ids=written).logits
    first = model(input_ids=prompt, decoder_input_ids=written[:, :2], use_cache=True)
    cache, parts = first.past_key_values, [first.logits]
    for i in range(2, 6):
        out = model(
            encoder_outputs=(first.encoder_last_hidden_state,),
            decoder_input_ids=written[:, i : i + 1],
            past_key_values=cache,
        )
        parts.append(out.logits)
    torch.testing.assert_close(whole, torch.cat(parts, 1), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("how", [{}, {"num_beams": 3}, {"do_sample": True, "top_k": 0}])
def test_generate_with_and_without_cache_agree(model, how):
    def generate(use_cache):
        with torch.random.fork_rng():
            torch.random.manual_seed(3)
            return model.generate(
                tokens(2, 5), max_new_tokens=9, eos_token_id=None, use_cache=use_cache, **how
            )

    assert generate(True).shape == (2, 10)
    assert torch.equal(generate(True), generate(False))


def test_labels_and_logits_give_the_same_loss(model):
    prompt, labels = tokens(2, 5), tokens(2, 6)
    labels[1, 4:] = IGNORED
    logits = model(input_ids=prompt, decoder_input_ids=shift_right(labels, model.config)).logits
    expected = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
    torch.testing.assert_close(model(input_ids=prompt, labels=labels).loss, expected)
    summed = model(input_ids=prompt, labels=labels, num_items_in_batch=20).loss
    torch.testing.assert_close(summed, expected * 10 / 20)


def test_shift_right_hides_what_is_ignored(model):
    labels = torch.tensor([[9, 2, IGNORED, IGNORED]])
    assert shift_right(labels, model.config).tolist() == [[1, 9, 2, 0]]


def test_saved_and_loaded_it_is_the_same_model(model, tmp_path):
    model.save_pretrained(tmp_path)
    loaded = AutoModelForSeq2SeqLM.from_pretrained(tmp_path)
    assert isinstance(loaded, AlphagenForConditionalGeneration)
    assert AutoConfig.from_pretrained(tmp_path).decoder_layers == 3
    for name, value in model.state_dict().items():
        assert torch.equal(value, loaded.state_dict()[name]), name
    assert loaded.lm_head.weight is loaded.model.encoder.embedding.weight
    assert loaded.lm_head.weight is loaded.model.decoder.embedding.weight


def test_gradients_reach_every_weight_and_checkpointing_keeps_them():
    model = tiny()
    prompt, labels = tokens(2, 5), tokens(2, 6)

    def gradients():
        model.zero_grad()
        model.train()
        model(input_ids=prompt, labels=labels).loss.backward()
        return {name: p.grad.clone() for name, p in model.named_parameters()}

    plain = gradients()
    assert all(g.abs().sum() > 0 for g in plain.values())
    model.activation_checkpointing_enable()
    for name, gradient in gradients().items():
        torch.testing.assert_close(gradient, plain[name])


def test_bfloat16_autocast_stays_close(model):
    prompt, written = tokens(2, 5), tokens(2, 6)
    exact = model(input_ids=prompt, decoder_input_ids=written).logits
    with torch.autocast("cpu", dtype=torch.bfloat16):
        close = model(input_ids=prompt, decoder_input_ids=written).logits
    assert close.dtype == torch.bfloat16
    torch.testing.assert_close(exact, close.float(), atol=0.1, rtol=0.05)


def test_ten_steps_learn_a_batch_by_heart():
    model = tiny().train()
    prompt, labels = tokens(4, 5), tokens(4, 6)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(10):
        loss = model(input_ids=prompt, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 3


def test_sublayers_start_at_their_scale():
    model = tiny(d_model=128, head_dim=32)
    block = model.model.decoder.blocks[0]
    assert block.ffn.up.weight.std().item() == pytest.approx(128**-0.5, rel=0.05)
    assert block.ffn.out.weight.std().item() == pytest.approx((256 * 9) ** -0.5, rel=0.05)
    assert model.lm_head.weight.std().item() == pytest.approx(128**-0.5, rel=0.05)
