"""What of the confusion matrix stays on a page of a site for those without scripts."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from reportgen.charts import all_charts
from reportgen.diagnosis import diagnose
from reportgen.output.site.card.folded import folded
from reportgen.page.build import build_page
from reportgen.page.inputs import RunInput
from reportgen.page.shell.render import SitePlace, render
from reportgen.read.evidence import Evidence
from tests.conftest import SAMPLES
from tests.page.evidence.test_confusion import told
from tests.support.told import confusion

HOSTILE = '</text><script>"&'


def kept(classes: int) -> str:
    """The still of a matrix with so many classes, of which a quarter is taken for the next."""
    counts = 3 * np.eye(classes, dtype=int) + np.roll(np.eye(classes, dtype=int), 1, axis=1)
    names = [HOSTILE, *(f"class {number}" for number in range(1, classes))]
    facts = told(SAMPLES / "detect", Evidence(confusion=confusion(counts.tolist(), names)))
    given = RunInput(facts, (), diagnose(facts, ()), all_charts(facts))
    html = folded(render(build_page([given]), SitePlace("../"))).html
    section = html[html.index('id="r1-confusion"') : html.index('id="r1-classes"')]
    return section.split("<template", 1)[0]


@pytest.mark.parametrize("classes", [14, 30, 60])
def test_a_matrix_too_large_for_a_table_is_drawn(classes: int) -> None:
    section = kept(classes)
    assert f"Confusion matrix of {classes} classes. Weakest: " in section
    drawing = ElementTree.fromstring(section[section.index("<svg") : section.rindex("</svg>") + 6])
    cells = [path for path in drawing.iter() if re.fullmatch("#[0-9a-f]{6}", path.get("fill", ""))]
    assert sum(path.get("d", "").count("M") for path in cells) >= classes
    names = [text.text or "" for text in drawing.iter() if text.tag.endswith("text")]
    assert names[0].startswith(HOSTILE[:15])
    assert sorted(names[2:]) == sorted(2 * [f"class {n}" for n in range(1, classes)])
