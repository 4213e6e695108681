"""What a release is made of, as CycloneDX 1.6: ``python .github/sbom.py WHEEL > sbom.cdx.json``.

Run it with the Python of an environment that the wheel was installed into. Listed are the wheel,
what that installation brought along, and the packages in the page's plotly bundle, each with its
version, licence and package address. The same wheel in the same environment gives the same file.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from importlib import metadata
from pathlib import Path
from typing import Any

BUNDLE = "templates/assets/plotly/"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_NOTICE = re.compile(r"^(\S+) (\d[\w.]*) \((.+)\)$", re.MULTILINE)
"""A package in NOTICE: name, version, licence."""
_BY_CLASSIFIER = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}

_BY_NAME = {"Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "BSD": "BSD-3-Clause"}
"""What older packages write in place of an expression."""


def canonical(name: str) -> str:
    """A name of a package as the index writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(requirements: Iterable[str]) -> Iterator[str]:
    """Names of requirements, without those of extras."""
    for requirement in requirements:
        what, _, when = requirement.partition(";")
        found = _NAME.match(what)
        if found and "extra" not in when:
            yield canonical(found.group())


def installed(requirements: Iterable[str]) -> dict[str, metadata.Distribution]:
    """What requirements brought into this environment, by name, in the order of names.

    What is not there was not asked for: a requirement of another system or an older Python.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = list(needed(requirements))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        waiting += needed(found[name].requires or ())
    return dict(sorted(found.items()))


def licence_of(told: Any) -> str:
    """The licence that a package's metadata tell, as SPDX writes it; empty where they tell none."""
    if expression := told.get("License-Expression"):
        return str(expression)
    text = (told.get("License") or "").strip()
    if 0 < len(text) < 40 and "\n" not in text and text != "Dual License":
        return _BY_NAME.get(text, text)
    classifiers = [line.split("::")[-1].strip() for line in told.get_all("Classifier") or ()]
    known = [_BY_CLASSIFIER[line] for line in classifiers if line in _BY_CLASSIFIER]
    return " OR ".join(sorted(known))


def component(ecosystem: str, name: str, version: str, licence: str) -> dict[str, Any]:
    """A library as CycloneDX lists it."""
    address = f"pkg:{ecosystem}/{name.replace('@', '%40')}@{version}"
    told: dict[str, Any] = {"type": "library", "name": name, "version": version}
    if licence:
        told["licenses"] = [{"expression": licence}]
    return told | {"purl": address, "bom-ref": address}


def of_environment(requirements: Iterable[str]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """The packages that were installed, each with the names of those that it needs."""
    for name, found in installed(requirements).items():
        told = component("pypi", name, found.version, licence_of(found.metadata))
        yield told, sorted(set(needed(found.requires or ())))


def of_bundle(wheel: zipfile.ZipFile) -> list[dict[str, Any]]:
    """The packages in the plotly bundle, the bundle's own digest with plotly.js."""
    folder = next(
        name.removesuffix("NOTICE") for name in wheel.namelist() if name.endswith(f"{BUNDLE}NOTICE")
    )
    digest = json.loads(wheel.read(f"{folder}bundle.json"))["sha256_js"]
    found = [
        component("npm", *one) for one in _NOTICE.findall(wheel.read(f"{folder}NOTICE").decode())
    ]
    for each in found:
        if each["name"] == "plotly.js":
            each["hashes"] = [{"alg": "SHA-256", "content": digest}]
    return found


def document(path: Path) -> dict[str, Any]:
    """The whole of it, for a wheel."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as wheel:
        (name,) = [each for each in wheel.namelist() if each.endswith(".dist-info/METADATA")]
        told = HeaderParser().parsestr(wheel.read(name).decode())
        scripts = of_bundle(wheel)
    requirements = told.get_all("Requires-Dist") or []
    packages = list(of_environment(requirements))
    own = component("pypi", canonical(told["Name"]), told["Version"], licence_of(told))
    own |= {"type": "application", "hashes": [{"alg": "SHA-256", "content": digest}]}
    references = {each["name"]: each["bom-ref"] for each, _ in packages}

    def listed(reference: str, names: Iterable[str]) -> dict[str, Any]:
        return {
            "ref": reference,
            "dependsOn": [references[each] for each in names if each in references],
        }

    direct = listed(own["bom-ref"], sorted(set(needed(requirements))))
    direct["dependsOn"] += [each["bom-ref"] for each in scripts]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {"component": own},
        "components": [*(each for each, _ in packages), *scripts],
        "dependencies": [direct, *(listed(each["bom-ref"], names) for each, names in packages)],
    }


if __name__ == "__main__":
    print(json.dumps(document(Path(sys.argv[1])), indent=2))
