"""Puts the knowledge base into the wheel.

Only into a standard wheel: an editable install finds the files in the checkout, and a copy would grow stale.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("standoff.toml", "ontology", "shapes", "kb", "queries", "LICENSE-DATA")


class DataHook(BuildHookInterface[Any]):
    """Adds the data folders to a standard wheel as `standoff/data/`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Register the folders, when this is not an editable build."""
        if version == "standard":
            for name in DATA:
                build_data["force_include"][f"{self.root}/{name}"] = f"standoff/data/{name}"
