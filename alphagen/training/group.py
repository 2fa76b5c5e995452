"""Several processes that train one network, as ``torchrun`` starts them.

``ddp`` keeps the whole network in each process; ``fsdp`` spreads weights, gradients and moments
over them (``fully_shard``). Both average gradients, so that the steps are those of one process
with all the batches.
"""

from __future__ import annotations

import gc
import os
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.nn.parallel import DistributedDataParallel

from alphagen.models.stacks import DecoderBlock, EncoderBlock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

SETTLE_S = 1.0  # the last exchange is over long before


@dataclass(frozen=True, slots=True)
class Group:
    """This process among those that train together.

    Attributes:
        rank: number of this process; number 0 writes and talks.
        world: how many there are.
        local: how many are on this machine.
        parallel: ``ddp`` or ``fsdp``.
        device: where this process computes.
    """

    rank: int = 0
    world: int = 1
    local: int = 1
    parallel: str = "ddp"
    device: torch.device = torch.device("cpu")  # noqa: RUF009 - devices do not change

    @property
    def first(self) -> bool:
        """Whether this process writes and talks."""
        return self.rank == 0

    def wrap(self, learner: nn.Module) -> nn.Module:
        """Make what is called in training of a module; ``fsdp`` changes the module itself."""
        if self.world == 1:
            return learner
        if self.parallel == "ddp":
            return DistributedDataParallel(learner)
        for module in learner.modules():
            if isinstance(module, EncoderBlock | DecoderBlock):
                fully_shard(module)
        fully_shard(learner)  # the rest, with the one embedding that several layers share
        return learner

    def total(self, values: Tensor) -> Tensor:
        """Add up the processes' values."""
        if self.world > 1:
            values = values.to(self.device).contiguous()  # what is sent is the memory as it lies
            dist.all_reduce(values)
        return values

    def lists(self, values: list[int]) -> list[list[int]]:
        """Collect a list of numbers from each process, in the order of their ranks."""
        if self.world == 1:
            return [values]
        mine = torch.tensor(values, device=self.device)
        gathered = [torch.empty_like(mine) for _ in range(self.world)]
        dist.all_gather(gathered, mine)
        return [one.tolist() for one in gathered]

    def wait(self) -> None:
        """Wait until every process is here."""
        if self.world > 1:
            dist.barrier()


def without_exchange(module: nn.Module, *, last: bool) -> AbstractContextManager[Any]:
    """Keep gradients in this process until the last batch of a step has its own."""
    if isinstance(module, FSDPModule):
        module.set_requires_gradient_sync(last)
        return nullcontext()
    if isinstance(module, DistributedDataParallel) and not last:
        return module.no_sync()
    return nullcontext()


@contextmanager
def joined(parallel: str) -> Iterator[Group]:
    """Join the processes that ``torchrun`` has started, if it did, and leave them at the end.

    Args:
        parallel: ``ddp`` or ``fsdp``; one process alone does neither.
    """
    cuda = torch.cuda.is_available()
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world == 1:
        yield Group(device=torch.device("cuda" if cuda else "cpu"))
        return
    rank, local_rank, local = (
        int(os.environ[name]) for name in ("RANK", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
    )
    device = torch.device("cuda", local_rank) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if cuda else "gloo")
    try:
        yield Group(rank, world, local, parallel, device)
    finally:
        # Whoever lets go of the group last joins its thread, and holds Python's lock meanwhile; if
        # that thread still has a tensor to drop, it wants the lock too, and both wait for ever.
        gc.collect()
        time.sleep(SETTLE_S)
        dist.destroy_process_group()
