"""How fast programs are written: the native engine beside ``generate`` of the same network.

Both have the same weights, prompt and temperature, and take turns in one run; ``generate`` has the
best of its number formats and batch sizes. How much the native engine gains by reading what samples
have in common once depends on how alike they are; "nothing shared" is its speed if none were.
Ratios hold on a busy machine, absolute speeds do not::

    python scripts/bench/sampling.py --quick
    python scripts/bench/sampling.py --json > sampling.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess  # noqa: TID251 - a process for each way, to see how much memory it takes
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alphagen.pipeline.loading import share_processors

share_processors()

import torch  # noqa: E402 - after the choice of how its threads wait

from alphagen.core import Language, Metadata  # noqa: E402
from alphagen.data import load_problem  # noqa: E402
from alphagen.prompts import encoder_prompt  # noqa: E402
from alphagen.sampling.base import Request  # noqa: E402
from alphagen.sampling.bundles import read_bundle  # noqa: E402
from alphagen.sampling.native import NativeEngine  # noqa: E402
from alphagen.sampling.network import Network, Sizes  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TEMPERATURE = 0.7
EXAMPLE = Path(__file__).parents[2] / "examples" / "07-frost-report.txt"
BATCHES = (64, 256, 1024)
QUICK = 256
"""Samples of the slow way in a quick run, and its largest batch."""

TOKENS = 64
"""Tokens that are written for the comparison of multi-query and multi-head attention."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,024 samples only: under a minute")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--memory-of", nargs=2, metavar=("WAY", "SAMPLES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        way, samples = options.memory_of
        ways()[way](int(samples))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
        return
    found = measure(quick=options.quick)
    if options.json:
        print(json.dumps(found, indent=1))
        return
    for name, value in found.items():
        print(f"{name:44} {value if isinstance(value, str) else format(value, ',.3g')}")


def measure(*, quick: bool) -> dict[str, Any]:
    """Return speeds in tokens a second, and ratios."""
    ours, *others = ways().items()
    best = ours[1]
    best(64)
    if quick:
        others = [(name, way) for name, way in others if batch_of(name) <= QUICK]
    rates = {name: way(batch_of(name)) for name, way in others}
    fastest = max(rates, key=rates.__getitem__)
    generate = dict(others)[fastest]
    found: dict[str, Any] = {f"{name}, tokens/s": rate for name, rate in rates.items()}
    for samples in (1024,) if quick else (64, 1024, 8192):
        # In turns, and no more of the slow way than it takes to know its speed.
        slow = min(samples, QUICK if quick else 1024)
        rounds = [(best(samples), native(samples, shared=False), generate(slow)) for _ in range(3)]
        both, alone, _ = (statistics.median(rates) for rates in zip(*rounds, strict=True))
        found[f"native, {samples} samples, tokens/s"] = both
        found[f"native, nothing shared, {samples} samples, tokens/s"] = alone
        found[f"native_over_generate_{samples}"] = statistics.median(a / c for a, _, c in rounds)
        found[f"native_nothing_shared_over_generate_{samples}"] = statistics.median(
            b / c for _, b, c in rounds
        )
        if not quick:
            for name in ("native", fastest):
                found[f"{name}, {samples} samples, bytes"] = memory(name, samples)
    peak = matmul_peak()
    rate = found["native, nothing shared, 1024 samples, tokens/s"]
    found["matmul peak, TFLOPS"] = peak / 1e12
    found["share_of_matmul_peak"] = rate * flops_per_token() / peak
    found["multi_query_over_multi_head"] = multi_query(2 if quick else 5)
    return found | {
        "generate is": fastest,
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "processors": str(os.cpu_count()),
        "torch": torch.__version__,
        "machine": platform.processor() or platform.machine(),
        "date": time.strftime("%Y-%m-%d"),
    }


def ways() -> dict[str, Callable[[int], float]]:
    """Name the ways to write samples: each takes a number and returns tokens a second."""
    found: dict[str, Callable[[int], float]] = {"native": native}
    for dtype in (torch.float32, torch.bfloat16):
        for batch in BATCHES:
            name = f"generate, {str(dtype).removeprefix('torch.')}, batches of {batch}"
            found[name] = lambda n, dtype=dtype, batch=batch: generated(n, dtype, batch)  # type: ignore[misc]
    return found


def batch_of(name: str) -> int:
    """Read the size of the batches out of the name of a way."""
    return int(name.rpartition(" ")[2])


