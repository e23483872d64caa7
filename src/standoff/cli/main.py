"""The `standoff` command: finds the command asked for, runs it, and turns errors into one line and an exit code."""

from __future__ import annotations

import errno
import importlib
import importlib.util
import os
import signal
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from standoff.cli.coercing import with_light_coercion
from standoff.cli.commands import COMMANDS
from standoff.cli.context import Application
from standoff.errors import StandoffError

__all__ = ["app", "main"]

INTERNAL_ERROR = 70
"""The exit code of a fault of ours (EX_SOFTWARE of sysexits.h)."""


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands that this installation has, in the table's order."""
        return _installed()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command called `cmd_name`, or None."""
        module_name = COMMANDS.get(cmd_name)
        if module_name is None or importlib.util.find_spec(module_name) is None:
            return None
        module = importlib.import_module(module_name)
        sub = getattr(module, "app", None)
        if sub is None:
            sub = typer.Typer(add_completion=False, rich_markup_mode=None)
            function = getattr(module, module_name.rpartition(".")[2], None) or getattr(module, cmd_name)
            sub.command(name=cmd_name)(function)
        command = with_light_coercion(typer.main.get_command(sub))
        command.name = cmd_name
        return command


def _installed() -> list[str]:
    return [name for name, module in COMMANDS.items() if importlib.util.find_spec(module)]


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from standoff import __version__

        typer.echo(f"standoff {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def standoff(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """A knowledge base of armed conflict that keeps every side's account apart and can show the words of each.

    Start with: standoff query. Exit codes: 0 done, 1 the data say no, 2 wrong use or unreadable input,
    3 something outside failed, 4 a limit was hit, 70 a fault of the program itself, 130 interrupted.
    """
    context.obj = Application(debug=debug)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with the documented exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    # --debug may stand anywhere: who adds it to a failed command adds it at the end
    rest = [argument for argument in arguments if argument != "--debug"]
    code = run(["--debug", *rest] if debug else rest, debug)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is to leave
    sys.stdout = _closed_quietly(sys.stdout)
    if code == 130:
        # Python ends by the signal itself, whatever exit code is asked for, when Ctrl-C fell into an exec() on its way
        # (every dataclass is made by one).
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: list[str], debug: bool) -> int:
    """Run a command and return its exit code; every error has become one line on standard error."""
    command = with_light_coercion(typer.main.get_command(app))
    try:
        result = command.main(args=arguments, prog_name="standoff", standalone_mode=False)
        sys.stdout.flush()
        if result == 130:
            return _fail("interrupted", 130, None, debug)  # typer catches Ctrl-C itself and says nothing
        return result if isinstance(result, int) else 0
    except StandoffError as error:
        return _fail(str(error), error.exit_code, error, debug)
    except KeyboardInterrupt:
        return _fail("interrupted", 130, None, debug)
    except SystemExit as left:
        # typer leaves with 1 when the reader of our output has gone, and wraps standard output to say so
        return 0 if type(sys.stdout).__name__ == "PacifyFlushWrapper" else int(left.code or 0)
    except BrokenPipeError:
        return 0
    except MemoryError as error:
        return _fail("out of memory; use a smaller lens, --limit, or a larger machine", 4, error, debug)
    except OSError as error:
        return _system(error, debug)
    except Exception as error:
        return _other(error, debug)


def _system(error: OSError, debug: bool) -> int:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _fail(f"{where}the disk is full; free some space, nothing was changed", 4, error, debug)
    code = 2 if error.errno in (errno.EACCES, errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.EROFS) else 3
    return _fail(f"{where}{error.strerror or error}", code, error, debug)


def _other(error: Exception, debug: bool) -> int:
    """The parser's own errors (they have `format_message`), Abort, and faults of ours."""
    kind = type(error).__name__
    if kind == "Abort":
        return _fail("interrupted", 130, None, debug)
    if kind == "Exit":
        return int(getattr(error, "exit_code", 0))
    if hasattr(error, "format_message"):
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "standoff"
        message = " ".join(str(error.format_message()).split()).rstrip(".")
        return _fail(f"{message}; {_suggestion(message) or f'see {path} --help'}", 2, error, debug)
    text = " ".join(str(error).split())
    return _fail(
        f"a fault of standoff itself ({kind}: {text}); run again with --debug and report what it shows",
        INTERNAL_ERROR,
        error,
        debug,
    )


def _suggestion(message: str) -> str | None:
    """The command that a mistyped one is nearest to."""
    if not message.startswith("No such command"):
        return None
    import difflib

    close = difflib.get_close_matches(message.partition("'")[2].rstrip("'"), _installed(), 1, 0.5)
    return f"did you mean {close[0]}?" if close else None


def _fail(message: str, code: int, error: BaseException | None, debug: bool) -> int:
    if debug and error is not None:
        import traceback

        traceback.print_exception(error)
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        pass
    except OSError as failed:
        if failed.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EPIPE):
            raise
    sys.stderr.write(f"standoff: {message}\n")
    return code


def _closed_quietly(stream: Any) -> Any:
    """A stream whose reader has gone must not complain once more when the interpreter flushes it at exit."""
    try:
        stream.flush()
    except (BrokenPipeError, OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return stream


if __name__ == "__main__":
    main()
