import pytest
import torch

from alphagen.sampling.bundles import read_bundle
from alphagen.sampling.quantized import linear, quantize


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("shape", [(1,), (5,), (2, 3)])
def test_a_product_is_nearly_that_of_the_whole_weights(dtype, shape):
    generator = torch.Generator().manual_seed(1)
    weight = torch.randn(24, 32, generator=generator) * torch.logspace(-3, 3, 24)[:, None]
    x = torch.randn(*shape, 32, generator=generator)
    expected = linear(x, weight)
    found = linear(x.to(dtype), quantize(weight.to(dtype)))
    assert (found.dtype, found.shape) == (dtype, expected.shape)
    scale = torch.logspace(-3, 3, 24)
    assert ((found.float() - expected) / scale).abs().max() < 0.25  # of about sqrt(32)


def test_nothing_in_gives_nothing_out():
    assert linear(torch.zeros(2, 8), quantize(torch.zeros(3, 8))).tolist() == [[0.0] * 3] * 2


def test_the_bundled_network_expects_nearly_the_same_in_eight_bits():
    whole, small = (read_bundle("sampler", one).network for one in ("float32", "int8"))
    prompt = list(range(40, 90))
    expected, found = (one.encode(prompt).float() for one in (whole, small))
    likeness = torch.nn.functional.cosine_similarity(expected, found, dim=-1)
    assert likeness.min() > 0.98
    assert small.decoder[0].qkv.values_IO.dtype is torch.int8
