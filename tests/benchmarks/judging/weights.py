"""Fits the weights by which the state of a run is decided: a conditional logit with a penalty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.diagnosis.state.strength import FEATURES, WEIGHTS, Weights
from reportgen.facts.series.signs import Signs
from reportgen.read.table.results import FloatArray

PENALTY = 0.1
"""On the squares of the weights of standardised signs; a twentieth of it on what they start from.
0.03 to 0.3 do as well."""
STEPS = 60


def fitted(signs: Sequence[Signs], labels: Sequence[str]) -> Weights:
    """The weights under which `labels` are likeliest, in the form of `WEIGHTS`.

    Newton's method on a convex function. Weights are relative to those of "good", which are 0.
    """
    names, states = list(FEATURES), list(WEIGHTS)
    told = np.array([[FEATURES[name](one) for name in names] for one in signs])
    middle, scale = told.mean(axis=0), told.std(axis=0) + 1e-9
    terms = [(state, name) for state in states for name in WEIGHTS[state]]
    ones = np.ones(len(told))
    standard = (told - middle) / scale
    columns = [ones if not name else standard[:, names.index(name)] for _, name in terms]
    owner = np.zeros((len(terms), len(states)))
    owner[np.arange(len(terms)), [states.index(state) for state, _ in terms]] = 1
    penalty = PENALTY * np.array([1.0 if name else 0.05 for _, name in terms])
    truth = np.array([[label == state for state in states] for label in labels], dtype=float)
    solved = _newton(np.stack(columns, axis=1), owner, truth, penalty)
    found: dict[str, dict[str, float]] = {
        state: dict.fromkeys(WEIGHTS[state], 0.0) for state in states
    }
    for (state, name), weight in zip(terms, solved, strict=True):
        at = names.index(name) if name else 0
        found[state][name] += float(weight / scale[at] if name else weight)
        found[state][""] -= float(weight * middle[at] / scale[at]) if name else 0.0
    base = found["good"][""]
    return {state: {**parts, "": parts[""] - base} for state, parts in found.items()}


def _newton(
    columns: FloatArray, owner: FloatArray, truth: FloatArray, penalty: FloatArray
) -> FloatArray:
    """The minimum of the negative log likelihood plus the penalty, by steps that never worsen."""
    weights = np.zeros(columns.shape[1])
    value, shares = _likelihood(columns, owner, truth, penalty, weights)
    for _ in range(STEPS):
        slope = ((shares - truth) @ owner.T * columns).sum(axis=0) + penalty * weights
        own = columns * (shares @ owner.T)
        same = owner @ owner.T
        curve = same * (columns.T @ own) - own.T @ own + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while True:
            moved = weights - size * step
            lower, shares = _likelihood(columns, owner, truth, penalty, moved)
            if lower <= value or size < 1e-6:
                break
            size /= 2
        weights, done = moved, value - lower < 1e-9
        value = lower
        if done:
            break
    return weights


def _likelihood(
    columns: FloatArray,
    owner: FloatArray,
    truth: FloatArray,
    penalty: FloatArray,
    weights: FloatArray,
) -> tuple[float, FloatArray]:
    sums = (columns * weights) @ owner
    sums -= sums.max(axis=1, keepdims=True)
    logs = sums - np.log(np.exp(sums).sum(axis=1, keepdims=True))
    return float(-(truth * logs).sum() + 0.5 * (penalty * weights**2).sum()), np.exp(logs)