def prompt() -> str:
    """Return what all samples are written for."""
    metadata = Metadata(None, (), Language.PYTHON3)
    return encoder_prompt(load_problem(EXAMPLE).public(), metadata).text


def native(samples: int, *, shared: bool = True) -> float:
    """Write samples with the native engine, if need be each with a temperature of its own."""
    bundle = read_bundle("sampler")
    engine = NativeEngine(bundle.network, bundle.tokenizer)
    step = 0.0 if shared else 1e-6
    request = Request([prompt()] * samples, 0, [TEMPERATURE + n * step for n in range(samples)])
    begun = time.perf_counter()
    [completions] = engine.complete([request])
    seconds = time.perf_counter() - begun
    return sum(len(bundle.tokenizer.encode(one.text).ids) + 1 for one in completions) / seconds


def generated(samples: int, dtype: torch.dtype, batch: int) -> float:
    """Write samples with the library's loop."""
    from alphagen.models.checkpoint import load_bundle

    loaded, tokenizer = load_bundle("sampler")
    model: Any = loaded
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = model.to(device, dtype)
    ids = torch.tensor([tokenizer(prompt())["input_ids"]], device=device)
    tokens, left = 0, samples
    begun = time.perf_counter()
    while left > 0:
        with torch.no_grad():
            written = model.generate(
                input_ids=ids,
                do_sample=True,
                temperature=TEMPERATURE,
                top_k=0,
                num_return_sequences=min(batch, left),
                max_new_tokens=model.config.max_decoder_tokens,
            )
        tokens += int((written[:, 1:] != model.config.pad_token_id).sum())
        left -= batch
    return tokens / (time.perf_counter() - begun)


def memory(way: str, samples: int) -> int:
    """Return the peak memory of a process that does nothing else, bytes."""
    command = [sys.executable, __file__, "--memory-of", way, str(samples)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    return int(done.stdout)


def matmul_peak() -> float:
    """Return the operations a second of a large matrix product in the native number format."""
    bundle = read_bundle("sampler")
    dtype, device = bundle.network.dtype, bundle.network.device
    a = torch.randn(2048, 2048, device=device).to(dtype)
    best = 0.0
    for _ in range(8):
        begun = time.perf_counter()
        for _ in range(4):
            a @ a
        if device.type == "cuda":
            torch.cuda.synchronize()
        best = max(best, 4 * 2 * 2048**3 / (time.perf_counter() - begun))
    return best


def flops_per_token() -> float:
    """Return how many operations the products for one token take; attention over 64 and 224."""
    network = read_bundle("sampler").network
    weights = network.embedding_VD.numel()
    for block in network.decoder:
        parts = (block.qkv, block.out, block.cross_q, block.cross_out, block.up, block.down)
        weights += sum(part.numel() for part in parts if isinstance(part, torch.Tensor))
    sizes = network.sizes
    attention = 2 * sizes.num_attention_heads * sizes.head_dim * (64 + 224) * sizes.decoder_layers
    return 2.0 * float(weights + attention)


def multi_query(rounds: int) -> float:
    """Return how much faster one key head is than one for each query head, with equal widths."""
    bundle = read_bundle("sampler")
    engines = [
        NativeEngine(random_network(bundle.network, heads), bundle.tokenizer, max_new_tokens=TOKENS)
        for heads in (1, bundle.network.sizes.num_attention_heads)
    ]
    request = Request([prompt()] * 512, 0, [1.0] * 512)
    times: list[list[float]] = [[], []]
    for _ in range(rounds):
        for place, engine in enumerate(engines):
            begun = time.perf_counter()
            list(engine.complete([request]))
            times[place].append(time.perf_counter() - begun)
    ratios: list[float] = [many / one for one, many in zip(*times, strict=True)]
    return statistics.median(ratios)


def random_network(like: Network, key_heads: int) -> Network:
    """Make a network of the same sizes, but for the number of key heads, with random weights."""
    from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration

    names = set(Sizes.__dataclass_fields__)
    held: Mapping[str, Any] = {name: getattr(like.sizes, name) for name in names}
    config = AlphagenConfig(**{**held, "num_key_value_heads": key_heads})
    model = AlphagenForConditionalGeneration(config)
    sizes = Sizes.read(config.to_dict())
    return Network(sizes, model.state_dict(), dtype=like.dtype, device=like.device)


if __name__ == "__main__":
    main()
