"""How fast networks are trained: our loop beside the Trainer of transformers.

Both train the same network on the same batches, drawn before the clock starts, in the same number
format with the same optimiser, and take turns in one run. The share of the peak counts the
operations of a step's products, those on padding included, beside a large matrix product in the
same number format. On a machine that does other work, give one thread: then seconds are those of
the processor, and nobody else's work counts::

    python scripts/bench/training.py --quick --threads 1
    python scripts/bench/training.py --json > training.json
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alphagen.tensors.memory import keep_freed_memory

keep_freed_memory()

import torch  # noqa: E402 - after the choice of how memory is kept
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

from alphagen.config import StageConfig, TrainConfig, load_config  # noqa: E402
from alphagen.models.model import IGNORED  # noqa: E402
from alphagen.tensors.precision import compute_dtype  # noqa: E402
from alphagen.training.batches import Pools, stream  # noqa: E402
from alphagen.training.loop import StageTrainer  # noqa: E402
from alphagen.training.recipe import make_model, make_tokenizer  # noqa: E402

if TYPE_CHECKING:
    from alphagen.training.batches import Batch

CONFIG = Path(__file__).parents[2] / "configs" / "bundled.yaml"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few steps: about a minute")
    parser.add_argument("--threads", type=int, help="of torch; 1 counts CPU seconds")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    found = measure(*((6, 3) if options.quick else (20, 7)))
    if options.json:
        print(json.dumps(found, indent=1))
        return
    for name, value in found.items():
        print(f"{name:44} {value if isinstance(value, str) else format(value, ',.3g')}")


def measure(steps: int, rounds: int) -> dict[str, Any]:
    """Return speeds in tokens a second, padding left out, and ratios.

    Args:
        steps: of each turn.
        rounds: turns of each way; medians are taken over them.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    config = load_config(TrainConfig, CONFIG)
    stage = StageConfig(steps=10_000, warmup=0, learning_rate=1e-4)
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = make_tokenizer(config, Path(folder))
        config = config.merged(base="", data={**config.data.model_dump(), "pool": 512})
        batches = drawn(config, tokenizer.to_str(), stage, steps + 1)
        model = torch.nn.Module.to(make_model(config, tokenizer), device)
        ours = StageTrainer(model, stage, config.data, "", Path(folder) / "none")
        flops = operations(ours, batches[1:])
        times: list[tuple[float, float, float]] = []
        for _ in range(rounds):
            other = torch.nn.Module.to(make_model(config, tokenizer), device)
            times.append((own(ours, batches), library(other, batches, stage), peak(device)))
    tokens = sum(int((b.input_ids != 0).sum() + (b.labels != IGNORED).sum()) for b in batches[1:])
    fastest = max(rate for *_, rate in times)
    seconds, theirs = (statistics.median(one) for one in list(zip(*times, strict=True))[:2])
    return {
        "ours, tokens/s": tokens / seconds,
        "transformers Trainer, tokens/s": tokens / theirs,
        "ours_over_trainer": statistics.median(b / a for a, b, _ in times),
        "ours_over_trainer, lowest": min(b / a for a, b, _ in times),
        "ours_over_trainer, highest": max(b / a for a, b, _ in times),
        "matmul peak, TFLOPS": fastest / 1e12,
        "share_of_matmul_peak": statistics.median(flops / a / rate for a, _, rate in times),
        "parameters": float(model.num_parameters()),
        "rounds of steps": f"{rounds} of {steps}",
        "number format": str(compute_dtype(device)).removeprefix("torch."),
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        "threads": str(torch.get_num_threads()),
        "processors": str(os.cpu_count()),
        "torch": torch.__version__,
        "machine": platform.processor() or platform.machine(),
        "date": time.strftime("%Y-%m-%d"),
    }


def drawn(config: TrainConfig, tokenizer_json: str, stage: StageConfig, count: int) -> list[Batch]:
    """Draw batches of the forge's problems."""
    pools = Pools(config.data, tokenizer_json, stage)
    return list(itertools.islice(stream(pools, (0, 0)), count))


def now() -> float:
    """Return seconds, once the device is done; CPU seconds where one thread does everything."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    elif torch.get_num_threads() == 1:
        return time.process_time()
    return time.perf_counter()


def own(trainer: StageTrainer, batches: list[Batch]) -> float:
    """Return the seconds of all steps but the first."""
    trainer.learner.train()
    trainer.update(batches[:1])
    begun = now()
    for batch in batches[1:]:
        trainer.update([batch])
    return now() - begun


def operations(trainer: StageTrainer, batches: list[Batch]) -> float:
    """Count the operations of the matrix products of the steps, forward and backward."""
    with FlopCounterMode(display=False) as counter:
        for batch in batches:
            trainer.update([batch])
    return float(counter.get_total_flops())


def library(model: Any, batches: list[Batch], stage: StageConfig) -> float:
    """Return the seconds of all steps but the first with the library's Trainer."""
    from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

    begun = ended = 0.0

    class Clock(TrainerCallback):
        """Starts after the first step and stops after the last."""

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002
            nonlocal begun, ended
            if state.global_step in (1, len(batches)):
                ended = now()
                begun = begun or ended

    device = next(model.parameters()).device
    rows = [
        {
            "input_ids": torch.from_numpy(batch.input_ids).long(),
            "attention_mask": torch.from_numpy(batch.input_ids != 0),
            "labels": torch.from_numpy(batch.labels).long(),
        }
        for batch in batches
    ]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        arguments = TrainingArguments(
            output_dir=folder,
            use_cpu=device.type == "cpu",
            bf16=compute_dtype(device) is torch.bfloat16,
            max_steps=len(batches),
            per_device_train_batch_size=1,
            learning_rate=stage.learning_rate,
            lr_scheduler_type="constant",
            weight_decay=stage.weight_decay,
            max_grad_norm=stage.clip,
            optim="adamw_torch_fused",
            logging_strategy="no",
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            remove_unused_columns=False,
        )
        trainer = Trainer(
            model,
            arguments,
            data_collator=lambda items: items[0],
            train_dataset=rows,
            callbacks=[Clock()],
        )
        trainer.remove_callback(PrinterCallback)  # or it prints among what is measured
        trainer.train()
    return ended - begun


def peak(device: torch.device) -> float:
    """Return the operations a second of a large matrix product in the number format of training."""
    a = torch.randn(2048, 2048, device=device).to(compute_dtype(device))
    best = 0.0
    for _ in range(8):
        begun = now()
        for _ in range(4):
            a @ a
        best = max(best, 4 * 2 * 2048**3 / (now() - begun))
    return best


if __name__ == "__main__":
    main()
