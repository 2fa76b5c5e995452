"""``alphagen train``: train networks by a configuration."""

from pathlib import Path

import click


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change one setting.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of torch.")
def command(config: Path, overrides: tuple[str, ...], threads: int | None) -> None:
    """Train the networks that CONFIG describes, or go on where training was stopped.

    Checkpoints, metrics and the finished bundles go to the configuration's `out` folder. Give a
    bundle's folder to `alphagen solve --model`.

    Example: alphagen train configs/bundled.yaml --set out=checkpoints/mine
    """
    from alphagen.config import TrainConfig, load_config

    settings = load_config(TrainConfig, config, overrides)

    import torch

    from alphagen.training import train

    if threads:
        torch.set_num_threads(threads)
    for name, folder in train(settings).items():
        click.echo(f"{name}: {folder}")
