"""The GitHub Action: its steps are run here as its own YAML says, with a pretended GitHub around.

What GitHub itself does is stood in for by the simplest thing: files for outputs and the summary, a
``gh`` that keeps comments in a file, and an upload that copies. The scripts are the real ones.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT, SAMPLES
from tests.support.documents import marked, text
from tests.support.traps import set_traps

ACTION_TEXT = (ROOT / "action.yml").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load(ACTION_TEXT)
SCHEMA = json.loads((ROOT / "tests/data/github-action.schema.json").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
ARTIFACT_URL = "https://github.com/o/r/actions/runs/7/artifacts/99"
BOT = "github-actions[bot]"

GH = """#!{python}
import json, os, sys
store = os.environ["FAKE_GH"]
known = json.load(open(store))
arguments = sys.argv[1:]
with open(store + ".log", "a") as log:
    print(*arguments, file=log)
if known.get("forbidden"):
    sys.exit("HTTP 403: Resource not accessible by integration")
assert os.environ["GH_TOKEN"] == "secret", "the token comes by the environment"
path = next(each for each in arguments if each.startswith("repos/"))
method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
comments = known["comments"]
if method == "GET":
    assert "--paginate" in arguments
    half = len(comments) // 2
    print(json.dumps(comments[:half]) + json.dumps(comments[half:]))
    sys.exit()
body = next(each for each in arguments if each.startswith("body=@"))[6:]
text = open(body).read()
if method == "POST":
    user = {{"login": "github-actions[bot]"}}
    comments.append({{"id": 1000 + len(comments), "user": user, "body": text}})
else:
    (one,) = [each for each in comments if path.endswith("/comments/%d" % each["id"])]
    one["body"] = text
