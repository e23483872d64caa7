"""Building: parse, validate, reason, index; only what changed, and current only when all of it is done."""

from __future__ import annotations
