"""The data set that was looked at, as JSON: counts, faults and likenesses, sizes packed."""

from __future__ import annotations

from typing import Any

import numpy as np

from reportgen.facts.run_facts import Facts
from reportgen.read.dataset.model import DataSet, Split
from reportgen.read.recorded.columns import TYPES, pack


def dataset(facts: Facts) -> dict[str, Any] | None:
    """What was found; ``found`` is false where it is out of reach. None where nobody asked."""
    survey = facts.survey
    if not survey.asked:
        return None
    data = survey.dataset
    return {"found": False} if data is None else {"found": True, **_told(data)}


def _told(data: DataSet) -> dict[str, Any]:
    return {
        "names": list(data.names),
        "compared_pictures": data.hashed,
        "same_folder": data.same_folder,
        "splits": [_split(split) for split in data.splits.values()],
        "likenesses": [pair._asdict() for pair in data.likenesses],
        "alike": [
            {"split": one, "other_split": other, "pictures": number}
            for (one, other), number in data.alike_count.items()
        ],
        "notes": list(data.notes),
    }


def _split(split: Split) -> dict[str, Any]:
    columns = {
        "owner": split.owner,
        "sides": split.sides.reshape(-1),
        "picture_sizes": np.nan_to_num(split.sizes).reshape(-1),
    }
    return {
        "name": split.name,
        "listed": split.listed,
        "looked_at": len(split.pictures),
        "unlabelled": split.unlabelled,
        "empty": split.empty,
        "boxed": split.boxed,
        "first_boxed": split.first_boxed,
        "objects": list(split.objects),
        "faults": dict(split.fault_count),
        "listed_faults": [fault._asdict() for fault in split.faults],
        "columns": {name: pack(values, TYPES[name]) for name, values in columns.items()},
    }
