"""Validation: shapes over each claim with the background, and over all claims together; anchors against texts."""

from __future__ import annotations

from standoff.validation.checking import check_claims, validate
from standoff.validation.report import Finding, Severity, ValidationReport

__all__ = ["Finding", "Severity", "ValidationReport", "check_claims", "validate"]
