"""The training callback: true numbers whatever the version, and never a broken training.

Ultralytics is not needed here: trainers are stand-ins, shaped as those of real versions (see
`tests/training/fake_trainer.py`). `tests/training/train_for_real.py` trains with the real one.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import jsonschema
import numpy as np
import pytest

from reportgen.errors import ReportError
from reportgen.read.exact import SCHEMA_PATH, Exact
from reportgen.read.exact.json import MAX_BYTES, read_exact
from reportgen.read.plot.curves import GRID, PlottedCurve, read_curve
from reportgen.training import __main__ as command
from reportgen.training import attach, beside, on_train_end, on_train_start
from reportgen.training.numbers import class_names, describe
from tests.read.dataset.test_dataset import write as write_data_set
from tests.support.old_reports import embedded_in
from tests.training import fake_trainer
from tests.training.fake_trainer import VERSIONS, pretend

SCHEMA = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))


def written(trainer: Any) -> Exact:
    """What a reader gets from the file that the callback writes for `trainer`."""
    content = describe(trainer)
    jsonschema.validate(content, SCHEMA)
    path = Path(trainer.save_dir) / "reportgen.json"
    path.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")
    exact = read_exact(path)
    assert isinstance(exact, Exact), exact.reason
    return exact


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One version after another."""
    pretend(monkeypatch, request.param)
    return str(request.param)


# --- the numbers ---------------------------------------------------------------------------------


