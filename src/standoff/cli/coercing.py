"""Option values without pydantic, which typer loads to turn text into text: half of what a small command costs.

Newer typers convert every option's value, even an absent one, through pydantic. What needs no conversion (nothing
given, texts, plain paths) is passed on here; all else (numbers, limits, choices) goes typer's own way. Older typers
have no such step, and nothing is changed for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["with_light_coercion"]


def with_light_coercion(command: Any) -> Any:
    """The command, with its parameters' values converted only where there is something to convert."""
    all_params = command.get_params

    def get_params(context: Any) -> Any:
        params = all_params(context)
        for param in params:
            if hasattr(param, "get_runtime_param") and getattr(param, "_runtime_param", param) is None:
                param._runtime_param = _Light(param)
        return params

    command.get_params = get_params
    return command


_OF_ITS_TYPE = (str, bool, int, float)


class _Light:
    """Stands in for typer's converter of one parameter, and calls it where that is needed."""

    def __init__(self, param: Any) -> None:
        self._descriptor = param.type_descriptor

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the command's function expects it."""
        many = param.multiple or param.nargs == -1
        if value is None or (many and not value):
            return () if many else None
        annotation = self._descriptor.annotation
        if annotation in _OF_ITS_TYPE and type(value) is annotation:
            return value  # a text, or a default
        if annotation == list[str] and isinstance(value, list | tuple):
            return list(value)
        if annotation is Path and isinstance(value, str | Path) and not _is_checked(self._descriptor.parameter_info):
            return Path(value)
        from typer._coercion import build_runtime_param

        return build_runtime_param(self._descriptor).coerce(value, param=param, ctx=ctx)


def _is_checked(info: Any) -> bool:
    return bool(
        info.exists
        or info.writable
        or info.resolve_path
        or info.parser
        or info.path_type
        or not (info.file_okay and info.dir_okay)
    )
