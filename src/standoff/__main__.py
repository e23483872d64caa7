"""`python -m standoff` is the `standoff` command."""

from __future__ import annotations

from standoff.cli.start import main

main()
