"""The program `undersight`: finds the command, runs it, and turns every failure into one clear line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, NoReturn, cast

import typer

from .table import COMMANDS, EXIT_CODES, GROUPS, Command

ABOUT = "Monitors news about the surveillance industry. Organisations are tagged, people never are."


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit with the code that `EXIT_CODES` explains."""
    given, debug = split_debug(sys.argv[1:] if arguments is None else arguments)
    try:
        typer.main.get_command(program(given))(args=given, prog_name="undersight")
    except Exception as error:  # noqa: BLE001 - the one place where failures become exit codes
        from .failures import report

        sys.exit(report(error, debug=debug))
    sys.exit(0)


def split_debug(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Return the command line without `--debug`, which may stand anywhere before a `--`, and whether it was there."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    rest = [word for word in arguments[:end] if word != "--debug"]
    debug = len(rest) < end or os.environ.get("UNDERSIGHT_DEBUG", "") not in {"", "0"}
    return [*rest, *arguments[end:]], debug


def program(arguments: Sequence[str]) -> typer.Typer:
    """Return the program with the code of the one command that is wanted; of the others it knows name and help."""
    top = _group(ABOUT, epilog=_epilog())
    top.callback(help=ABOUT, invoke_without_command=True)(_options)
    groups = {name: _group(text) for name, text in GROUPS.items()}
    wanted = wanted_command(arguments)
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        parent = groups[first] if second else top
        function = load(command) if command is wanted else _stub
        parent.command(second or first, help=None if command is wanted else command.help)(function)
    for name, group in groups.items():
        top.add_typer(group, name=name)
    return top


def wanted_command(arguments: Sequence[str]) -> Command | None:
    """Return the command that a command line begins with."""
    words = [word for word in arguments if not word.startswith("-")]
    names = {" ".join(words[:1]), " ".join(words[:2])}
    return next((command for command in COMMANDS if command.name in names), None)


def load(command: Command) -> Callable[..., object]:
    """Import the code of a command."""
    module, _, function = command.target.partition(":")
    return cast(Callable[..., object], getattr(import_module(f"pipeline.cli.{module}"), function))


def _group(text: str, *, epilog: str | None = None) -> typer.Typer:
    # Without rich markup, help takes 0.15 s; with it, rich alone takes 0.35 s to load.
    return typer.Typer(help=text, epilog=epilog, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


def _options(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        from .version import version as show

        show()


def _stub() -> None:
    """Stand for a command that was not asked for."""


def _epilog() -> str:
    codes = "; ".join(f"{code} {meaning.partition(';')[0]}" for code, meaning in EXIT_CODES.items())
    return f"--debug, anywhere, shows the traceback of an unexpected error. Exit codes: {codes}."
