"""Ultralytics' arguments: what each means, and what it is when nobody sets it.

Source: the public configuration pages of Ultralytics and the args.yaml files that releases 8.0
to 8.4 have written. Where releases had different defaults, all of them count as a default.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

GIVEN = "(given)"
"""In place of a default: the user, or the program itself, always fills this argument in."""


@dataclass(frozen=True)
class Argument:
    """One argument of a training."""

    name: str
    default: Any
    """What it is in 8.4 when nobody sets it; `GIVEN` when it has no default."""
    group: str
    """Where it belongs: training, learning, augmentation, losses, validation, output, ..."""
    meaning: str
    older: tuple[Any, ...] = ()
    """Defaults of earlier releases."""


_GROUPS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "training": (
        ("task", GIVEN, "what the model does: detect, segment, classify, pose or obb"),
        ("mode", GIVEN, "what the command does; train for a training"),
        ("model", GIVEN, "weights (.pt) or architecture (.yaml) that the training starts from"),
        ("data", GIVEN, "file that describes the data set: pictures and class names"),
        ("epochs", 100, "how many times all training pictures are gone through"),
        ("time", None, "hours after which the training ends, whatever epochs says"),
        ("patience", 100, "epochs without a better score after which it stops early", 50),
        ("batch", 16, "pictures a step; -1 or a fraction lets memory decide"),
        ("imgsz", 640, "side in pixels to which pictures are scaled"),
        ("cache", False, "keep decoded pictures in memory or on disk", None),
        ("device", None, "processor that trains", ""),
        ("workers", 8, "processes that load pictures"),
        ("pretrained", True, "start from trained weights", False),
        ("cls_remap", True, "carry trained class outputs over to classes of the same name"),
        ("seed", 0, "start of the random numbers"),
        ("deterministic", True, "choose computations that repeat exactly"),
        ("single_cls", False, "treat all classes as one"),
        ("classes", None, "numbers of the classes to keep; none keeps all"),
        ("rect", False, "batches of pictures of like shape instead of squares"),
        ("multi_scale", 0.0, "vary the image size from step to step by up to this share", False),
        ("resume", False, "continue an interrupted training", None),
        ("amp", True, "compute in mixed precision"),
        ("fraction", 1.0, "share of the training pictures that is used"),
        ("freeze", None, "layers that are not trained"),
        ("compile", False, "compile the model before training"),
        ("channels_last", None, "memory layout of the pictures"),
        ("distill_model", None, "larger model that this one learns from"),
        ("end2end", None, "output without suppression of doubles, where the model has one"),
        ("overlap_mask", True, "masks of one picture share a plane, smaller objects on top"),
        ("mask_ratio", 4, "how many times smaller than the picture masks are trained"),
        ("dropout", 0.0, "share of features left out at random (classification)", False),
        ("image_weights", False, "draw pictures of weak classes more often"),
        ("v5loader", False, "load pictures as YOLOv5 did"),
        ("cfg", None, "file with arguments that overrode the defaults"),
    ),
    "learning": (
        ("optimizer", "auto", "method of learning; auto chooses it and the learning rate", "SGD"),
        ("lr0", 0.01, "learning rate at the start; ignored when optimizer is auto"),
        ("lrf", 0.01, "learning rate at the end as a share of lr0"),
        ("cos_lr", False, "let the learning rate fall along a cosine"),
        ("momentum", 0.937, "how much of the last steps goes into the next"),
        ("weight_decay", 0.0005, "pull of all weights towards 0, against overfitting"),
        ("warmup_epochs", 3.0, "epochs in which the learning rate climbs to lr0"),
        ("warmup_momentum", 0.8, "momentum at the start of the warm-up"),
        ("warmup_bias_lr", 0.1, "learning rate of the biases at the start of the warm-up"),
        ("nbs", 64, "batch size that losses and weight decay are scaled to"),
        ("label_smoothing", 0.0, "how far class targets are moved away from 0 and 1"),
    ),
    "losses": (
        ("box", 7.5, "weight of box_loss, and of seg_loss"),
        ("cls", 0.5, "weight of cls_loss"),
        ("cls_pw", 0.0, "extra weight of rare classes: 0 none, 1 inverse to their frequency"),
        ("dfl", 1.5, "weight of dfl_loss"),
        ("pose", 12.0, "weight of pose_loss"),
        ("kobj", 1.0, "weight of kobj_loss, the visibility of key points", 2.0),
        ("rle", 1.0, "weight of rle_loss"),
        ("angle", 1.0, "weight of angle_loss"),
        ("dis", 6.0, "weight of what is learned from distill_model"),
        ("dlog", 1.0, "weight of a depth loss"),
        ("dgrad", 0.5, "weight of a depth loss on gradients"),
        ("dlam", 1.0, "balance within the depth loss"),
        ("fl_gamma", 0.0, "focus of the class loss on hard cases; 0 is off"),
    ),
    "augmentation": (
        ("hsv_h", 0.015, "random change of hue"),
        ("hsv_s", 0.7, "random change of saturation"),
        ("hsv_v", 0.4, "random change of brightness"),
        ("degrees", 0.0, "random rotation, in degrees either way"),
        ("translate", 0.1, "random shift, as a share of the picture"),
        ("scale", 0.5, "random zoom, as a share either way"),
        ("shear", 0.0, "random shear, in degrees either way"),
        ("perspective", 0.0, "random perspective, at most about 0.001"),
        ("flipud", 0.0, "chance of turning a picture upside down"),
        ("fliplr", 0.5, "chance of mirroring a picture left to right"),
        ("bgr", 0.0, "chance of swapping red and blue"),
        ("mosaic", 1.0, "chance of combining four pictures into one"),
        ("close_mosaic", 10, "epochs at the end without mosaic", 0),
        ("mixup", 0.0, "chance of blending two pictures"),
        ("cutmix", 0.0, "chance of pasting a part of one picture into another"),
        ("copy_paste", 0.0, "chance of pasting masked objects into other places"),
        ("copy_paste_mode", "flip", "where pasted objects come from"),
        ("auto_augment", "randaugment", "augmentation policy (classification)"),
        ("erasing", 0.4, "chance of erasing a part of the picture (classification)", 0.0),
        ("crop_fraction", 1.0, "part of the picture that is kept (classification)"),
    ),
    "validation": (
        ("val", True, "validate after every epoch"),
        ("split", "val", "pictures that are validated on"),
        ("conf", None, "confidence below which a prediction is dropped", 0.001),
        ("iou", 0.7, "overlap from which two predictions count as doubles"),
        ("max_det", 300, "most objects found in one picture"),
        ("half", False, "validate in half precision", None),
        ("quantize", None, "precision to validate or export in"),
        ("augment", False, "predict on changed copies of a picture as well"),
        ("agnostic_nms", False, "doubles count across classes"),
        ("retina_masks", False, "masks at full resolution in predictions"),
        ("dnn", False, "run ONNX models with OpenCV"),
        ("save_json", False, "write predictions as JSON"),
        ("save_hybrid", False, "write labels and predictions together"),
    ),
    "output": (
        ("save", True, "write weights"),
        ("save_period", -1, "write weights every so many epochs; below 1 is off"),
        ("plots", True, "draw curves, matrices and sample pictures"),
        ("verbose", True, "print details"),
        ("profile", False, "time exported formats"),
        ("project", None, "folder above the run folder"),
        ("name", GIVEN, "name of the run folder"),
        ("exist_ok", False, "write into a folder that is already there"),
        ("save_dir", GIVEN, "the run folder"),
        ("min_memory", False, "save memory"),
    ),
    "prediction": (
        ("source", None, "pictures or film to predict on"),
        ("vid_stride", 1, "use every so many frames of a film"),
        ("stream_buffer", False, "keep frames of a stream that come too fast"),
        ("visualize", False, "draw what layers of the model see"),
        ("embed", None, "layers whose features are returned"),
        ("show", False, "show results in a window"),
        ("save_frames", False, "write single frames of a film"),
        ("save_txt", False, "write results as text"),
        ("save_conf", False, "write confidences along"),
        ("save_crop", False, "write cut-out objects"),
        ("show_labels", True, "draw class names"),
        ("show_conf", True, "draw confidences"),
        ("show_boxes", True, "draw boxes"),
        ("boxes", True, "draw boxes"),
        ("hide_labels", False, "leave class names out"),
        ("hide_conf", False, "leave confidences out"),
        ("line_width", None, "width of drawn lines"),
        ("line_thickness", 3, "width of drawn lines"),
        ("tracker", "botsort.yaml", "how objects are followed through a film", "tracktrack.yaml"),
    ),
    "export": (
        ("format", "torchscript", "file format to export to"),
        ("keras", False, "export with Keras"),
        ("optimize", False, "export for phones"),
        ("int8", False, "export with 8-bit numbers", None),
        ("dynamic", False, "export for any image size"),
        ("simplify", True, "simplify an exported ONNX model", False),
        ("opset", None, "version of ONNX to export to"),
        ("workspace", None, "memory for TensorRT in GiB", 4, 4.0),
        ("nms", False, "export with suppression of doubles", None),
    ),
}

ARGUMENTS: dict[str, Argument] = {
    name: Argument(name, default, group, meaning, tuple(older))
    for group, rows in _GROUPS.items()
    for name, default, meaning, *older in rows
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


def _same(value: Any, default: Any) -> bool:
    """Equality that tells a flag from a number, and forgives the last digit of a number."""
    if isinstance(value, bool) or isinstance(default, bool):
        return value is default
    if isinstance(value, (int, float)) and isinstance(default, (int, float)):
        return math.isclose(value, default, rel_tol=1e-9, abs_tol=1e-12)
    return type(value) is type(default) and bool(value == default)
