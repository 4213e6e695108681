"""docs/diagnosis.md and ``--explain`` say what the declarations say."""

from __future__ import annotations

from reportgen.checks import all_rules
from reportgen.diagnosis.badge import BADGES, MEANINGS
from reportgen.diagnosis.causes import all_causes
from reportgen.diagnosis.state import STATES
from reportgen.diagnosis.steps import all_treatments
from reportgen.output.explain import explained, names_to_explain
from tests.generate import diagnosis as tables

NAMED = """
validation-empty validation-overflow validation-frozen validation-too-small validation-leak
validation-filtered nothing-assigned masks-empty near-chance warm-up-only few-steps from-scratch
frozen-layers rate-too-high rate-too-low rate-ignored batch-extreme spike mosaic-off memorised
capacity data-limit fine-tune-lost cut-short time-limited rows-missing stale-folder
sources-disagree converged
"""


def test_the_tables_are_those_of_the_program() -> None:
    text = tables.DOCUMENT.read_text(encoding="utf-8")
    assert tables.rewritten(text) == text, "run python -m tests.generate.diagnosis"
    assert all(f"`{rule.id}`" in text for rule in all_causes())


def test_every_state_has_a_badge_and_a_meaning() -> None:
    assert set(BADGES) == set(MEANINGS) == set(STATES)


def test_every_cause_that_was_agreed_on_is_there() -> None:
    assert set(NAMED.split()) <= {rule.id for rule in all_causes()}


def test_checks_causes_and_states_are_explained() -> None:
    rules = all_rules()
    for name in names_to_explain(rules):
        assert explained(name, rules).startswith(f"{name}: ")
    assert "(a cause)" in explained("warm-up-only", rules)
    assert "(a state)" in explained("plateau-low", rules)
    both = explained("weak-classes", rules)
    assert "Remedy:" in both
    assert "(a cause)" in both


def test_every_treatment_says_when_it_is_held_back() -> None:
    for treatment in all_treatments().values():
        told = treatment.function.__doc__ or ""
        assert told.startswith(("Held back", "Never held back")), treatment.id
