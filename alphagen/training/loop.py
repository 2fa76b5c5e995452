"""A plain training loop for one stage: resumable, bounded, in one process or several."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.distributed.tensor import DTensor
from torch.nn.utils import clip_grad_norm_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from alphagen.config import DataConfig, StageConfig
from alphagen.errors import ConfigError, ModelError
from alphagen.models import AlphagenForConditionalGeneration
from alphagen.models.checkpoint import load_trained_weights, load_training, save_training
from alphagen.models.shards import load_weights
from alphagen.training.batches import Batch, Pools, stream
from alphagen.training.group import Group, without_exchange
from alphagen.training.learner import PARTS, Learner, step_losses, to_device
from alphagen.training.metrics import Metrics
from alphagen.training.optimizer import learning_rate, make_optimizer
from alphagen.training.validation import Validation

REPORT_STEPS = 20
ALONE = Group()


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there.

    Raises:
        ConfigError: a file is in its place, or it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"No folder can be made at {folder} ({error.strerror}): set `out` to another."
        ) from error


class StageTrainer:
    """Runs one stage from where its checkpoint stands."""

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        stage: StageConfig,
        data: DataConfig,
        tokenizer_json: str,
        folder: Path,
        group: Group = ALONE,
    ) -> None:
        self.stage = stage
        self.data = data
        self.tokenizer_json = tokenizer_json
        self.folder = folder
        self.group = group
        self.learner = Learner(model, stage)
        self.checkpoint = folder / "state.pt"
        if stage.start and not self.checkpoint.exists():
            self._begin(folder.parent / stage.start / "state.pt")
        self.wrapped = group.wrap(self.learner)
        self.optimizer = make_optimizer(self.learner, stage)
        self.step = 0
        self.position = (0, 0)
        self.validation: Validation | None = None
        self.average: AveragedModel | None = None
        if self.checkpoint.exists():
            self._resume()
        elif stage.average:
            self.average = self._mean_from_here()

    @property
    def model(self) -> AlphagenForConditionalGeneration:
        """The network that is trained."""
        return self.learner.model

    def _begin(self, start: Path) -> None:
        """Take over the weights of another stage, its value head included if both have one."""
        extra = load_trained_weights(start, self.model)
        value = extra.get("average", extra).get("value")
        if self.learner.value is not None and value is not None:
            load_weights(self.learner.value, value)

    def _mean_from_here(self) -> AveragedModel:
        """Begin a running mean with the weights as they are."""
        moving = get_ema_multi_avg_fn(self.stage.average)  # type: ignore[no-untyped-call]
        average = AveragedModel(self.learner, multi_avg_fn=moving)
        average.update_parameters(self.learner)
        return average

    def _resume(self) -> None:
        self.step, extra = load_training(self.checkpoint, self.model, self.optimizer)
        if self.learner.value is not None:
            load_weights(self.learner.value, extra["value"])
        if self.stage.average:
            self.average = self._mean_from_here()
            if "average" in extra:  # or the stage was begun without
                for name, part in self.average.module.named_children():
                    load_weights(part, extra["average"][name])
        positions = extra.get("positions", [[extra["pool"], extra["batch"]]])
        if len(positions) == self.group.world:
            pool, batch = positions[self.group.rank]
        else:  # other processes have drawn other pools: go on behind all of them
            pool, batch = max(pool for pool, _ in positions) + 1, 0
        self.position = (int(pool), int(batch))

    def save(self) -> None:
        """Write the checkpoint."""
        positions = self.group.lists(list(self.position))
        extra: dict[str, Any] = {"pool": self.position[0], "batch": self.position[1]}
        if self.group.world > 1:
            extra["positions"] = positions
        if self.learner.value is not None:
            extra["value"] = dict(self.learner.value.state_dict())
        if self.average is not None:
            parts = self.average.module.named_children()
            extra["average"] = {name: dict(part.state_dict()) for name, part in parts}
        save_training(
            self.checkpoint,
            self.model,
            self.optimizer,
            self.step,
            extra=extra,
            write=self.group.first,
        )
        self.group.wait()

    def run(self, *, checkpoint_minutes: float, workers: int = 0, board: bool = False) -> float:
        """Train to the end of the stage.

        Args:
            checkpoint_minutes: time between checkpoints.
            workers: processes that draw examples ahead.
            board: whether to write for TensorBoard too.

        Returns:
            The mean loss of the last steps, 0 if there were none.
        """
        if self.step >= self.stage.steps:
            return 0.0
        make_folder(self.folder)
        pools = Pools(self.data, self.tokenizer_json, self.stage)
        turn = (self.group.rank, self.group.world)
        batches = stream(pools, self.position, workers, turn)
        self.learner.train()
        if self.data.validation and self.stage.objective == "solve":
            self.validation = Validation(self.data, self.stage, self.tokenizer_json)
        with Metrics(self.folder, self.step, write=self.group.first, board=board) as metrics:
            loss = self._steps(batches, metrics, checkpoint_minutes * 60)
        self.save()
        return loss

    def _steps(self, batches: Iterator[Batch], metrics: Metrics, interval_s: float) -> float:
        saved = reported = time.monotonic()
        updates: list[Tensor] = []
        tokens = 0
        mean = 0.0
        shown: dict[str, str] = {}
        bar = tqdm(
            initial=self.step,
            total=self.stage.steps,
            unit="step",
            desc=self.folder.name,
            disable=not self.group.first,
        )
        while self.step < self.stage.steps:
            drawn = list(islice(batches, self.stage.accumulate))
            updates.append(self.update(drawn))
            tokens += sum(batch.size for batch in drawn)
            self.step += 1
            self.position = drawn[-1].position
            bar.update()
            if self.step % REPORT_STEPS == 0 or self.step == self.stage.steps:
                mean, parts = self._mean_losses(updates)  # the GPU is waited for here alone
                now = time.monotonic()
                speed = round(tokens * self.group.world / (now - reported))
                if self.validation is not None and self._ends_a_tenth():
                    parts["validation"] = self._validate(self.validation)
                    shown["validation"] = f"{parts['validation']:.4f}"
                bar.set_postfix(shown, loss=f"{mean:.4f}", tokens_per_s=speed)
                metrics.write({"step": self.step, "loss": mean, "tokens_per_s": speed, **parts})
                if self._is_time(now - saved > interval_s):
                    self.save()
                    saved = now
                updates, tokens, reported = [], 0, time.monotonic()
        bar.close()
        return mean

    def _ends_a_tenth(self) -> bool:
        """Whether a tenth of the stage has come to its end since the last report."""
        before = (self.step - 1) // REPORT_STEPS * REPORT_STEPS
        return self.step * 10 // self.stage.steps > before * 10 // self.stage.steps

    def _validate(self, validation: Validation) -> float:
        """Return the loss on what is not trained on, of the mean of the weights if there is one."""
        learner = self.learner if self.average is None else self.average.module
        return validation.loss(learner, self.model.device)

    def _is_time(self, mine: bool) -> bool:
        """Whether to save; processes have to agree, and the first one's clock decides."""
        return bool(self.group.lists([int(mine)])[0][0])

    def _mean_losses(self, updates: list[Tensor]) -> tuple[float, dict[str, float]]:
        """Return the mean loss of updates and its parts, if it has several.

        Raises:
            ModelError: an update may have spoilt the weights.
        """
        stacked = torch.stack(updates).float()
        losses = self.group.total(stacked[:, :-1]).cpu() / self.group.world
        norms = stacked[:, -1].cpu()
        if not bool(torch.isfinite(losses).all() and torch.isfinite(norms).all()):
            raise ModelError(
                f"Stage {self.folder.name} has loss {losses[-1, 0]:.3g} and gradient norm "
                f"{norms[-1]:.3g} at step {self.step}: lower `learning_rate` and start again; "
                f"{self.checkpoint} holds the last good state."
            )
        stage = self.stage
        loss, *parts = losses.mean(0).tolist()
        there = (stage.gold or stage.masked or stage.value, stage.masked, stage.value)
        return loss, {k: v for k, v, is_there in zip(PARTS, parts, there, strict=True) if is_there}

    def update(self, batches: list[Batch]) -> Tensor:
        """Make one step.

        Means are over all batches of the step, in whichever process they are: a token weighs the
        same wherever it stands.

        Returns:
            (5,): the loss, its three parts, and the norm of the gradient before clipping.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.stage, self.step)
        counts = torch.from_numpy(np.sum([batch.counts() for batch in batches], axis=0))
        # Processes average their gradients, which takes the world out again.
        divisors = self.group.total(counts).clamp(min=1) / self.group.world
        device = self.group.device if self.group.world > 1 else self.model.device
        divisors = divisors.float().to(device)
        total = torch.zeros(1 + len(PARTS), device=device)
        for number, batch in enumerate(batches, 1):
            with without_exchange(self.wrapped, last=number == len(batches)):
                losses = step_losses(self.wrapped, to_device(batch, device), divisors)
                torch.autograd.backward(losses[0])
            total += losses.detach()
        norm = clip_grad_norm_(self.learner.parameters(), self.stage.clip)
        if isinstance(norm, DTensor):
            norm = norm.full_tensor()
        self.optimizer.step()
        if self.average is not None:
            self.average.update_parameters(self.learner)
        self.optimizer.zero_grad(set_to_none=True)
        return torch.cat((total, norm.to(total.dtype)[None]))