json.dump(known, open(store, "w"))
"""


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@dataclass
class Runner:
    """One job on a pretended runner."""

    folder: Path
    event: dict[str, Any] = field(default_factory=lambda: {"pull_request": {"number": 5}})
    comments: list[dict[str, Any]] = field(default_factory=list)
    forbidden: bool = False
    variables: dict[str, str] = field(default_factory=dict)
    """What an earlier step of the job left in the environment."""
    log: str = ""
    code: int = 0

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    @property
    def uploaded(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "artifacts").iterdir())

    def run(self, **inputs: str) -> None:
        """All steps in their order, up to the first that fails."""
        known = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
        values = {f"inputs.{name}": text for name, text in known.items()}
        values |= {f"inputs.{name.replace('_', '-')}": text for name, text in inputs.items()}
        values["inputs.token"] = "secret"
        values["inputs.options"] += "\n--no-read-pictures"
        self._prepare()
        for step in ACTION["runs"]["steps"]:
            outputs = self._step(step, values)
            values |= {f"steps.{step.get('id')}.outputs.{k}": v for k, v in outputs.items()}
            if self.code:
                break
        self.comments = json.loads((self.folder / "gh.json").read_text())["comments"]

    def _prepare(self) -> None:
        for name in ("temp", "artifacts"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("output", "summary.md"):
            (self.folder / name).write_text("")
        (self.folder / "event.json").write_text(json.dumps(self.event))
        known = {"comments": self.comments, "forbidden": self.forbidden}
        (self.folder / "gh.json").write_text(json.dumps(known))
        executable(self.folder / "bin/gh", GH.format(python=sys.executable))
        # What the first step would install: this checkout, as the Python of the tests has it.
        script = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
        executable(self.folder / "temp/reportgen-environment/bin/python", script)

    def _step(self, step: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
        def filled(text: str) -> str:
            return EXPRESSION.sub(lambda found: values.get(found[1], ""), str(text))

        if step.get("uses", "").startswith("actions/cache@"):
            return {}
        if "uses" in step:
            source = Path(filled(step["with"]["path"]))
            shutil.copyfile(source, self.folder / "artifacts" / source.name)
            return {"artifact-url": ARTIFACT_URL}
        if step["run"].endswith(('install.sh"', 'key.sh"')):
            return {}
        assert step["shell"] == "bash"
        environment = {name: filled(text) for name, text in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            env={**self.variables, **self._environment(), **environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
        )
        self.log += done.stdout + done.stderr
        self.code = done.returncode
        lines = (self.folder / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "FAKE_GH": str(self.folder / "gh.json"),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_RUN_ID": "7",
            "RUNNER_TEMP": str(self.folder / "temp"),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "LC_ALL": "C.UTF-8",
        }


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if shutil.which("bash") is None or shutil.which("jq") is None:
        pytest.skip("needs bash and jq, which GitHub's runners have")
    return Runner(tmp_path)


# --- the metadata ---------------------------------------------------------------------------------


def test_the_metadata_is_what_github_takes() -> None:
    jsonschema.validate(ACTION, SCHEMA)


@pytest.mark.parametrize(
    "damage",
    [
        lambda action: action.pop("description"),
        lambda action: action["runs"]["steps"][0].pop("shell"),
        lambda action: action["inputs"]["runs"].pop("description"),
        lambda action: action["outputs"]["gate"].update(value="plain"),
    ],
)
def test_the_schema_sees_a_mistake(damage: Any) -> None:
    action = json.loads(json.dumps(ACTION))
    damage(action)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(action, SCHEMA)


def test_no_input_reaches_a_shell_but_by_the_environment() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


def test_everything_that_is_named_exists() -> None:
    ids = {step["id"] for step in ACTION["runs"]["steps"] if "id" in step}
    for name in EXPRESSION.findall(ACTION_TEXT):
        kind, *rest = name.split(".")
        assert kind != "inputs" or rest[0] in ACTION["inputs"], name
        assert kind != "steps" or rest[0] in ids, name
    for script in re.findall(r"\.github/action/[\w.]+", ACTION_TEXT):
        assert (ROOT / script).is_file(), script


def test_the_artifact_is_not_zipped() -> None:
    (step,) = [step for step in ACTION["runs"]["steps"] if "upload" in step.get("uses", "")]
    (version,) = re.findall(r"uses: actions/upload-artifact@\S+  # v(\d+)", ACTION_TEXT)
    assert int(version) >= 7, "archive: false came with version 7"
    assert step["with"]["archive"] is False


def test_the_actions_used_are_pinned_to_a_commit() -> None:
    """A tag can be moved to other code; who asks for pins asks for those of an action, too."""
    workflows = (ROOT / ".github/workflows").glob("*.yml")
    texts = "\n".join([ACTION_TEXT, *(path.read_text("utf-8") for path in workflows)])
    for used in re.findall(r"uses: (.+)", texts):
        assert used == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", used)


def test_the_scripts_have_no_faults_that_shellcheck_knows() -> None:
    if (tool := shutil.which("shellcheck")) is None:
        pytest.skip("needs shellcheck")
    subprocess.run([tool, *sorted((ROOT / ".github/action").glob("*.sh"))], check=True)


def test_the_installation_has_an_environment_of_its_own(tmp_path: Path) -> None:
    python = executable(tmp_path / "py", f'#!/bin/sh\necho "$@" >> {tmp_path}/log\n')
    executable(tmp_path / "temp/reportgen-environment/bin/python", python.read_text())
    environment = {"PATH": os.environ["PATH"], "PYTHON": str(python)}
    environment |= {"RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_ACTION_PATH": "/the checkout"}
    subprocess.run(["bash", ROOT / ".github/action/install.sh"], check=True, env=environment)
    _, made, installed = (tmp_path / "log").read_text().splitlines()
    assert made == f"-I -m venv {tmp_path}/temp/reportgen-environment"
    assert installed.startswith("-I -m pip install ")
    assert installed.endswith(" /the checkout")


def key_of(action: Path, tree: Path, **variables: str) -> str:
    """What the downloaded packages are kept under, with `tree` as the current folder."""
    temp, output = tree.parent / "temp", tree.parent / "output"
    temp.mkdir(exist_ok=True)
    output.write_text("")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(temp),
        "RUNNER_OS": "Linux",
        "RUNNER_ARCH": "X64",
        "GITHUB_ACTION_PATH": str(action),
        "GITHUB_OUTPUT": str(output),
    }
    script = ROOT / ".github/action/key.sh"
    subprocess.run(["bash", script], check=True, env=environment | variables, cwd=tree)
    name, _, key = output.read_text().strip().partition("=")
    assert name == "key"
    return key


def test_packages_are_kept_until_what_is_installed_changes(tmp_path: Path) -> None:
    action, tree = tmp_path / "action", tmp_path / "tree"
    action.mkdir()
    tree.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, action)
    first = key_of(action, tree)
    assert re.fullmatch(r"reportgen-Linux-X64-3\.\d+-[0-9a-f]{16}", first)
    variables = set_traps(tree)
    (tree / "constraints.txt").write_text("click==1\n")
    assert key_of(action, tree, **variables) == first, "the tree that is judged has no say in it"
    assert not (tree / "SPRUNG").exists()
    assert key_of(action, tree, RUNNER_ARCH="ARM64") != first
    (action / "constraints.txt").write_text("click==1\n")
    assert key_of(action, tree) != first
    (step,) = [step for step in ACTION["runs"]["steps"] if "cache" in step.get("uses", "")]
    assert step["with"]["key"] == "${{ steps.packages.outputs.key }}"
    kept = step["with"]["path"].removeprefix("${{ runner.temp }}/")
    install = (ROOT / ".github/action/install.sh").read_text(encoding="utf-8")
    assert f"PIP_CACHE_DIR=$RUNNER_TEMP/{kept}\n" in install
    assert "--constraint" in install, "what is kept is what is asked for"


# --- a tree that is hostile -----------------------------------------------------------------------


def test_a_trap_springs_where_python_looks_at_the_tree(tmp_path: Path) -> None:
    variables = set_traps(tmp_path)
    command = [sys.executable, "-m", "reportgen"]
    environment = {**os.environ, "TRAP": variables["TRAP"]}
    subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True)
    assert "reportgen" in (tmp_path / "SPRUNG").read_text()


def test_nothing_of_the_tree_runs_when_it_is_judged(runner: Runner) -> None:
    runner.variables = set_traps(runner.folder)
    shutil.copytree(SAMPLES / "segment-overfit", runner.folder / "run")
    # What is loaded late as well: this has the form of a key that detect-secrets knows.
    (runner.folder / "run/notes.md").write_text("see AC" + "0a" * 16)
    runner.run(runs="run", fail_on="fail")
    assert not (runner.folder / "SPRUNG").exists()
    assert runner.code == 3, "the gate holds: reportgen.yaml of the tree does not count"
    assert "Settings from" not in runner.log
    assert "fail: run: Overfitting" in runner.log


def test_a_tree_may_be_trusted_with_the_settings(runner: Runner) -> None:
    set_traps(runner.folder)
    shutil.copytree(SAMPLES / "segment-overfit", runner.folder / "run")
    trusted = {"runs": "run", "ignore_found_settings": "false"}
    runner.run(**trusted, fail_on="fail")
    assert not (runner.folder / "SPRUNG").exists()
    assert runner.code == 0
    (comment,) = runner.comments
    assert "1 check off: overfitting is off, by `reportgen.yaml`" in comment["body"]
    assert "overfitting is off, by reportgen.yaml" in runner.log
    runner.log = ""
    runner.run(**trusted, fail_on="regression", baseline=str(SAMPLES / "segment-short"))
    assert "overfitting is off, by reportgen.yaml" in runner.log


def test_nothing_of_the_tree_runs_when_reportgen_is_installed(tmp_path: Path) -> None:
    """With a real Python; what is installed is a package without dependencies."""
    tree, temp, package = tmp_path / "tree", tmp_path / "temp", tmp_path / "package"
    for folder in (tree, temp, package):
        folder.mkdir()
    (package / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "nothing"\nversion = "1"\n'
    )
    (package / "backend.py").write_text(BACKEND)
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    environment = {
        **clean,
        **set_traps(tree),
        "PIP_CONFIG_FILE": "pip.conf",
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(temp),
        "GITHUB_ACTION_PATH": str(package),
    }
    script = ROOT / ".github/action/install.sh"
    subprocess.run(["bash", script], check=True, env=environment, cwd=tree, timeout=300)
    assert not (tree / "SPRUNG").exists()
    assert list(temp.glob("reportgen-environment/lib/*/site-packages/nothing-1.dist-info"))


BACKEND = """
import os, zipfile

