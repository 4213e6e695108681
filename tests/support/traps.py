"""A tree that is hostile: everything in it tells when it runs."""

from __future__ import annotations

from pathlib import Path

TRAP = "import os\nopen(os.environ['TRAP'], 'a').write(__file__ + '\\n')\n"
MODULES = (
    "logging", "sitecustomize", "usercustomize", "encodings", "yaml", "pip", "venv", "click",
    "detect_secrets", "requests",
)  # fmt: skip
"""Modules that Python, pip or reportgen import: each is a trap when the tree is on a path."""


def set_traps(tree: Path) -> dict[str, str]:
    """Fill `tree` with traps; variables that a stranger's .env may set. ``SPRUNG`` tells."""
    for name in MODULES:
        (tree / f"{name}.py").write_text(TRAP)
    for name in ("reportgen", "reportgen/cli", "pip/_internal"):
        for file in ("__init__.py", "__main__.py", "hook.py"):
            (tree / name).mkdir(parents=True, exist_ok=True)
            (tree / name / file).write_text(TRAP)
    (tree / "trap.pth").write_text(TRAP.replace("\n", ";"))
    (tree / "startup.py").write_text(TRAP)
    (tree / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    (tree / "setup.cfg").write_text("[install]\nprefix = /nowhere\n")
    (tree / "reportgen.yaml").write_text("own_checks: [logging.py]\nchecks: {overfitting: off}\n")
    return {
        "TRAP": str(tree / "SPRUNG"),
        "PYTHONPATH": str(tree),
        "PYTHONSTARTUP": str(tree / "startup.py"),
        "PYTHONHOME": str(tree),
        "PYTHONUSERBASE": str(tree),
        "PYTHONINSPECT": "1",
        "PYTHONWARNINGS": "error::logging.Trap",
        "PYTHONBREAKPOINT": "logging.trap",
    }
