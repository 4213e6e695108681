"""What the data set of a run is called."""

from __future__ import annotations

from reportgen.facts.run_facts import Facts
from reportgen.read.data_name import is_generic
from reportgen.read.redact import is_home


def project_of(facts: Facts) -> str | None:
    """The folder that the training was started in, the one above ``runs``; None: not told."""
    if facts.run.read_back:
        return None
    folder = facts.run.folder.absolute()
    while folder.name and folder.name != "runs":
        folder = folder.parent
    project = folder.parent  # of the root, without a name, the root again
    return None if is_home(project) else project.name or None


def data_set_of(facts: Facts) -> str | None:
    """The name of the data set; where only ``data.yaml`` is told, with the project's folder."""
    name = facts.data_name
    if name is None or not all(map(is_generic, name.split("/"))):
        return name
    project = project_of(facts)
    return f"{project}/{name}" if project else name


def elsewhere(one: Facts, other: Facts) -> bool:
    """Whether both runs lie in projects that are known, and not in the same one."""
    projects = project_of(one), project_of(other)
    return None not in projects and projects[0] != projects[1]
