"""RF-DETR as it trains with Lightning: metrics.csv and training_config.json; log.txt before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reportgen.trainers import lightning
from reportgen.trainers.form.trainer import Clues

CONFIG = "training_config.json"
_CANONICAL = {
    "lr": "lr0",
    "batch_size": "batch",
    "dataset_dir": "data",
    "early_stopping_patience": "patience",
}
_OF_MODEL = {"model_name": "model", "resolution": "imgsz", "pretrain_weights": "weights"}
_OWN_COLUMNS = frozenset(("metrics/ema_mAP_50", "metrics/ema_mAP_50_95"))


def flat(content: dict[Any, Any]) -> dict[Any, Any]:
    """The training's part of training_config.json, and what model it is, under today's names."""
    training, model = (_part(content, name) for name in ("train_config", "model_config"))
    told = {_CANONICAL.get(str(name), name): value for name, value in training.items()}
    if training.get("early_stopping") is False:
        told.pop("patience", None)
    return told | {name: model[own] for own, name in _OF_MODEL.items() if model.get(own)}


def _part(content: dict[Any, Any], name: str) -> dict[Any, Any]:
    part = content.get(name)
    return part if isinstance(part, dict) else {}


def _wrote(clues: Clues) -> bool:
    return CONFIG in clues.files or bool(_OWN_COLUMNS & clues.columns)


RF_DETR = replace(
    lightning.LIGHTNING,
    key="rfdetr",
    name="RF-DETR",
    wrote=_wrote,
    arguments=r"training_config\.json",
    arguments_name=CONFIG,
    flat=flat,
    of_pictures=True,
)
