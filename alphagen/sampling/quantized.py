"""Matrix products with weights of eight bits, for the native engine.

Each output has a scale of its own, and each row of what comes in is rounded to eight bits too, so
that the product is one of integers. A CPU that has instructions for that but none for bfloat16
gains most.

Shapes: N rows, I inputs, O outputs.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

LARGEST = 127


class Int8(NamedTuple):
    """The weights of a linear layer: ``values_IO * scale_O``."""

    values_IO: Tensor
    scale_O: Tensor


def quantize(weight_OI: Tensor) -> Int8:
    """Round weights to eight bits, as finely as the largest of each output allows."""
    scale_O1 = weight_OI.float().abs().amax(1, keepdim=True).clamp(min=1e-12) / LARGEST
    values_OI = (weight_OI / scale_O1).round().to(torch.int8)
    return Int8(values_OI.t(), scale_O1[:, 0].to(weight_OI.dtype))


def linear(x: Tensor, weight: Tensor | Int8) -> Tensor:
    """Multiply the last dimension of x (..., I) with weights; return (..., O) in its dtype."""
    if isinstance(weight, Tensor):
        return F.linear(x, weight)
    x_NI = x.flatten(0, -2)
    scale_N1 = x_NI.abs().amax(1, keepdim=True).clamp(min=1e-12) * (1 / LARGEST)
    values_NI = (x_NI / scale_N1).round().clamp(-LARGEST, LARGEST).to(torch.int8)
    product_NO = torch._int_mm(values_NI, weight.values_IO)
    out_NO: Tensor = product_NO * scale_N1 * weight.scale_O
    return out_NO.to(x.dtype).view(*x.shape[:-1], -1)
