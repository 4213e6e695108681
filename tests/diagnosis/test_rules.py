"""What holds for every run: headline, answers and steps never contradict each other."""

from __future__ import annotations

import re
from dataclasses import replace

from reportgen.checks.folder.settings import usual_rate
from reportgen.diagnosis import diagnose
from reportgen.diagnosis.badge import SLOWLY
from reportgen.diagnosis.cause import Case, told_by
from reportgen.diagnosis.causes import all_causes
from reportgen.diagnosis.causes.rising import is_flat, rises_at_end
from reportgen.diagnosis.headline import NOTHING_TO_DO
from reportgen.diagnosis.model import Certainty, Diagnosis
from reportgen.diagnosis.state.decide import FEWEST
from reportgen.diagnosis.traces import Traces
from reportgen.facts.version import is_from
from reportgen.rule import Verdict
from tests.conftest import SAMPLES
from tests.diagnosis.runs import diagnosed
from tests.diagnosis.runs import every_and_made as every_run

LONGER = {"longer", "resume", "train-at-all", "many-epochs", "let-run"}
CAUSES_OF_PLOTS = {
    "weak-classes", "rare-classes", "objects-missed", "false-alarms", "confidence-elsewhere",
    "classes-confused",
}  # fmt: skip
TREATMENTS_OF_PLOTS = {
    "confidence", "more-of-class", "class-weights", "look-at-misses", "tell-apart",
}  # fmt: skip
UNTOLD = {"unknown", "not-applicable"}
UNMEASURED = {"image-size", "larger-model", "finer-masks", "lower-rate", "raise-rate", "confidence"}


def test_no_cause_fails_on_any_run() -> None:
    for run in every_run():
        case = Case(run.facts, Traces(run.facts), tuple(run.findings), run.told.state)
        for rule in all_causes():
            told_by(rule, case)


def test_to_go_on_is_answered_as_the_steps_say() -> None:
    for run in every_run():
        longer = any(step.treatment in LONGER for step in run.told.steps)
        assert (run.told.answers["continue"].answer == "yes") is longer, run.name


def test_overfitting_is_answered_as_the_steps_say() -> None:
    for run in every_run():
        treated = any(c.steps for c in run.told.causes if c.id == "memorised")
        answer = run.told.answers["overfitting"].answer
        assert (answer in ("yes", "slightly")) is treated, (run.name, answer)
        assert (run.told.state.main == "overfits") <= (answer == "yes"), run.name
        assert run.told.state.holds("overfits") <= treated, (run.name, run.told.state)


def test_no_answer_says_that_a_score_is_missing_where_there_is_one() -> None:
    for run in every_run():
        missing = "No score is known" in run.told.answers["overfitting"].sentence
        assert not (missing and run.facts.headline), run.name


def test_the_cause_of_the_headline_has_the_first_step_or_nothing_is_to_do() -> None:
    for run in every_run():
        treated = [step for step in run.told.steps if step.treatment]
        if not treated:
            # How long is usual is not known of every trainer, nor why a log tells no metric.
            unsaid = run.told.state.main in ("too-short", "unknown")
            assert unsaid or NOTHING_TO_DO in run.told.headline, (run.name, run.told.headline)
            continue
        lead = next(cause for cause in run.told.causes if cause.steps)
        assert lead.steps[0] == treated[0], run.name


def test_an_error_and_the_metric_that_it_is_the_rest_of_are_not_both_told() -> None:
    told = [run.told.headline for run in every_run() if "top-1 error rose" in run.told.headline]
    assert told
    assert not [headline for headline in told if "top-1 accuracy went from" in headline]


def test_an_error_has_no_training_loss_of_its_own() -> None:
    said = [
        text
        for run in every_run()
        for text in (
            *(each.seen for each in run.findings),
            *(each.seen for each in run.told.causes),
        )
        if "top-1 error" in text
    ]
    assert said
    assert not [text for text in said if "its training loss" in text.lower()]


