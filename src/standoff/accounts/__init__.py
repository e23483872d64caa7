"""Giving account: why a fact holds, what is contested, what a retraction would change, what a row rests on."""

from __future__ import annotations
