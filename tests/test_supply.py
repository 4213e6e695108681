"""What comes along with the program: its licences, what a release lists, and the page's scripts."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PLOTLY = ROOT / "templates/assets/plotly"
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "HPND",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
"""Licences that ask for nothing but to be named, of who changes none of their files (MPL-2.0)."""
OF_EXTRAS = ALLOWED | {"EPL-2.0"}
"""Those of extras may ask that changes to their own files be published."""


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / ".github/sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_allowed(licence: str, allowed: set[str]) -> bool:
    """Whether an expression of SPDX can be kept to."""
    if " OR " in licence:
        return any(is_allowed(part, allowed) for part in licence.split(" OR "))
    return bool(licence) and all(part.strip("() ") in allowed for part in licence.split(" AND "))


@pytest.mark.parametrize("extra", ["", "remote", "cluster"])
def test_every_package_that_comes_along_has_a_licence_that_we_can_keep(
    sbom: ModuleType, extra: str
) -> None:
    asked = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    found = sbom.installed(asked)
    told = {name: sbom.licence_of(each.metadata) for name, each in found.items()}
    if not extra:
        assert {sbom.canonical(name) for name in sbom.needed(asked)} <= set(found)
    elif not found:
        pytest.skip(f"the extra {extra} is not installed")
    allowed = OF_EXTRAS if extra else ALLOWED
    assert {name: text for name, text in told.items() if not is_allowed(text, allowed)} == {}


def test_a_licence_that_asks_for_more_is_seen() -> None:
    for text in ("", "GPL-3.0-only", "MIT AND AGPL-3.0-only", "EPL-2.0"):
        assert not is_allowed(text, ALLOWED)
    assert is_allowed("EPL-2.0 OR MIT", ALLOWED)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel as far as its list of parts is concerned."""
    path = tmp_path / "yolo_reportgen-1.2.3-py3-none-any.whl"
    lines = ["Metadata-Version: 2.4", f"Name: {PROJECT['name']}", "Version: 1.2.3"]
    lines += [f"License-Expression: {PROJECT['license']}"]
    lines += [f"Requires-Dist: {each}" for each in PROJECT["dependencies"]]
    lines += ['Requires-Dist: s3fs>=2024.6; extra == "remote"']
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("yolo_reportgen-1.2.3.dist-info/METADATA", "\n".join(lines) + "\n\nText\n")
        for name in ("NOTICE", "bundle.json"):
            file.write(PLOTLY / name, f"reportgen/templates/assets/plotly/{name}")
    return path


def test_a_release_lists_all_that_it_is_made_of(sbom: ModuleType, wheel: Path) -> None:
    told = sbom.document(wheel)
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["serialNumber"])
    parts = {part["name"]: part for part in told["components"]}
    assert {sbom.canonical(name) for name in sbom.needed(PROJECT["dependencies"])} <= set(parts)
    assert "s3fs" not in parts, "an extra is not part of the installation"
    for part in told["components"]:
        assert part["purl"] == part["bom-ref"]
        ecosystem = "npm" if part["name"] in pinned() else "pypi"
        name = part["name"].replace("@", "%40")
        assert part["purl"] == f"pkg:{ecosystem}/{name}@{part['version']}"
        assert is_allowed(part["licenses"][0]["expression"], ALLOWED), part
    own = told["metadata"]["component"]
    assert (own["name"], own["version"]) == (PROJECT["name"], "1.2.3")
    references = {own["bom-ref"], *(part["bom-ref"] for part in told["components"])}
    assert len(references) == len(told["components"]) + 1
    for each in told["dependencies"]:
        assert {each["ref"], *each["dependsOn"]} <= references
    reached = set(told["dependencies"][0]["dependsOn"])
    for each in told["dependencies"]:
        reached |= set(each["dependsOn"])
    assert reached == references - {own["bom-ref"]}, "every part is there for a reason"
    assert sbom.document(wheel) == told


def pinned() -> dict[str, str]:
    """The packages in the bundle of scripts, as its own build pins them."""
    told = json.loads((PLOTLY / "package.json").read_text("utf-8"))
    return {**told["dependencies"], **told["overrides"]}


def test_every_package_in_the_pages_scripts_is_listed(sbom: ModuleType, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        parts = sbom.of_bundle(file)
    assert {part["name"]: part["version"] for part in parts} == pinned()
    (plotly,) = [part for part in parts if part["name"] == "plotly.js"]
    digest = json.loads((PLOTLY / "bundle.json").read_text("utf-8"))["sha256_js"]
    assert plotly["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_a_release_publishes_its_list_and_ci_looks_for_known_holes() -> None:
    workflows = ROOT / ".github/workflows"
    release = (workflows / "release.yml").read_text("utf-8")
    assert ".github/sbom.py" in release
    assert "sbom.cdx.json" in release
    jobs = yaml.safe_load((workflows / "ci.yml").read_text("utf-8"))["jobs"]
    said = "\n".join(step.get("run", "") for step in jobs["supply"]["steps"])
    assert ".ci/audit" in said
    assert "pip-audit" in (ROOT / ".ci/audit").read_text("utf-8")
    assert "build.sh --check" in said


@pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("REPORTGEN_REBUILD")),
    reason="takes a registry and half a minute; REPORTGEN_REBUILD=1 asks for it",
)
def test_the_bundle_of_scripts_is_what_its_build_makes() -> None:
    if shutil.which("npm") is None:
        pytest.skip("needs npm")
    command = ["sh", str(PLOTLY / "build.sh"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if "npm error" in done.stderr:
        pytest.skip("the registry of npm is not reached")
    assert done.returncode == 0, done.stdout + done.stderr
