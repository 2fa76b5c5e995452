"""A plain training loop for one stage: resumable, bounded, on the CPU or one GPU."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import torch
from torch.nn.utils import clip_grad_norm_
from tqdm import tqdm

from alphagen.config import DataConfig, StageConfig
from alphagen.errors import ModelError
from alphagen.models import AlphagenForConditionalGeneration
from alphagen.models.checkpoint import load_training, save_training
from alphagen.tensors.precision import compute_dtype
from alphagen.training.batches import Batch, Pools, stream

BETAS = (0.9, 0.999)  # paper, section 4.2
REPORT_STEPS = 20


def learning_rate(stage: StageConfig, step: int) -> float:
    """Rate of a step: linear warm-up, level, linear decay to ``final`` of the peak."""
    if step < stage.warmup:
        return stage.learning_rate * (step + 1) / stage.warmup
    begin = stage.decay_from * stage.steps
    done = min(max((step - begin) / max(stage.steps - begin, 1), 0), 1)
    return stage.learning_rate * (1 - done * (1 - stage.final))


def make_optimizer(
    model: AlphagenForConditionalGeneration, stage: StageConfig
) -> torch.optim.AdamW:
    """Make AdamW; norms' weights do not decay."""
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": stage.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=stage.learning_rate, betas=BETAS, fused=True)


def step_loss(model: AlphagenForConditionalGeneration, batch: Batch) -> torch.Tensor:
    """Mean loss of a batch, its products in bfloat16 where that is faster."""
    device = model.device
    input_ids, labels = (
        torch.from_numpy(tokens).to(device, non_blocking=True).long()
        for tokens in (batch.input_ids, batch.labels)
    )
    dtype = compute_dtype(device)
    with torch.autocast(device.type, dtype=dtype, enabled=dtype is not torch.float32):
        loss: torch.Tensor = model(
            input_ids=input_ids,
            attention_mask=input_ids != model.config.pad_token_id,
            labels=labels,
        ).loss
    return loss


class StageTrainer:
    """Runs one stage from where its checkpoint stands."""

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        stage: StageConfig,
        data: DataConfig,
        tokenizer_json: str,
        folder: Path,
    ) -> None:
        self.model = model
        self.stage = stage
        self.data = data
        self.tokenizer_json = tokenizer_json
        self.folder = folder
        self.optimizer = make_optimizer(model, stage)
        self.step = 0
        self.position = (0, 0)
        self.checkpoint = folder / "state.pt"
        if self.checkpoint.exists():
            self.step, extra = load_training(self.checkpoint, model, self.optimizer)
            self.position = (int(extra["pool"]), int(extra["batch"]))

    def save(self) -> None:
        """Write the checkpoint."""
        pool, batch = self.position
        save_training(
            self.checkpoint,
            self.model,
            self.optimizer,
            self.step,
            extra={"pool": pool, "batch": batch},
        )

    def run(self, *, checkpoint_minutes: float, workers: int = 0) -> float:
        """Train to the end of the stage; return the mean loss of the last steps, 0 if none."""
        if self.step >= self.stage.steps:
            return 0.0
        self.folder.mkdir(parents=True, exist_ok=True)
        pools = Pools(self.data, self.tokenizer_json, self.stage.inputs)
        batches = stream(pools, self.position, workers)
        self.model.train()
        with (self.folder / "metrics.jsonl").open("a") as metrics:
            loss = self._steps(batches, metrics, checkpoint_minutes * 60)
        self.save()
        return loss

    def _steps(self, batches: Iterator[Batch], metrics: TextIO, interval_s: float) -> float:
        saved = reported = time.monotonic()
        updates: list[torch.Tensor] = []
        tokens = 0
        mean = 0.0
        bar = tqdm(initial=self.step, total=self.stage.steps, unit="step", desc=self.folder.name)
        while self.step < self.stage.steps:
            batch = next(batches)
            updates.append(self._update(batch))
            tokens += batch.input_ids.size + batch.labels.size
            self.step += 1
            self.position = batch.position
            bar.update()
            if self.step % REPORT_STEPS == 0 or self.step == self.stage.steps:
                mean = self._mean_loss(updates)  # the GPU is waited for here alone
                now = time.monotonic()
                speed = tokens / (now - reported)
                bar.set_postfix(loss=f"{mean:.4f}", tokens_per_s=f"{speed:.0f}")
                record = {"step": self.step, "loss": mean, "tokens_per_s": round(speed)}
                metrics.write(json.dumps(record) + "\n")
                metrics.flush()
                updates, tokens, reported = [], 0, now
                if now - saved > interval_s:
                    self.save()
                    saved = now
        bar.close()
        return mean

    def _mean_loss(self, updates: list[torch.Tensor]) -> float:
        """Return the mean loss of updates, none of which may have spoilt the weights."""
        losses, norms = torch.stack(updates).float().cpu().unbind(1)
        if not bool(torch.isfinite(losses).all() and torch.isfinite(norms).all()):
            raise ModelError(
                f"Stage {self.folder.name} has loss {losses[-1]:.3g} and gradient norm "
                f"{norms[-1]:.3g} at step {self.step}: lower `learning_rate` and start again; "
                f"{self.checkpoint} holds the last good state."
            )
        return float(losses.mean())

    def _update(self, batch: Batch) -> torch.Tensor:
        """Make one step; return its loss and the norm of its gradient before clipping."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.stage, self.step)
        loss = step_loss(self.model, batch)
        torch.autograd.backward(loss)
        norm = clip_grad_norm_(self.model.parameters(), self.stage.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return torch.stack((loss.detach(), norm))
