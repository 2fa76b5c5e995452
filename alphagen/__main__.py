"""``python -m alphagen``."""

from alphagen.cli import main

if __name__ == "__main__":
    main(prog_name="alphagen")