FILES = {
    "nothing-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: nothing\\nVersion: 1\\n",
    "nothing-1.dist-info/WHEEL":
        "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}

def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "nothing-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
        record = "".join(f"{path},,\\n" for path in FILES)
        wheel.writestr("nothing-1.dist-info/RECORD", record + "nothing-1.dist-info/RECORD,,\\n")
    return name
"""


def test_every_python_of_the_action_is_isolated() -> None:
    for script in (ROOT / ".github/action").glob("*.sh"):
        for line in script.read_text(encoding="utf-8").splitlines():
            if re.search(r'(/python|\$interpreter|\$PYTHON)"? ', line, re.IGNORECASE):
                assert re.search(r'(python|interpreter)"? -I ', line), f"{script.name}: {line}"


# --- the steps ------------------------------------------------------------------------------------


def test_a_pull_request_gets_report_summary_and_comment(runner: Runner) -> None:
    runner.run(runs=str(SAMPLES / "segment-short"), title="Shrimp")
    assert runner.code == 0, runner.log
    assert runner.uploaded == ["reportgen.html"]
    assert "Shrimp" in runner.summary
    assert ARTIFACT_URL in runner.summary, "the artifact itself, not the list that it stands in"
    (comment,) = runner.comments
    assert comment["body"] == runner.summary
    assert json.loads((runner.folder / "temp/reportgen/reportgen.json").read_text())["runs"]


def test_the_next_run_writes_over_its_own_comment_only(runner: Runner) -> None:
    runner.run(runs=str(SAMPLES / "segment-short"))
    (first,) = runner.comments
    stranger = {"id": 1, "user": {"login": "stranger"}, "body": first["body"]}
    other = {"id": 2, "user": {"login": BOT}, "body": "Another bot's\n<!-- other -->"}
    ghost = {"id": 3, "user": None, "body": None}
    runner.comments = [stranger, other, ghost, {**first, "body": first["body"].strip() + "\r\n"}]
    runner.run(runs=str(SAMPLES / "segment-overfit"))
    assert runner.comments[:3] == [stranger, other, ghost]
    assert len(runner.comments) == 4
    assert "overfit" in runner.comments[3]["body"].lower()
    runner.run(runs=str(SAMPLES / "segment-short"), title="A second report in the same workflow")
    assert len(runner.comments) == 5


def test_without_a_pull_request_there_is_no_comment(runner: Runner) -> None:
    runner.event = {"ref": "refs/heads/main"}
    runner.run(runs=str(SAMPLES / "segment-short"))
    assert runner.code == 0
    assert runner.comments == []
    assert runner.summary
    runner.event = {"pull_request": {"number": 5}}
    runner.run(runs=str(SAMPLES / "segment-short"), comment="false")
    assert runner.comments == []


def test_a_fork_may_not_comment_and_that_fails_nothing(runner: Runner) -> None:
    runner.forbidden = True
    runner.run(runs=str(SAMPLES / "segment-short"))
    assert runner.code == 0
    assert "::warning::The comment could not be written." in runner.log
    assert runner.summary


def test_the_gate_fails_when_all_is_uploaded_and_said(runner: Runner) -> None:
    runner.run(runs=str(SAMPLES / "segment-overfit"), fail_on="warn")
    assert runner.code == 3
    assert runner.uploaded == ["reportgen.html"]
    (comment,) = runner.comments
    assert "❌ **Gate failed** (`--fail-on warn`): fail: segment" in comment["body"]
    assert "::error::The gate failed" in runner.log


def test_the_gate_takes_several_aims(runner: Runner) -> None:
    for aims in ("regression, fail", "regression\nfail\n"):
        runner.run(
            runs=str(SAMPLES / "segment-overfit"),
            baseline=str(SAMPLES / "segment-short"),
            fail_on=aims,
        )
        assert runner.code == 3, runner.log
        assert "fail: segment-overfit: Overfitting" in runner.log


def test_parts_that_are_lost_fail_the_job_when_all_is_uploaded(runner: Runner) -> None:
    run = runner.folder / "my run"
    shutil.copytree(SAMPLES / "segment-interrupted", run)
    (run / "args.yaml").write_bytes(b"")
    runner.run(runs=str(run), options="--strict")
    assert runner.code == 3
    assert runner.uploaded == ["reportgen.html"]
    assert len(runner.comments) == 1
    assert "wrote no report" not in runner.log


def test_several_runs_are_compared_with_a_baseline(runner: Runner) -> None:
    runs = f"{SAMPLES / 'segment-short'}\n\n{SAMPLES / 'segment-interrupted'}\n"
    baseline = str(SAMPLES / "segment-overfit")
    runner.run(runs=runs, baseline=baseline, artifact="nightly.html", options="--favour\nrecall")
    assert runner.code == 0, runner.log
    assert runner.uploaded == ["nightly.html"]
    told = json.loads((runner.folder / "temp/reportgen/nightly.json").read_text())
    assert len(told["runs"]) == 3
    assert told["comparison"]["favour"] == "recall"


def test_a_run_that_cannot_be_read_fails_at_once(runner: Runner) -> None:
    runner.run(runs="nowhere")
    assert runner.code == 1
    assert "No such folder: nowhere." in runner.log
    assert runner.uploaded == []
    assert runner.comments == []


@pytest.mark.parametrize(
    "inputs",
    [
        {"runs": "\n \n".replace(" ", "")},
        {"runs": "x", "artifact": "../../x.html"},
        {"runs": "x", "artifact": "report=1\ngate=passed.html"},
        {"runs": "x", "artifact": "-o.html"},
    ],
)
def test_inputs_that_cannot_be(runner: Runner, inputs: dict[str, str]) -> None:
    runner.run(**inputs)
    assert runner.code == 2
    assert "::error::The input " in runner.log


HOSTILE = "$(touch pwned) `touch pwned`; touch pwned #\"'"


def test_inputs_are_never_run_as_commands(runner: Runner) -> None:
    runner.run(
        runs=str(SAMPLES / "segment-short"),
        title=HOSTILE,
        baseline=str(SAMPLES / "segment-overfit"),
    )
    assert runner.code == 0, runner.log
    runner.run(runs=f"{HOSTILE}\n--explain", baseline=HOSTILE)
    assert runner.code == 1, "a run may begin with a dash, and is no option"
    assert not list(runner.folder.rglob("pwned"))


def test_a_runs_name_is_no_command_of_the_runner(runner: Runner) -> None:
    folder = runner.folder / "runs" / "::add-mask::a"
    shutil.copytree(SAMPLES / "segment-interrupted", folder)
    runner.run(runs=str(runner.folder / "runs"))
    stop = re.search(r"^::stop-commands::(\w{32})$", runner.log, re.MULTILINE)
    assert stop
    inside = runner.log.split(stop[0])[1].split(f"\n::{stop[1]}::\n")[0]
    assert "add-mask" in inside
    assert "add-mask" not in runner.log.replace(inside, "")


def test_a_summary_that_github_would_drop_is_cut_at_a_line(runner: Runner) -> None:
    runner._prepare()
    long = runner.folder / "long.md"
    long.write_text(f"{'é' * 600}\n" * 1000 + "<!-- reportgen -->\n", encoding="utf-8")
    (runner.folder / "temp/reportgen").mkdir()
    environment = {"MARKDOWN": str(long), "REPORT_URL": "", "COMMENT": "false"}
    script = ROOT / ".github/action/tell.sh"
    subprocess.run(["bash", script], check=True, env={**runner._environment(), **environment})
    assert len(runner.summary.encode()) < 2**20
    *lines, last = runner.summary.rstrip().splitlines()
    assert {line for line in lines if line} == {"é" * 600}
    assert last == "The rest is left out here; it stands in the report."


def test_the_workflow_in_the_readme_is_one() -> None:
    workflow = yaml.safe_load(marked("github-action"))
    assert workflow["permissions"]["pull-requests"] == "write"
    (step,) = [s for s in workflow["jobs"]["report"]["steps"] if "OWNER" in s["uses"]]
    inputs = ACTION["inputs"]
    assert set(step["with"]) <= set(inputs)
    assert {name for name, each in inputs.items() if each.get("required")} <= set(step["with"])
    for name in [*inputs, *ACTION["outputs"]]:
        assert f"`{name}`" in text() or f"{name}:" in marked("github-action"), f"{name} is not told"
