"""The checks in words, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.rule import Rule


def list_of_checks(rules: Sequence[Rule]) -> str:
    """All checks, one a line, with their titles."""
    width = max(len(rule.id) for rule in rules)
    return "\n".join(f"{rule.id:<{width}}  {rule.title}" for rule in rules)


def explanation(rule: Rule) -> str:
    """A check in words: what it asks, its verdicts, its thresholds, its remedy."""
    parts = [f"{rule.id}: {rule.title}", f"Guide: {rule.guide}"]
    parts.append("Remedy: " + rule.documentation)
    if rule.thresholds:
        listed = "\n".join(f"  {key}: {value}" for key, value in rule.thresholds.items())
        parts.append(f"Thresholds, by default (config file, under checks: {rule.id}:)\n{listed}")
    else:
        parts.append("It has no threshold.")
    return "\n\n".join(parts)
