"""`python -m pipeline.app.demo [serve [PORT] | expected]`: serve the site alone, or print how it must end."""

from __future__ import annotations

import sys
from threading import Event

from .content import load_content
from .expected import as_text
from .site import DemoSite


def main(arguments: list[str]) -> None:
    """Do what the command line says; without arguments, serve on a free port until Ctrl-C."""
    if arguments[:1] == ["expected"]:
        sys.stdout.write(as_text(load_content()))
        return
    with DemoSite(int(arguments[1]) if len(arguments) > 1 else 0, updates=False) as site:
        sys.stdout.write(f"{site.url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
