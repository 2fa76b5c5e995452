import torch

from alphagen.tensors.precision import compute_dtype

CPU = torch.device("cpu")


def test_bfloat16_is_chosen_only_where_the_cpu_has_it(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True}, raising=False)
    assert compute_dtype(CPU) is torch.bfloat16
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict, raising=False)
    assert compute_dtype(CPU) is torch.float32
