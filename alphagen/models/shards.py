"""Weights that several processes hold parts of, and the whole of them as it is on disk.

A training state on disk does not depend on how many processes trained it: tensors that are spread
(``DTensor``) are put together when it is written and spread again when it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import Tensor
from torch.distributed.tensor import DTensor, distribute_tensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import nn
    from torch.optim import Optimizer


def whole(state: Any, *, keep: bool = True) -> Any:
    """Put spread tensors together, in a tree of dicts and lists; all processes have to call it.

    Args:
        state: of a module or an optimiser.
        keep: whether the tensors are wanted here, or only elsewhere.
    """
    if isinstance(state, dict):
        return {key: whole(value, keep=keep) for key, value in state.items()}
    if isinstance(state, list | tuple):
        return [whole(value, keep=keep) for value in state]
    if not isinstance(state, DTensor):
        return state
    tensor = state.full_tensor()
    return tensor.cpu() if keep else None


def spread_like(tensor: Any, model: Any) -> Any:
    """Keep this process's part of a tensor, if the one whose place it takes is spread."""
    if not isinstance(model, DTensor) or not isinstance(tensor, Tensor):
        return tensor
    if tensor.shape != model.shape:  # such as an optimiser's number of steps
        return tensor
    return distribute_tensor(
        tensor.to(model.device), model.device_mesh, model.placements, src_data_rank=None
    )


def load_weights(module: nn.Module, weights: Mapping[str, Any]) -> None:
    """Replace a module's weights by whole ones.

    Raises:
        RuntimeError: names or shapes are others.
    """
    held = module.state_dict()
    module.load_state_dict({k: spread_like(w, held.get(k)) for k, w in weights.items()})


def load_optimizer(optimizer: Optimizer, state: dict[str, Any]) -> None:
    """Replace an optimiser's state by a whole one.

    Raises:
        ValueError: it is of other parameters.
    """
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    moments = {
        number: {k: spread_like(value, parameters[number]) for k, value in values.items()}
        for number, values in state["state"].items()
    }
    optimizer.load_state_dict({**state, "state": moments})
