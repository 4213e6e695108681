"""Checks, causes and states in words, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.diagnosis.badge import BADGES, MEANINGS
from reportgen.diagnosis.cause import CauseRule
from reportgen.diagnosis.causes import all_causes
from reportgen.rule import Rule


def list_of_checks(rules: Sequence[Rule]) -> str:
    """All checks, one a line, with their titles."""
    width = max(len(rule.id) for rule in rules)
    return "\n".join(f"{rule.id:<{width}}  {rule.question()}" for rule in rules)


def explanation(rule: Rule) -> str:
    """A check in words: what it asks, its verdicts, its thresholds, its remedy."""
    parts = [f"{rule.id}: {rule.question()}", f"Guide: {rule.guide}"]
    parts.append("Remedy: " + rule.documentation)
    if rule.thresholds:
        listed = "\n".join(f"  {key}: {value}" for key, value in rule.thresholds.items())
        parts.append(f"Thresholds, by default (config file, under checks: {rule.id}:)\n{listed}")
    else:
        parts.append("It has no threshold.")
    return "\n\n".join(parts)


def names_to_explain(rules: Sequence[Rule]) -> list[str]:
    """Ids of checks, causes and states, each once."""
    every = [*(rule.id for rule in rules), *(cause.id for cause in all_causes()), *BADGES]
    return list(dict.fromkeys(every))


def explained(name: str, rules: Sequence[Rule]) -> str:
    """All checks, causes and states of a name in words; empty where there is none."""
    parts = [explanation(rule) for rule in rules if rule.id == name]
    parts += [explained_cause(cause) for cause in all_causes() if cause.id == name]
    parts += [explained_state(name)] if name in BADGES else []
    return "\n\n---\n\n".join(parts)


def explained_cause(cause: CauseRule) -> str:
    """A cause in words: what it is, when it is told and how surely, what to do."""
    parts = [f"{cause.id}: {cause.title} (a cause)", "What to do: " + cause.documentation]
    if cause.thresholds:
        parts.append("\n".join(f"  {key}: {value}" for key, value in cause.thresholds.items()))
    return "\n\n".join(parts)


def explained_state(state: str) -> str:
    """A state in words, with its badge."""
    _, word = BADGES[state]
    return f"{state}: {MEANINGS[state]} (a state)\n\nOn the page: {word}."
