"""Citing: the claims that each row of a query's answer rests on."""

from __future__ import annotations

from standoff.citing.citations import Citation, Citer
from standoff.citing.grounds import Ground, Trace
from standoff.citing.tracing import Tracer

__all__ = ["Citation", "Citer", "Ground", "Trace", "Tracer"]