def test_numbers_by_class_are_those_of_the_validator(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    exact = written(trainer)
    assert exact.ultralytics == version
    assert (exact.task, exact.weights, exact.epochs) == ("segment", "best.pt", 20)
    assert exact.names == ("disc", "square", "triangle", "never seen")
    assert exact.instances == (30, 20, 10, 0)
    assert exact.images == 14
    assert exact.speed["inference"] == 5.5
    assert list(exact.heads) == ["box", "mask"]
    for key, metric in (("box", "box"), ("mask", "seg")):
        head, true = exact.heads[key], getattr(trainer.validator.metrics, metric)
        assert head.class_index == (0, 1, 2)
        np.testing.assert_allclose(head.map50, true.all_ap[:, 0], atol=1e-6)
        np.testing.assert_allclose(head.map50_95, true.all_ap.mean(axis=1), atol=1e-6)
        np.testing.assert_allclose(head.precision, true.p, atol=1e-6)
        np.testing.assert_allclose(head.recall, true.r, atol=1e-6)
        np.testing.assert_allclose(head.f1, true.f1, atol=1e-6)


def test_curves_are_kept_from_8_0_197_on(version: str, tmp_path: Path) -> None:
    exact = written(fake_trainer.trainer(version, tmp_path))
    if version == "8.0.50":
        assert not exact.heads["box"].curves
        assert "8.0.197" in exact.missing["box.curves"]
        return
    assert set(exact.heads["mask"].curves) == {"F1", "P", "R", "PR"}
    assert not exact.missing


def test_class_curves_are_those_of_the_validator(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    exact = written(trainer)
    true = trainer.validator.metrics.seg
    for kind, curve in exact.heads["mask"].curves.items():
        assert curve.classes is not None
        if kind != "PR":
            rows = getattr(true, f"{kind.lower()}_curve")
            expected = [np.interp(GRID, true.px, row) for row in rows]
            np.testing.assert_allclose(curve.classes, expected, atol=1e-6)


def test_class_that_was_never_predicted_gets_no_others_curve(version: str, tmp_path: Path) -> None:
    """Up to 8.4.105 its row is missing, and the rows after it would move up."""
    trainer = fake_trainer.trainer(version, tmp_path)
    exact = written(trainer)
    if "PR" not in exact.heads["box"].curves:
        return
    curve = exact.heads["box"].curves["PR"]
    assert curve.classes is not None
    assert curve.classes.shape == (3, 201)
    assert curve.classes[1, 100] == pytest.approx(0.5, abs=1e-5)
    unseen = curve.classes[2]
    assert (unseen == 0).all() if version == "8.4.190" else np.isnan(unseen).all()
    mean = trainer.validator.metrics.box.all_ap[:, 0].mean()
    assert curve.value == pytest.approx(mean, abs=0.0005)


def test_pr_rows_that_fit_no_class_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "8.3.40")
    trainer = fake_trainer.trainer("8.3.40", tmp_path)
    metric = trainer.validator.metrics.box
    metric.prec_values = metric.prec_values[:1]
    assert written(trainer).heads["box"].curves["PR"].classes is None


def test_mean_is_averaged_as_the_version_draws_it(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    exact = written(trainer)
    if not exact.heads["box"].curves:
        return
    half = 50 if fake_trainer.numbers_of(version) >= (8, 3, 103) else 25
    rows = trainer.validator.metrics.box.f1_curve.mean(axis=0)
    ends = [rows[0]] * half, [rows[-1]] * half
    continued = np.concatenate([ends[0], rows, ends[1]])
    drawn = np.array([continued[i : i + 2 * half + 1].mean() for i in range(1000)])
    curve = exact.heads["box"].curves["F1"]
    assert curve.value == pytest.approx(drawn.max(), abs=0.005)
    assert curve.confidence == pytest.approx(drawn.argmax() / 999, abs=0.0005)
    np.testing.assert_allclose(
        curve.mean, np.interp(GRID, np.linspace(0, 1, 1000), drawn), atol=1e-6
    )


def test_matrix_is_kept_predicted_by_true(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    confusion = written(trainer).confusion
    assert confusion is not None
    assert confusion.counts.tolist() == trainer.validator.confusion_matrix.matrix.tolist()
    assert confusion.confidence == (0.001 if version == "8.4.190" else 0.25)


def test_user_given_confidence_is_the_matrix_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "8.4.20")
    trainer = fake_trainer.trainer("8.4.20", tmp_path)
    trainer.validator.args.conf = 0.4
    confusion = written(trainer).confusion
    assert confusion is not None
    assert confusion.confidence == 0.4


def test_matrix_that_was_not_counted_is_not_told(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    trainer.validator.confusion_matrix.matrix[:] = 0
    exact = written(trainer)
    assert exact.confusion is None
    assert "plots=False" in exact.missing["confusion"]


def test_weights_of_the_last_epoch_are_not_called_best(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    trainer.validator.training = True
    assert written(trainer).weights == "last epoch"


def test_metrics_of_an_earlier_epoch_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to 8.2 a validation that finds nothing leaves the numbers of the one before."""
    for version in ("8.0.50", "8.1.20"):
        pretend(monkeypatch, version)
        trainer = fake_trainer.trainer(version, tmp_path)
        trainer.validator.stats = fake_trainer.stats(version, [[False] * 10])
        exact = written(trainer)
        assert not exact.heads
        assert "No object" in exact.missing["mask"]


def test_nothing_found_at_all_leaves_no_head(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    trainer.validator.metrics.box = fake_trainer.empty_head()
    exact = written(trainer)
    assert list(exact.heads) == ["mask"]
    assert "box" in exact.missing


def test_detection_and_pose_have_their_heads(version: str, tmp_path: Path) -> None:
    for task, heads in (("detect", ["box"]), ("obb", ["box"]), ("pose", ["box", "pose"])):
        exact = written(fake_trainer.trainer(version, tmp_path, task))
        assert (exact.task, list(exact.heads)) == (task, heads)
        assert "mask" not in exact.missing


def test_classification_has_its_matrix_without_background(version: str, tmp_path: Path) -> None:
    exact = written(fake_trainer.classifier(version, tmp_path))
    assert not exact.heads
    assert exact.instances is None
    assert exact.missing["images"] == "It was not counted."
    assert exact.confusion is not None
    assert exact.confusion.counts.shape == (4, 4)
    # The oldest counted [true, predicted].
    assert exact.confusion.counts[2, 0] == (0 if version == "8.0.50" else 3)
    assert exact.confusion.confidence is None


def test_pixels_of_a_later_task_are_not_taken_for_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "8.4.190")
    exact = written(fake_trainer.trainer("8.4.190", tmp_path, "semantic"))
    assert exact.task is None
    assert exact.instances is None
    assert exact.confusion is None


def test_numbers_on_a_gpu_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "8.4.190")
    trainer = fake_trainer.trainer("8.4.190", tmp_path)
    box, confusion = trainer.validator.metrics.box, trainer.validator.confusion_matrix
    box.p, confusion.matrix = fake_trainer.Tensor(box.p), fake_trainer.Tensor(confusion.matrix)
    exact = written(trainer)
    assert not exact.missing


def test_odd_part_costs_itself_only(version: str, tmp_path: Path) -> None:
    trainer = fake_trainer.trainer(version, tmp_path)
    metrics = trainer.validator.metrics
    metrics.box.p = np.array([0.5, np.nan, 0.1])
    metrics.seg.f1_curve = "something else"
    trainer.validator.speed = None
    trainer.validator.confusion_matrix = None
    exact = written(trainer)
    assert list(exact.heads) == ["mask"]
    assert {"box", "speed", "confusion"} <= set(exact.missing)
    if version != "8.0.50":
        assert set(exact.heads["mask"].curves) == {"P", "R", "PR"}


@pytest.mark.parametrize("unknown", [None, "nightly"])
def test_unknown_version_smooths_nothing(
    unknown: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, unknown)
    exact = written(fake_trainer.trainer("8.4.190", tmp_path))
    assert exact.ultralytics is None
    assert set(exact.heads["box"].curves) == {"PR"}


def test_names_come_by_index() -> None:
    assert class_names({1: "b", 0: "a"}) == ["a", "b"]
    assert class_names(["a", 7]) == ["a", "7"]
    with pytest.raises(Exception, match="each index"):
        class_names({1: "a", 2: "b"})


def test_many_classes_stay_within_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "8.4.190")
    count = 1203
    trainer = fake_trainer.trainer("8.4.190", tmp_path)
    validator = trainer.validator
    validator.names = {index: f"class {index}" for index in range(count)}
    validator.metrics.nt_per_class = np.full(count, 3)
    validator.confusion_matrix.matrix = np.ones((count + 1, count + 1))
    for metric in (validator.metrics.box, validator.metrics.seg):
        metric.ap_class_index = np.arange(count)
        for name in ("p", "r", "f1", "all_ap", "p_curve", "r_curve", "f1_curve", "prec_values"):
            values = getattr(metric, name)
            setattr(metric, name, np.resize(values, (count, *values.shape[1:])))
    exact = written(trainer)
    assert (tmp_path / "reportgen.json").stat().st_size < MAX_BYTES
    assert exact.heads["box"].curves["F1"].classes is None
    assert exact.heads["box"].map50.shape == (count,)
    assert "1000 classes" in exact.missing["confusion"]


# --- against plots of real versions --------------------------------------------------------------


TRAINED = ("easy-seed0", "easy-detect", "overfit", "yolo26-n")


@pytest.mark.parametrize("name", TRAINED)
def test_peak_is_the_one_printed_in_the_plot(
    name: str, shared_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """True curves of real trainings: the legend of the plot, and its line as far as it is read."""
    pretend(monkeypatch, "8.4.190")
    folder = shared_folder / "trained" / name
    exact = written(trainer_of(json.loads((folder / "truth.json").read_text()), tmp_path))
    compared = 0
    for key, head in exact.heads.items():
        for kind, curve in head.curves.items():
            read = read_curve(folder / f"{key.capitalize()}{kind}_curve.png", kind)
            if isinstance(read, PlottedCurve):
                # The files of true numbers do not keep mAP50, which the PR legend prints.
                printed = (read.legend.value, read.legend.confidence)
                assert printed == (curve.value, curve.confidence) or kind == "PR"
                assert np.nanmean(np.abs(read.mean - curve.mean)) < 0.002
                compared += 1
    assert compared == 4 * len(exact.heads)


def trainer_of(truth: Any, folder: Path) -> SimpleNamespace:
    """A trainer that holds the curves of a file of true numbers."""
    made = fake_trainer.trainer("8.4.190", folder)
    validator, classes = made.validator, len(truth["names"])
    validator.names = {index: str(index) for index in range(classes)}
    validator.metrics.nt_per_class = np.ones(classes)
    validator.confusion_matrix.matrix = np.array(truth["cm"])
    heads = ["box", "seg"][: len(truth["curves"]) // 4]
    for place, attribute in enumerate(("box", "seg")):
        if attribute not in heads:
            delattr(validator.metrics, attribute)
            continue
        drawn = [np.array(curve[1]) for curve in truth["curves"][4 * place : 4 * place + 4]]
        metric = getattr(validator.metrics, attribute)
        metric.prec_values, metric.f1_curve, metric.p_curve, metric.r_curve = drawn
        metric.all_ap = np.repeat(drawn[0].mean(axis=1)[:, None], 10, axis=1)
        metric.ap_class_index = np.arange(len(drawn[0]))
        metric.p = metric.r = metric.f1 = np.zeros(len(drawn[0]))
    return made


# --- the callback --------------------------------------------------------------------------------


def test_callback_writes_numbers_and_report(
    make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    pretend(monkeypatch, "8.4.190")
    folder = make_run()
    before = set(folder.iterdir())
    with caplog.at_level(logging.INFO, logger="ultralytics"):
        on_train_end(fake_trainer.trainer("8.4.190", folder))
    new = {path.name for path in set(folder.iterdir()) - before}
    assert new == {"reportgen.json", "report.html"}
    assert isinstance(read_exact(folder / "reportgen.json"), Exact)
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8")
    assert str(folder / "report.html") in caplog.text


def test_the_report_of_the_callback_tells_of_the_data_that_was_trained_on(
    make_run: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "8.4.190")
    folder = make_run(args={"imgsz": 640})
    trainer = fake_trainer.trainer("8.4.190", folder)
    trainer.args = SimpleNamespace(data=str(write_data_set(tmp_path / "data", train=6, val=4)))
    on_train_end(trainer)
    told = embedded_in((folder / "report.html").read_text(encoding="utf-8"))["runs"][0]["dataset"]
    assert [split["looked_at"] for split in told["splits"]] == [6, 4]
    trainer.args.data = "coco8.yaml"  # not in reach: as without it
    on_train_end(trainer)
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert embedded_in(html)["runs"][0]["dataset"] is None


class Unprintable(Exception):
    """An error that cannot even be shown."""

    def __str__(self) -> str:
        raise RuntimeError("no")


class Unusual(BaseException):
    """An error outside of Exception."""


FAILURES: list[BaseException] = [
    ValueError("two\nlines"),
    MemoryError(),
    RecursionError(),
    SystemExit(3),
    OSError(28, "No space left on device"),
    Unprintable(),
    Unusual("odd"),
    AssertionError(),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_callback_never_breaks_a_training(failure: BaseException, caplog: Any) -> None:
    class Broken:
        """A trainer that raises whatever is asked of it."""

        def __getattr__(self, name: str) -> Any:
            raise failure

    on_train_end(Broken())
    assert len(caplog.records) == 3
    for record in caplog.records:
        assert "\n" not in record.getMessage()
        assert record.getMessage().startswith("reportgen: The ")


def test_failure_anywhere_inside_is_caught(
    make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """Every attribute that is looked at, in turn, raises; the report is written all the same."""
    pretend(monkeypatch, "8.4.190")
    folder = make_run()
    for owner in ("validator", "metrics", "box", "confusion_matrix", "args"):
        (folder / "report.html").unlink(missing_ok=True)
        trainer = fake_trainer.trainer("8.4.190", folder)
        holder = trainer.validator.metrics if owner == "box" else trainer.validator
        setattr(trainer if owner == "validator" else holder, owner, Unhelpful())
        on_train_end(trainer)
        assert (folder / "report.html").is_file()


class Unhelpful:
    """Raises an unusual error for every attribute."""

    def __getattr__(self, name: str) -> Any:
        raise Unusual(name)


def test_broken_log_does_not_break_a_training(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Closed(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            asked.append(record.getMessage())
            raise ValueError("I/O operation on closed file")

    handler = Closed()
    logging.getLogger("ultralytics").addHandler(handler)
    try:
        on_train_end(None)
    finally:
        logging.getLogger("ultralytics").removeHandler(handler)
    assert asked
    assert all(text.startswith("reportgen: ") for text in asked)


def test_user_can_still_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        @property
        def save_dir(self) -> Path:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_train_end(Interrupted())


def test_numbers_of_an_earlier_training_do_not_stay(
    make_run: Callable[..., Path], caplog: Any
) -> None:
    folder = make_run(files={"reportgen.json": b"{}"})
    on_train_end(SimpleNamespace(save_dir=folder))
    assert not (folder / "reportgen.json").exists()
    assert "The numbers could not be written" in caplog.text


def test_folder_that_cannot_be_written_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    pretend(monkeypatch, "8.4.190")
    on_train_end(fake_trainer.trainer("8.4.190", tmp_path / "absent"))
    assert len(caplog.records) == 2
    assert list(tmp_path.iterdir()) == []


# --- attaching -----------------------------------------------------------------------------------


def test_attach_adds_the_callback_at_the_end_of_training() -> None:
    added = []
    attach(SimpleNamespace(add_callback=lambda event, function: added.append((event, function))))
    assert added == [("on_train_start", on_train_start), ("on_train_end", on_train_end)]


def test_attach_to_something_else_is_logged(caplog: Any) -> None:
    attach(object())
    assert "could not be attached" in caplog.text


def test_training_module_imports_little_and_nothing_of_ultralytics() -> None:
    code = (
        "import sys, reportgen.training;"
        "print({'ultralytics','torch','pandas','numpy','plotly'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- python -m reportgen.training ----------------------------------------------------------------


@pytest.mark.parametrize("package", ["ultralytics", "ultralytics.yolo"])
def test_command_runs_yolo_with_the_callback(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The callback comes first: Ultralytics' resets keep the first one of each event."""
    defaults = {"on_train_end": [print]}
    ran: list[list[Any]] = []
    utils = ModuleType(f"{package}.utils.callbacks")
    utils.default_callbacks = defaults  # type: ignore[attr-defined]
    configuration = ModuleType(f"{package}.cfg")
    configuration.entrypoint = lambda: ran.append(list(defaults["on_train_end"]))  # type: ignore[attr-defined]
    for name in (package, f"{package}.utils", "ultralytics"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, utils.__name__, utils)
    monkeypatch.setitem(sys.modules, configuration.__name__, configuration)
    installed(monkeypatch, f"{package}.cfg:entrypoint")
    command.main()
    assert ran == [[on_train_end, print]]
    assert defaults["on_train_start"] == [on_train_start]
    assert "on_val_end" not in defaults


def test_command_records_a_validation_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults: dict[str, list[Any]] = {}
    utils = ModuleType("ultralytics.utils.callbacks")
    utils.default_callbacks = defaults  # type: ignore[attr-defined]
    for name in ("ultralytics", "ultralytics.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, utils.__name__, utils)
    monkeypatch.setattr(sys, "argv", ["reportgen.training", "val", "model=best.pt"])
    command.register(EntryPoint("yolo", "ultralytics.cfg:entrypoint", "console_scripts"))
    assert defaults["on_val_start"] == [beside.on_val_start]
    assert defaults["on_val_end"] == [beside.on_val_end]


def test_command_without_ultralytics_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(monkeypatch, "something.else:main")
    with pytest.raises(ReportError, match="pip install ultralytics"):
        command.find_yolo()
    with pytest.raises(SystemExit) as stopped:
        command.main()
    assert "pip install ultralytics" in str(stopped.value)


def installed(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """Let `target` be the installed ``yolo`` command."""
    entry = EntryPoint("yolo", target, "console_scripts")
    monkeypatch.setattr(command, "entry_points", lambda **_: [entry])