def test_beside_its_badge_a_headline_does_not_say_the_same_again() -> None:
    for run in every_run():
        badge, said = run.told.badge[1].lower(), run.told.beside_badge.lower()
        for start in (badge, badge.partition(", ")[0], badge.partition(": ")[0]):
            assert not said.startswith(start), (run.name, run.told.headline)
        state, _, rest = run.told.headline.lower().partition(": ")
        assert f" {state} " not in f" {rest} ", (run.name, run.told.headline)


def test_no_step_is_one_that_a_sure_cause_makes_moot() -> None:
    for run in every_run():
        case = Case(run.facts, Traces(run.facts), tuple(run.findings), run.told.state)
        steps = {step.treatment for step in run.told.steps}
        for rule in all_causes():
            told = told_by(rule, case)
            if told is None or told.certainty is Certainty.POSSIBLE:
                continue
            own = {step.treatment for c in run.told.causes if c.id == rule.id for step in c.steps}
            assert not (told.moot - own) & steps, (run.name, rule.id)


def test_where_validation_measured_nothing_no_rate_size_or_confidence_is_advised() -> None:
    for run in every_run():
        if run.told.state.main == "validation-broken":
            assert not UNMEASURED & {step.treatment for step in run.told.steps}, run.name
            assert run.told.answers["continue"].answer != "yes", run.name


def test_no_best_weights_where_there_are_none_or_no_epoch_scored() -> None:
    for run in every_run():
        there = bool(run.facts.listing.of_kind("best-weights"))
        if not there or run.facts.best_epoch is None:
            # The training may have started from a model of that name.
            assert "best.pt" not in run.advice.replace("model=best.pt", ""), run.name


def test_of_the_rate_is_said_what_results_csv_holds() -> None:
    for run in every_run():
        rates = Traces(run.facts).rates
        if "wound down" in run.advice:
            assert rates is not None, run.name
            assert rates.last <= 0.2 * rates.peak, run.name
        if Traces(run.facts).warm_up_lasts:
            changed = {name for step in run.told.steps for name in step.settings}
            known = run.facts.known_args
            # One that was set far too high needs no rate of results.csv to be told.
            told = (known.number("lr0") or 0.0) < 5 * usual_rate(known)
            assert not told or "lr0" not in changed, run.name


def test_a_score_of_zero_gives_no_confidence() -> None:
    for run in every_run():
        answer = run.told.answers["confidence"].answer
        if run.facts.best_epoch is None and re.fullmatch(r"[\d.]+", answer):
            raise AssertionError(run.name)


def test_every_text_is_whole_and_nothing_is_not_a_number() -> None:
    for run in every_run():
        told = run.told
        assert re.fullmatch(r"[A-Z].*[^.]\.", told.headline), (run.name, told.headline)
        assert "\n" not in told.headline
        texts = [told.headline, *(a.sentence for a in told.answers.values())]
        texts += [cause.seen for cause in told.causes] + [step.reason for step in told.steps]
        for text in texts:
            assert text.endswith((".", "?", ":")), (run.name, text)
            assert not re.search(r"\b(nan|inf|None)\b(?!\.)", text.replace("NaN or inf", "")), text
        assert list(told.answers) == [
            "learning",
            "overfitting",
            "confidence",
            "classes",
            "continue",
            "compare",
        ]


def test_what_a_cause_explains_was_raised() -> None:
    for run in every_run():
        raised = {
            f.check
            for f in run.findings
            if f.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.NOTE, Verdict.UNKNOWN)
        }
        for cause in run.told.causes:
            assert set(cause.explains) <= raised, (run.name, cause.id)


def test_strategies_have_their_guards() -> None:
    for run in every_run():
        for step in run.told.steps:
            if step.treatment == "larger-model":
                assert not re.search(r"(?<![a-z])x[.-]|v9e|\dx[.-]", run.facts.model or ""), (
                    run.name
                )
                assert (run.facts.headline or 0) < 0.9, run.name
            if step.treatment == "image-size":
                assert run.told.state.main != "learned-nothing", run.name
            if step.treatment == "finer-masks":
                assert "masks-coarse" in {cause.id for cause in run.told.causes}, run.name
                assert is_from(run.facts.version_range, "8.4.0"), run.name
            if step.treatment == "trained-weights":  # Where no model is told its boxes tell.
                assert (run.facts.model or ".yaml").endswith(".yaml"), run.name


