"""A page of a run that attacks, in a real browser: nothing runs, nothing is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import open_everything, scroll_through
from tests.hostile.stranger import hostile_run


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of two runs whose every text attacks."""
    from reportgen import read_run, report

    folder = tmp_path_factory.mktemp("hostile")
    runs = [hostile_run(folder / "a"), hostile_run(folder / "b", checkpoint_only=True)]
    return report([read_run(run) for run in runs], folder / "report.html")


FOREIGN = (
    "iframe, base, form, object, embed, img[src^='http'], link[href*='evil'], "
    "a[href^='javascript:'], [onerror], [onload], [onmouseover], [onfocus], [srcdoc], svg a"
)
"""What payloads would add to a page. Links in notes may lead elsewhere."""


def test_a_page_of_hostile_texts_runs_nothing_and_asks_for_nothing(
    open_report: Callable[..., Any], hostile_report: Path
) -> None:
    # open_report fails on any message, any error (a call of a canary that is not there is one),
    # and any request. Without the policy, which would stop what escaping let through.
    page = open_report(hostile_report, policy=False)
    page.evaluate("() => { window.fired = 0; window.canary = () => { window.fired += 1; }; }")
    open_everything(page)
    scroll_through(page)
    for element in page.locator("[title], th button, .notes a, summary").all()[:25]:
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    for chart in page.locator(".js-plotly-plot").all()[:3]:
        chart.hover()
    assert page.evaluate("window.fired") == 0
    assert page.locator(FOREIGN).count() == 0


def test_a_page_of_runs_read_back_from_a_hostile_report_runs_nothing(
    open_report: Callable[..., Any], tmp_path: Path
) -> None:
    from reportgen import report
    from tests.hostile.test_old_report import hostile
    from tests.support.old_reports import block
    from tests.support.old_reports import page as old_page

    old = old_page(tmp_path / "old <img src=x onerror=canary()>.html", block(hostile()))
    page = open_report(report([old], tmp_path / "new.html"), policy=False)
    page.evaluate("() => { window.fired = 0; window.canary = () => { window.fired += 1; }; }")
    open_everything(page)
    scroll_through(page)
    assert page.evaluate("window.fired") == 0
    assert page.locator(FOREIGN).count() == 0


def test_the_policy_stops_what_would_get_in(
    new_page: Callable[..., Any], hostile_report: Path
) -> None:
    page = new_page()
    page.goto(hostile_report.as_uri())
    stopped, ran = page.evaluate(
        """async () => {
            const stopped = [];
            document.addEventListener('securitypolicyviolation', (event) => {
                stopped.push(event.effectiveDirective);
            });
            const script = document.createElement('script');
            script.textContent = 'window.canaryRan = true';
            document.body.append(script);
            const handler = document.createElement('div');
            handler.setAttribute('onclick', 'window.canaryRan = true');
            document.body.append(handler);
            handler.click();
            const picture = document.createElement('img');
            picture.src = 'http://evil.example/a.png';
            document.body.append(picture);
            try { await fetch('http://evil.example/'); } catch { stopped.push('fetch'); }
            for (let time = 0; time < 600 && stopped.length < 4; time += 1) {
                await new Promise((go) => setTimeout(go, 100));
            }
            return [stopped, window.canaryRan === true];
        }"""
    )
    assert not ran
    assert {"fetch", "img-src", "script-src-elem", "script-src-attr"} <= set(stopped)


def test_the_policy_allows_no_evaluation(hostile_report: Path) -> None:
    policy = hostile_report.read_text(encoding="utf-8").split("Content-Security-Policy")[1][:900]
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy.replace("&#39;", "'")
