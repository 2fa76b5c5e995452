"""Which number format to compute in."""

from typing import Any

import torch


def compute_dtype(device: torch.device) -> torch.dtype:
    """Return bfloat16 where matrix products are faster in it, else float32.

    A CPU without instructions for bfloat16 emulates it: measured on one with AVX2 alone, a training
    step of a small model took 30 times as long.
    """
    if device.type == "cpu":
        has: dict[str, Any] = getattr(
            torch.cpu, "get_capabilities", dict
        )()  # not in older versions of torch
        fast = bool(has.get("avx512_bf16") or has.get("amx_bf16"))
    else:
        fast = device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if fast else torch.float32