LABELS = ("check-labels", "check-points", "exact-points", "label-points", "tight-boxes")


def test_labels_are_looked_at_before_larger_pictures_or_models_are_tried() -> None:
    for run in every_run():
        treated = [step.treatment for step in run.told.steps]
        if "check-labels" not in treated:
            continue
        first = next(at for at, name in enumerate(treated) if name in LABELS)
        assert not {"image-size", "larger-model"} & set(treated[:first]), run.name


def test_a_smoke_test_is_too_short_and_no_failure() -> None:
    for run in every_run():
        if run.facts.epochs_done == run.facts.epochs_planned and (run.facts.epochs_done or 9) <= 3:
            assert run.told.state.main in ("too-short", "validation-broken"), run.name


def test_no_command_brings_back_what_a_step_takes_out() -> None:
    for run in every_run():
        out = {k for step in run.told.steps for k, value in step.settings.items() if not value}
        for step in run.told.steps:
            carried = {word.partition("=")[0] for word in step.command.split()}
            assert not out & carried, (run.name, step.command)


def test_a_run_levels_off_at_one_epoch() -> None:
    for run in every_run():
        texts = [run.told.headline, *(finding.title for finding in run.findings)]
        texts += [text for c in run.told.causes for text in (c.seen, *(s.reason for s in c.steps))]
        told = {e for t in texts for e in re.findall(r"level(?:s|led) off by epoch ([\d,]+)", t)}
        assert len(told) <= 1, (run.name, told)


def test_metrics_have_levelled_off_once_those_of_boxes_and_of_masks_have() -> None:
    """What is said of "the metrics" holds for each head, and not for the main one alone."""
    for run in every_run():
        course, finding = run.facts.course, {f.check: f for f in run.findings}.get("early-plateau")
        if course is None or finding is None or " by epoch " not in finding.title:
            continue
        told = int(finding.title.rpartition(" ")[2].replace(",", ""))
        curves = [c for head in run.facts.heads if (c := head.map50_95_curve) and len(c.known)]
        assert all(course.of(curve).levelled_at <= told for curve in curves), run.name


def test_a_good_run_that_still_rises_has_not_levelled_off() -> None:
    for run in every_run():
        rises = any(
            f.check == "still-improving" and f.verdict is Verdict.NOTE for f in run.findings
        )
        done = (run.facts.epochs_done or 0) >= (run.facts.epochs_planned or 1e9)
        if run.told.state.main == "good" and rises and done and not is_flat(run.facts):
            causes = {cause.id for cause in run.told.causes}
            assert causes & {"converged", "still-rising"} == {"still-rising"}, run.name


def test_a_step_changes_something() -> None:
    for run in every_run():
        now = {name: str(value) for name, value in run.facts.known_args.values.items()}
        for step in run.told.steps:
            same = [name for name, value in step.settings.items() if now.get(name) == value]
            assert not step.settings or len(same) < len(step.settings), (run.name, step)


def test_what_patience_ended_is_not_trained_on_with_the_same_patience() -> None:
    for run in every_run():
        done, planned = run.facts.epochs_done or 0, run.facts.epochs_planned or 0
        waited, patience = run.facts.epochs_since_best, run.facts.patience
        if not patience or waited is None or waited < patience or done >= planned:
            continue
        for step in run.told.steps:
            if step.treatment in LONGER - {"resume"} and "time" not in step.settings:
                assert int(step.settings["patience"]) > patience, (run.name, step)


def test_what_a_check_calls_diverged_is_no_plateau() -> None:
    for run in every_run():
        if any(f.check == "diverged" and f.verdict is Verdict.FAIL for f in run.findings):
            assert run.told.state.main in (
                "diverged", "learned-nothing", "validation-broken", "too-short",
            ), (run.name, run.told.headline)  # fmt: skip


def test_what_the_check_on_overfitting_warns_of_is_not_answered_no() -> None:
    for run in every_run():
        serious = (Verdict.FAIL, Verdict.WARN)
        if any(f.check == "overfitting" and f.verdict in serious for f in run.findings):
            assert run.told.answers["overfitting"].answer != "no", run.name


