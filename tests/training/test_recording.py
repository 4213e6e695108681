"""The recorder: what passes through a validator is kept, whatever its release, and never stops it.

Validators are stand-ins, shaped as those of real releases; `train_for_real.py` uses the real ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import numpy as np
import pytest
from PIL import Image

from reportgen.anatomy.anatomy import Anatomy
from reportgen.read.recorded.file import FILE_NAME, SCHEMA_PATH, read_recorded
from reportgen.read.recorded.model import Recorded
from reportgen.training import attach, on_train_end
from reportgen.training.beside import on_val_end, on_val_start, run_of, write_pictures
from reportgen.training.parts import Absent
from reportgen.training.pictures import content_of
from reportgen.training.recording import record, recorder_of

SCHEMA = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
SEEN = (96, 128)
"""Height and width as the model sees it: 200 x 100 times 0.6, with margins."""
RATIO_PAD = ((0.6, 0.6), (4.0, 18.0))


class Validator:
    """Calls as Ultralytics does: one batch of two pictures, the second without objects."""

    def __init__(self, task: str, folder: Path, shape: str = "dict") -> None:
        self.args = SimpleNamespace(
            task=task, single_cls=False, model=str(folder / "weights/best.pt")
        )
        self.training, self.seen, self.shape = False, 0, shape
        self.names = {0: "disc", 1: "square"}
        self.save_dir = folder / "val"
        self.dataloader = SimpleNamespace(dataset=range(2))
        self.folder = folder

    def update_metrics(self, preds: Any, batch: Any) -> None:
        for index, _ in enumerate(preds[0] if isinstance(preds, tuple) else preds):
            self.seen += 1
            if index == 0:
                self._match()
        batch["bboxes"] *= 0  # It may change what it was given.

    def _match(self) -> None:
        classes, true = np.array([0.0, 1.0, 0.0]), np.array([0.0])
        self.match_predictions(classes, true, np.array([[0.9, 0.0, 0.0]]))
        if self.args.task in ("segment", "pose"):
            self.match_predictions(classes, true, np.array([[0.7, 0.0, 0.06]]))

    def match_predictions(self, classes: Any, true: Any, shared: Any) -> str:
        return "matched"

    def validate(self) -> None:
        """One validation from its start to its end."""
        self.seen = 0
        self.update_metrics(self.predictions(), self.batch())

    def batch(self) -> dict[str, Any]:
        box = [64 / 128, 48 / 96, 60 / 128, 30 / 96]
        return {
            "batch_idx": np.array([0.0]),
            "cls": np.array([[0.0]]),
            "bboxes": np.array([[*box, 0.3]] if self.args.task == "obb" else [box]),
            "img": np.zeros((2, 3, *SEEN)),
            "ori_shape": [(100, 200), (100, 200)],
            "ratio_pad": [RATIO_PAD, RATIO_PAD],
            "im_file": [str(self.folder / "one.jpg"), str(self.folder / "two.jpg")],
        }

    def predictions(self) -> Any:
        rows = np.array(
            [[34, 33, 94, 62, 0.9, 0], [0, 18, 20, 30, 0.4, 1], [4, 18, 9, 30, 0.005, 0]]
        )
        none = np.zeros((0, 6))
        if self.args.task == "obb":
            rows = np.c_[[[64, 48, 60, 30]] * 3, rows[:, 4:], [0.3, 0.1, 0.1]]
            none = np.zeros((0, 7))
        if self.shape == "tensors":
            return ([rows, none], "prototypes") if self.args.task == "segment" else [rows, none]
        boxes = [np.c_[each[:, :4], each[:, 6:]] for each in (rows, none)]
        return [
            {"bboxes": box, "conf": each[:, 4], "cls": each[:, 5]}
            for box, each in zip(boxes, (rows, none), strict=True)
        ]


def recorded(validator: Validator) -> Recorded:
    """What a reader gets from the file that is written for `validator`."""
    path = write_pictures(validator, validator.folder, weights="best.pt", epochs=3)
    assert path is not None
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), SCHEMA)
    read = read_recorded(path)
    assert isinstance(read, Recorded), read.reason
    return read


@pytest.mark.parametrize("shape", ["dict", "tensors"])
@pytest.mark.parametrize("task", ["detect", "segment", "pose", "obb"])
def test_a_validation_is_kept_picture_by_picture(task: str, shape: str, tmp_path: Path) -> None:
    validator = Validator(task, tmp_path, shape)
    record(validator)
    validator.validate()
    kept = recorded(validator)
    assert (kept.task, kept.names, kept.weights, kept.epochs) == (
        task,
        ("disc", "square"),
        "best.pt",
        3,
    )
    assert kept.head == {"segment": "mask", "pose": "pose"}.get(task, "box")
    one, two = kept.pictures
    assert (one.name, one.width, one.height) == ("one.jpg", 200, 100)
    assert one.gain == pytest.approx(0.6)
    assert one.confidence == pytest.approx([0.9, 0.4], abs=1e-4)
    assert one.found.classes.tolist() == [0, 1]
    if task != "obb":
        # 64 ± 30 less 4 at the left, of 120 pixels; 48 ± 15 less 18 above.
        assert one.truth.edges[0] * 120 == pytest.approx([30, 15, 90, 45], abs=0.01)
        assert one.found.edges[0] * 120 == pytest.approx([30, 15, 90, 44], abs=0.01)
    else:
        assert one.truth.turned is not None
        assert np.linalg.norm(one.truth.turned[0, 1] - one.truth.turned[0, 0]) == pytest.approx(
            0.5, abs=1e-3
        )
    told = {"segment": 0.7, "pose": 0.7, "obb": 0.9, "detect": 60 * 29 / 1800}[task]
    assert one.overlap[0, 0] == pytest.approx(told, abs=1e-3)
    assert (len(two.truth), len(two.found)) == (0, 0)
    assert Anatomy(kept, 0.25).count["right"] == 1


def test_only_the_last_validation_is_kept(tmp_path: Path) -> None:
    validator = Validator("detect", tmp_path)
    record(validator)
    record(validator)
    validator.training = True
    validator.validate()
    assert recorder_of(validator).shots == []  # type: ignore[union-attr]
    validator.training = False
    validator.validate()
    validator.validate()
    assert len(recorded(validator).pictures) == 2


def test_releases_that_match_otherwise_are_judged_by_their_boxes(tmp_path: Path) -> None:
    """Before 8.0.13x there is no ``match_predictions``: how masks overlap is not told."""
    validator = Validator("segment", tmp_path, "tensors")
    validator._match = lambda: None  # type: ignore[method-assign]
    record(validator)
    validator.validate()
    assert recorded(validator).head == "box"


def _fewer_overlaps(validator: Validator) -> None:
    validator._match = lambda: validator.match_predictions([], [], np.zeros((5, 5)))  # type: ignore[method-assign]


def _strange_batch(validator: Validator) -> None:
    validator.batch = dict  # type: ignore[method-assign]
    validator.update_metrics = lambda preds, batch: None  # type: ignore[method-assign]


@pytest.mark.parametrize("spoil", [_fewer_overlaps, _strange_batch])
def test_what_is_not_as_expected_is_told_and_stops_nothing(
    spoil: Callable[[Validator], None], tmp_path: Path
) -> None:
    validator = Validator("segment", tmp_path)
    spoil(validator)
    record(validator)
    validator.validate()
    with pytest.raises(Absent):
        content_of(recorder_of(validator), weights="best.pt", epochs=1)  # type: ignore[arg-type]


def test_other_tasks_and_models_are_left_alone(tmp_path: Path) -> None:
    validator = Validator("classify", tmp_path)
    record(validator)
    assert recorder_of(validator) is None
    assert write_pictures(validator, tmp_path, weights="best.pt", epochs=1) is None


def test_single_class_trainings_know_one_class_only(tmp_path: Path) -> None:
    validator = Validator("detect", tmp_path)
    validator.args.single_cls = True
    record(validator)
    validator.validate()
    assert recorded(validator).pictures[0].found.classes.tolist() == [0, 0]


def test_a_thousand_crowded_pictures_take_at_most_two_megabytes(tmp_path: Path) -> None:
    validator = Validator("detect", tmp_path)
    record(validator)
    recorder = recorder_of(validator)
    assert recorder is not None
    validator.validate()
    rng = np.random.default_rng(0)
    crowded = recorder.shots[0]._replace(
        classes=np.zeros(300), confidence=np.sort(rng.beta(0.3, 2, 300))[::-1].clip(0.011, 1)
    )
    recorder.shots = [crowded._replace(boxes=rng.random((300, 4))) for _ in range(1000)]
    path = write_pictures(validator, tmp_path, weights="best.pt", epochs=1)
    assert path is not None
    assert path.stat().st_size <= 2_000_000
    read = read_recorded(path)
    assert isinstance(read, Recorded)
    assert read.lowest > 0.01
    assert "left out" in " ".join(read.notes)
    assert min(p.confidence.min() for p in read.pictures if len(p.found)) >= read.lowest - 1e-4


def test_of_too_many_pictures_some_are_kept_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.training.recording.MOST_PICTURES", 10)
    validator = Validator("detect", tmp_path)
    validator.dataloader.dataset = range(40)
    record(validator)
    for _ in range(20):
        validator.update_metrics(validator.predictions(), validator.batch())
    kept = recorded(validator)
    assert len(kept.pictures) == 10
    assert "10 of the 40" in kept.notes[0]


def test_thumbnails_are_small_and_of_the_pictures_with_mistakes(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (100, 200, 3)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "one.jpg")
    validator = Validator("detect", tmp_path)
    record(validator)
    validator.validate()
    kept = recorded(validator)
    assert kept.thumbnails is not None
    assert list(kept.thumbnails) == [0]
    assert len(kept.thumbnails[0]) <= 12_288


def test_attach_records_and_writes_within_a_training(tmp_path: Path) -> None:
    callbacks: dict[str, Callable[[Any], None]] = {}
    attach(SimpleNamespace(add_callback=callbacks.__setitem__))
    validator = Validator("detect", tmp_path)
    trainer = SimpleNamespace(validator=validator, epoch=4, save_dir=tmp_path)
    callbacks["on_train_start"](trainer)
    validator.validate()
    (tmp_path / FILE_NAME).write_text("of an earlier training")
    callbacks["on_train_end"](trainer)
    read = read_recorded(tmp_path / FILE_NAME)
    assert isinstance(read, Recorded)
    assert read.epochs == 5


def test_without_a_recorder_an_earlier_file_is_not_taken_for_this_training(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("of an earlier training")
    trainer = SimpleNamespace(validator=Validator("detect", tmp_path), epoch=4, save_dir=tmp_path)
    on_train_end(trainer)
    assert not (tmp_path / FILE_NAME).exists()


def test_a_validation_on_its_own_is_written_beside_the_run_of_its_model(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "args.yaml").write_text("task: detect\n")
    validator = Validator("detect", tmp_path)
    on_val_start(validator)
    validator.validate()
    on_val_end(validator)
    assert isinstance(read_recorded(tmp_path / FILE_NAME), Recorded)


def test_weights_outside_of_a_run_have_no_run(tmp_path: Path) -> None:
    assert run_of(tmp_path / "weights" / "best.pt") is None
    (tmp_path / "results.csv").write_text("epoch\n")
    assert run_of(tmp_path / "weights" / "best.pt") == tmp_path
    assert run_of(tmp_path / "other" / "best.pt") is None


@pytest.mark.parametrize(
    ("confidences", "refused"), [((0.008, 0.002), True), ((0.3, 0.002), False)]
)
def test_a_model_whose_predictions_are_next_to_nothing_is_not_recorded(
    tmp_path: Path, confidences: tuple[float, float], refused: bool
) -> None:
    """Its mAP50 comes from predictions that are not kept: the file would tell another."""
    validator = Validator("detect", tmp_path, "tensors")
    rows = np.array([[34, 33, 94, 62, c, 0] for c in (*confidences, 0.001)])
    validator.predictions = lambda: [rows, np.zeros((0, 6))]  # type: ignore[method-assign]
    record(validator)
    validator.validate()
    if refused:
        with pytest.raises(Absent, match="fewer predictions of confidence"):
            write_pictures(validator, tmp_path, weights="best.pt", epochs=8)
    else:
        assert recorded(validator).pictures[0].confidence == pytest.approx([0.3], abs=1e-4)
