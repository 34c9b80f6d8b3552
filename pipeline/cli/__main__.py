"""Lets `python -m pipeline.cli` do what `undersight` does."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