def test_numbers_and_their_nouns_agree() -> None:
    nouns = "batches|epochs|pictures|objects|classes|steps|validations"
    for run in every_run():
        seen = [f"{cause.title} {cause.seen}" for cause in run.told.causes]
        said = [answer.sentence for answer in run.told.answers.values()]
        steps = [f"{step.title} {step.reason}" for step in run.told.steps]
        for text in (run.told.headline, *seen, *said, *steps):
            assert not re.search(rf"(?<![\d.,=])\b1 (?:{nouns})\b", text), text


def test_trained_weights_are_not_advised_beside_an_argument_against_them() -> None:
    for run in every_run():
        if run.told.steps and run.told.steps[0].treatment == "trained-weights":
            commands = [step.command for step in run.told.steps]
            assert "pretrained=False" not in " ".join(commands).split(), (run.name, commands)


def test_plots_that_disagree_with_the_table_tell_nothing_of_classes_and_confidence() -> None:
    run = diagnosed(SAMPLES / "detect", pictures=True)
    ids, treatments, answers = _of_plots(run.told)
    assert ids
    assert treatments
    assert not answers & UNTOLD
    findings = [
        replace(each, verdict=Verdict.WARN) if each.check == "sources-agree" else each
        for each in run.findings
    ]
    told = diagnose(run.facts, findings)
    assert "sources-disagree" in {cause.id for cause in told.causes}
    ids, treatments, answers = _of_plots(told)
    assert not ids | treatments
    assert answers <= UNTOLD
    assert not any(" conf=" in step.command for step in told.steps)


def _of_plots(told: Diagnosis) -> tuple[set[str], set[str], set[str]]:
    """The causes, treatments and answers that rest on plots."""
    return (
        {cause.id for cause in told.causes} & CAUSES_OF_PLOTS,
        {step.treatment for step in told.steps} & TREATMENTS_OF_PLOTS,
        {told.answers[question].answer for question in ("confidence", "classes")},
    )


def test_a_loss_that_is_0_throughout_is_not_one_that_stands_still() -> None:
    for run in every_run():
        cls = Traces(run.facts).columns("train").get("cls_loss")
        if cls is not None and not cls.any():
            assert "classes-stuck" not in {cause.id for cause in run.told.causes}, run.name


def test_a_fine_tuning_that_gained_little_and_still_rises_is_trained_longer() -> None:
    for run in every_run():
        rises = any(
            f.check == "still-improving" and f.verdict is Verdict.NOTE for f in run.findings
        )
        over = (run.facts.epochs_done or 0) >= (run.facts.epochs_planned or 10**9)
        if run.told.state.main == "no-gain" and rises and over:
            assert run.told.answers["continue"].answer == "yes", run.name


def test_nobody_is_warned_of_what_asks_for_nothing() -> None:
    for run in every_run():
        if NOTHING_TO_DO in run.told.headline:
            assert run.told.badge[0] not in ("warn", "fail"), (run.name, run.told.headline)


def test_a_loss_that_climbs_while_its_training_loss_falls_far_is_not_answered_no() -> None:
    for run in every_run():
        climb = Traces(run.facts).climb
        if "overfits" not in run.told.state.also or climb is None or climb.rise < 0.1:
            continue
        if climb.train[1] < 0.75 * climb.train[0]:
            assert run.told.answers["overfitting"].answer != "no", (run.name, climb)


def test_what_patience_ended_is_too_short_only_where_no_trend_can_be_told() -> None:
    for run in every_run():
        waited, done = run.facts.epochs_since_best or 0, run.facts.epochs_done or 0
        if run.told.state.main == "too-short" and 0 < (run.facts.patience or 0) <= waited:
            assert done < FEWEST, (run.name, run.told.headline)


def test_what_never_left_its_warm_up_is_neither_good_nor_done() -> None:
    for run in every_run():
        if any(cause.id == "warm-up-only" for cause in run.told.causes):
            assert run.told.state.main not in ("good", "plateau-done"), run.name


