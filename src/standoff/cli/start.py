"""Where the `standoff` command begins: Ctrl-C is answered in one line from the first moment, imports included."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Load the command line and run it."""
    try:
        from standoff.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("standoff: interrupted\n")
        sys.stderr.flush()
        os._exit(130)  # see `standoff.cli.main.main`
