"""``alphagen``, and ``python -m alphagen``."""

import os
import sys


def start() -> None:
    """Run the command line. Ctrl-C ends it with one sentence, from the first import on."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed: its number would go to the next file opened
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    try:
        from alphagen.cli import main

        main(prog_name="alphagen")
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(130)  # alphagen.cli.INTERRUPTED, which may not be there yet


if __name__ == "__main__":
    start()