def test_nothing_is_good_below_the_floor_of_precision_or_recall() -> None:
    for run in every_run():
        main = run.facts.heads[-1].head.key if run.facts.heads else ""
        low = [
            finding
            for finding in run.findings
            if finding.check in ("precision-floor", "recall-floor")
            and finding.verdict is Verdict.WARN
            and finding.head == main
        ]
        if low:
            assert run.told.state.main not in ("good", "plateau-done"), (run.name, low[0].seen)


def test_a_resumed_run_names_the_model_that_it_started_from() -> None:
    for run in every_run():
        if not run.facts.known_args.values.get("resume"):
            continue
        for step in run.told.steps:
            again = step.command.startswith("yolo ") and " train " in step.command
            if again and " train resume " not in step.command:
                assert "last.pt" not in step.command, (run.name, step.command)


def test_what_results_csv_averages_over_classes_is_not_told_of_all_objects() -> None:
    for run in every_run():
        for finding in run.findings:
            if finding.check in ("precision-floor", "recall-floor") and finding.measured:
                seen = finding.seen
                assert seen.startswith(("On average over the classes ", "None ")), (run.name, seen)


def test_what_a_cause_explains_is_treated_by_its_steps_alone() -> None:
    """No remedy speaks past the diagnosis: "resume it" beside "nothing needs to change"."""
    for run in every_run():
        for before, after in zip(run.findings, run.told.advised(run.findings), strict=True):
            cause = run.told.explaining(before.check)
            titles = [step.title for step in cause.steps] if cause else []
            if cause and before.remedy:
                assert all(title in after.remedy for title in titles), (run.name, before.check)
                assert bool(after.remedy) is bool(titles), (run.name, before.check)
            else:
                assert after == before


def test_what_levelled_off_did_so_before_its_last_quarter() -> None:
    """ "It levelled off at epoch 58 of 59" is no reason to stop; why it is said has better ones."""
    for run in every_run():
        cause = next((each for each in run.told.causes if each.id == "converged"), None)
        if cause is None or run.told.state.main != "good":
            continue
        curve = run.facts.course.of(run.facts.headline_curve)  # type: ignore[union-attr, arg-type]
        late = curve.levelled_at > 0.75 * curve.series.epochs[-1]
        assert ("levelled off" in cause.title) is not late, (run.name, cause.title)
        assert "still rising" not in cause.seen, (run.name, cause.seen)


def test_what_patience_ended_is_not_told_to_go_on() -> None:
    for run in every_run():
        waited, done = run.facts.epochs_since_best or 0, run.facts.epochs_done or 0
        if not 0 < (run.facts.patience or 0) <= waited or done >= (run.facts.epochs_planned or 0):
            continue
        for finding in run.findings:
            if finding.check == "still-improving" and finding.verdict is Verdict.NOTE:
                assert "Let it go on" not in (finding.remedy or ""), run.name


def test_what_is_low_and_still_rises_at_the_end_of_its_plan_is_told_to_go_on() -> None:
    """A pair of published runs shows it: 20 epochs reached 0.146, 158 epochs 0.236."""
    for run in every_run():
        finding = next((f for f in run.findings if f.check == "still-improving"), None)
        if run.told.state.main == "plateau-low" and rises_at_end(run.facts, finding):
            sure = any(each.certainty != "possible" for each in run.told.causes)
            assert sure or run.told.answers["continue"].answer == "yes", run.name
            assert run.told.headline.startswith(f"{SLOWLY}: "), run.name
            assert run.told.badge[1] == SLOWLY, run.name


def test_where_nothing_is_trained_on_a_rise_has_its_cause() -> None:
    for run in every_run():
        rises = any(
            f.check == "still-improving" and f.verdict is Verdict.NOTE for f in run.findings
        )
        if rises and run.told.answers["continue"].answer == "no":
            explained = {check for cause in run.told.causes for check in cause.explains}
            assert "still-improving" in explained, (run.name, run.told.headline)


def test_where_nothing_is_left_to_gain_no_more_pictures_are_asked_for() -> None:
    for run in every_run():
        if any(cause.title == "nothing is left to gain" for cause in run.told.causes):
            asked = {step.treatment for step in run.told.steps}
            assert not asked & {"more-data", "regularise"}, run.name
