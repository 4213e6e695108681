"""Treatments of pictures, labels and validation."""

from __future__ import annotations

from reportgen.diagnosis import commands
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.model import Told
from reportgen.diagnosis.steps.treatment import Advice, treatment
from reportgen.read.data_name import is_toy
from reportgen.trainers.form.trainer import LAST_FILE

QUALITY = "data-quality"
LITTLE_LEFT = 0.9
"""From this main metric on more of the same has little left to win."""
MORE = "more-data"


@treatment(QUALITY)
def find_labels(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    if case.traces.classifies:
        return Advice(
            "Give validation its pictures",
            "Check that the data folder has a val (or test) folder with the same class folders "
            "as train; without it nothing is validated.",
            command=commands.validate(case.facts, LAST_FILE),
        )
    return Advice(
        "Let validation find its labels",
        "Check val: in the data file. Each picture below images/ needs a label file of the same "
        "name below labels/. The command prints how many of both it finds.",
        command=commands.validate(case.facts, LAST_FILE),
    )


@treatment(QUALITY)
def full_precision(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    weights = case.traces.weights
    return Advice(
        "Validate in full precision",
        f"Validation ran in half precision, where some graphics cards overflow. half=False shows "
        f"what {weights} is worth; the training itself need not be repeated for that.",
        command=commands.validate(case.facts, weights, half="False"),
    )


@treatment(QUALITY)
def validate_elsewhere(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    weights = case.traces.weights
    return Advice(
        "Validate once more on another device",
        "Run the validation on the processor or on one graphics card and compare: only numbers "
        "that agree can be trusted.",
        command=commands.validate(case.facts, weights, device="cpu"),
    )


@treatment(QUALITY)
def separate_validation(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    return Advice(
        "Validate on pictures that are not trained on",
        "Set a tenth to a fifth of the pictures aside, whole scenes of them, name their folder in "
        "val:, and validate again. Until then no number of this run says how it does on new "
        "pictures.",
        command=commands.validate(case.facts, case.traces.weights),
    )


@treatment(QUALITY)
def part_splits(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    return Advice(
        "Take the shared pictures out of one split",
        "They are listed with the data set. Put whole scenes on one side, not single frames of a "
        "video, and validate again.",
        command=commands.validate(case.facts, case.traces.weights),
    )


@treatment(QUALITY)
def mend_labels(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    finding = case.finding("broken-labels")
    if finding is None or not finding.measured.get("faulty labels"):
        return Advice(
            "Label the pictures that have no labels",
            "A training takes them for pictures without objects. A label file lies in labels/ "
            "where its picture lies in images/, under the same name.",
        )
    return Advice(
        "Mend the faulty labels",
        "A training drops such a line, or its whole picture, without a word. File, line and fault "
        "of each are listed with the data set.",
    )


@treatment(QUALITY)
def outline_objects(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    if case.facts.task is not None and case.facts.task.name == "obb":
        return Advice(
            "Give every object its four corners",
            "A line of a label file is then a class and eight numbers. Without corners, train a "
            "detect model on the boxes.",
        )
    return Advice(
        "Give every object an outline",
        "Draw them, or let SAM find them in the boxes: yolo_bbox2segment in "
        "ultralytics.data.converter does. Without outlines, train a detect model on the boxes.",
    )


@treatment(QUALITY)
def validate_again(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    weights = case.traces.weights
    return Advice(
        "Validate again and compare",
        "A new validation writes plots and numbers that belong together; see which of the old "
        "ones it repeats.",
        command=commands.validate(case.facts, weights),
    )


@treatment(QUALITY)
def count_validation(case: Case, told: Told) -> Advice | None:
    """Never held back; where the matrix counts them, only the comparison is left."""
    compare = "pictures of validation with those of training: places, light and sizes should"
    if case.traces.objects is not None:
        return Advice(
            "Compare validation with training",
            f"Compare the {compare} be alike. See in val_batch*_pred.jpg which objects change "
            "from right to wrong from one training to the next.",
        )
    return Advice(
        "Count the validation pictures and objects",
        "The command prints how many there are. With fewer than some hundred objects single ones "
        f"move the metrics: add more. Otherwise compare the {compare} be alike.",
        command=commands.validate(case.facts, case.traces.weights),
    )


@treatment(QUALITY)
def check_labels(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    if case.traces.classifies and not case.facts.trainer.of_pictures:
        return Advice(
            "Check the labels",
            "Look through the examples of each class, of training and of validation, for those "
            "that belong elsewhere.",
        )
    if case.traces.classifies:
        return Advice(
            "Check the class folders",
            "Look through each class folder for pictures that belong elsewhere, and check that "
            "train and val hold the same folders.",
        )
    if case.facts.headline_key == "pixels":
        return Advice(
            "Check the masks",
            "Look at val_batch*_labels.jpg: every class should be there, where it belongs. A mask "
            "file holds the number of a class for each pixel, not a colour.",
        )
    return Advice(
        "Check the labels",
        "Look through val_batch*_labels.jpg for objects that are not labelled, labelled twice, "
        "under the wrong class, or loosely.",
    )


@treatment(MORE)
def more_data(case: Case, told: Told) -> Advice | None:
    """Held back where little is left to win, unless it learns by heart."""
    by_heart = case.state.holds("overfits")
    if (case.facts.headline or 0.0) >= LITTLE_LEFT and not by_heart:
        return None
    return Advice(
        "Add training pictures",
        "More variety helps most: other places, light, distances, backgrounds.",
    )


@treatment(MORE)
def own_data(case: Case, told: Told) -> Advice | None:
    """Held back where the data set is not known as a toy."""
    if not is_toy(case.facts.data_name or ""):
        return None
    return Advice(
        "Train on your own pictures",
        "A toy data set shows that a training starts and ends; this run has shown that.",
    )
