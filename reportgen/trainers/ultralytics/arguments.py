"""Ultralytics' arguments: what each means, and what it is when nobody sets it.

Meanings are from the public configuration pages of Ultralytics, defaults from the table of its
releases. Where releases had different defaults, all of them count as a default.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from reportgen.trainers.ultralytics import releases

GIVEN = "(given)"
"""In place of a default: the user, or the program itself, always fills this argument in."""


@dataclass(frozen=True)
class Argument:
    """One argument of a training."""

    default: Any
    """What it is in its newest release when nobody sets it; `GIVEN` when it has no default."""
    group: str
    """Where it belongs: training, learning, augmentation, losses, validation, output, ..."""
    meaning: str
    older: tuple[Any, ...] = ()
    """Defaults of earlier releases."""


_GROUPS: dict[str, dict[str, str]] = {
    "training": {
        "task": "what the model does: detect, segment, classify, pose, obb, semantic, depth",
        "mode": "what the command does; train for a training",
        "model": "weights (.pt) or architecture (.yaml) that the training starts from",
        "data": "file that describes the data set: pictures and class names",
        "epochs": "how many times all training pictures are gone through",
        "time": "hours after which the training ends, whatever epochs says",
        "patience": "epochs without a better score after which it stops early",
        "batch": "pictures a step; -1 or a fraction lets memory decide",
        "imgsz": "side in pixels to which pictures are scaled",
        "cache": "keep decoded pictures in memory or on disk",
        "device": "processor that trains",
        "workers": "processes that load pictures",
        "pretrained": "start from trained weights",
        "cls_remap": "carry trained class outputs over to classes of the same name",
        "seed": "start of the random numbers",
        "deterministic": "choose computations that repeat exactly",
        "single_cls": "treat all classes as one",
        "classes": "numbers of the classes to keep; none keeps all",
        "rect": "trains on batches of like shape, unshuffled; validation does so anyway",
        "multi_scale": "vary the image size from step to step by up to this share",
        "resume": "continue an interrupted training",
        "amp": "compute in mixed precision",
        "fraction": "share of the training pictures that is used",
        "freeze": "layers that are not trained",
        "compile": "compile the model before training",
        "channels_last": "memory layout of the pictures",
        "distill_model": "larger model that this one learns from",
        "end2end": "output without suppression of duplicates, where the model has one",
        "overlap_mask": "masks of one picture share a plane, smaller objects on top",
        "mask_ratio": "how many times smaller than the picture masks are trained",
        "dropout": "share of features left out at random (classification)",
        "image_weights": "draw pictures of weak classes more often",
        "v5loader": "load pictures as YOLOv5 did",
        "cfg": "file with arguments that overrode the defaults",
    },
    "learning": {
        "optimizer": "method of learning; auto chooses it and the learning rate",
        "lr0": "learning rate at the start; ignored when optimizer is auto",
        "lrf": "learning rate at the end as a share of lr0",
        "cos_lr": "let the learning rate fall along a cosine",
        "momentum": "how much of the last steps goes into the next",
        "weight_decay": "pull of all weights towards 0, against overfitting",
        "warmup_epochs": "epochs in which the learning rate climbs to lr0",
        "warmup_momentum": "momentum at the start of the warm-up",
        "warmup_bias_lr": "learning rate of the biases at the start of the warm-up",
        "nbs": "batch size that losses and weight decay are scaled to",
        "label_smoothing": "how far class targets are moved away from 0 and 1",
    },
    "losses": {
        "box": "weight of box_loss, and of seg_loss",
        "cls": "weight of cls_loss",
        "cls_pw": "extra weight of rare classes: 0 none, 1 inverse to their frequency",
        "dfl": "weight of dfl_loss",
        "pose": "weight of pose_loss",
        "kobj": "weight of kobj_loss, the visibility of key points",
        "rle": "weight of rle_loss",
        "angle": "weight of angle_loss",
        "dis": "weight of what is learned from distill_model",
        "dlog": "weight of a depth loss",
        "dgrad": "weight of a depth loss on gradients",
        "dlam": "balance within the depth loss",
        "fl_gamma": "focus of the class loss on hard cases; 0 is off",
    },
    "augmentation": {
        "hsv_h": "random change of hue",
        "hsv_s": "random change of saturation",
        "hsv_v": "random change of brightness",
        "degrees": "random rotation, in degrees either way",
        "translate": "random shift, as a share of the picture",
        "scale": "random zoom, as a share either way",
        "shear": "random shear, in degrees either way",
        "perspective": "random perspective, at most about 0.001",
        "flipud": "chance of turning a picture upside down",
        "fliplr": "chance of mirroring a picture left to right",
        "bgr": "chance of swapping red and blue",
        "mosaic": "chance of combining four pictures into one",
        "close_mosaic": "epochs at the end without mosaic",
        "mixup": "chance of blending two pictures",
        "cutmix": "chance of pasting a part of one picture into another",
        "copy_paste": "chance of pasting masked objects into other places",
        "copy_paste_mode": "where pasted objects come from",
        "auto_augment": "augmentation policy (classification)",
        "erasing": "chance of erasing a part of the picture (classification)",
        "crop_fraction": "part of the picture that is kept (classification)",
    },
    "validation": {
        "val": "validate after every epoch",
        "split": "pictures that are validated on",
        "conf": "confidence below which a prediction is dropped",
        "iou": "overlap from which two predictions count as duplicates",
        "max_det": "most objects found in one picture",
        "half": "validate in half precision",
        "quantize": "precision to validate or export in",
        "augment": "predict on changed copies of a picture as well",
        "agnostic_nms": "duplicates count across classes",
        "retina_masks": "masks at full resolution in predictions",
        "dnn": "run ONNX models with OpenCV",
        "save_json": "write predictions as JSON",
        "save_hybrid": "write labels and predictions together",
    },
    "output": {
        "save": "write weights",
        "save_period": "write weights every so many epochs; below 1 is off",
        "plots": "draw curves, matrices and sample pictures",
        "verbose": "print details",
        "profile": "time exported formats",
        "project": "folder above the run folder",
        "name": "name of the run folder",
        "exist_ok": "write into a folder that is already there",
        "save_dir": "the run folder",
        "min_memory": "save memory",
    },
    "prediction": {
        "source": "pictures or video to predict on",
        "vid_stride": "use one in so many frames of a video",
        "stream_buffer": "keep frames of a stream that come too fast",
        "visualize": "draw what layers of the model see",
        "embed": "layers whose features are returned",
        "show": "show results in a window",
        "save_frames": "write single frames of a video",
        "save_txt": "write results as text",
        "save_conf": "write confidences along",
        "save_crop": "write cut-out objects",
        "show_labels": "draw class names",
        "show_conf": "draw confidences",
        "show_boxes": "draw boxes",
        "boxes": "draw boxes",
        "hide_labels": "leave class names out",
        "hide_conf": "leave confidences out",
        "line_width": "width of drawn lines",
        "line_thickness": "width of drawn lines",
        "tracker": "how objects are followed through a video",
    },
    "export": {
        "format": "file format to export to",
        "keras": "export with Keras",
        "optimize": "export for phones",
        "int8": "export with 8-bit numbers",
        "dynamic": "export for any image size",
        "simplify": "simplify an exported ONNX model",
        "opset": "version of ONNX to export to",
        "workspace": "memory for TensorRT in GiB",
        "nms": "export with suppression of duplicates",
    },
}

_GIVEN = frozenset(("task", "mode", "model", "data", "name", "save_dir"))
_WRITTEN = {
    "cache": (None,),
    "device": ("",),
    "resume": (None,),
    "dropout": (False,),
    "kobj": (2.0,),
    "erasing": (0.0,),
    "conf": (0.001,),
    "half": (None,),
    "int8": (None,),
    "workspace": (4.0,),
}
"""What files hold besides where nobody set anything: of programs around a release, or rounded."""


def _argument(name: str, group: str, meaning: str) -> Argument:
    if name in _GIVEN:
        return Argument(GIVEN, group, meaning)
    default, *older = releases.defaults(name)
    return Argument(default, group, meaning, (*older, *_WRITTEN.get(name, ())))


ARGUMENTS: dict[str, Argument] = {
    name: _argument(name, group, meaning)
    for group, meanings in _GROUPS.items()
    for name, meaning in meanings.items()
}
"""All arguments by name, those of training first."""


def differs(name: str, value: Any) -> bool | None:
    """Whether `value` is no default of any release; None for an argument that is not known.

    Arguments that have no default (model, data, ...) never differ.
    """
    argument = ARGUMENTS.get(name)
    if argument is None:
        return None
    if argument.default == GIVEN:
        return False
    return not any(_same(value, default) for default in (argument.default, *argument.older))


def devices(value: Any) -> list[str]:
    """The processors that a value of ``device`` names; empty where it names none."""
    parts = value if isinstance(value, list) else str("" if value is None else value).split(",")
    return [name for part in parts if (name := str(part).strip(" []()"))]


def _same(value: Any, default: Any) -> bool:
    """Equality that tells a flag from a number, and forgives the last digit of a number."""
    if isinstance(value, bool) or isinstance(default, bool):
        return value is default
    if isinstance(value, (int, float)) and isinstance(default, (int, float)):
        return math.isclose(value, default, rel_tol=1e-9, abs_tol=1e-12)
    return type(value) is type(default) and bool(value == default)
