"""Where settings come from, and which of two wins."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.config import found_file, user_file
from reportgen.config.find import settings_folder
from reportgen.errors import ReportError
from tests.config.conftest import Place

MakeRun = Callable[..., Path]


def test_later_layers_win_over_earlier_ones(place: Place) -> None:
    titles = []
    place.write("reportgen.yaml", "title: found")
    titles.append(place.config().title)
    place.own("title: own")
    titles.append(place.config().title)
    place.environ["REPORTGEN_TITLE"] = "environment"
    titles.append(place.config().title)
    place.write("c.yaml", "title: given")
    titles.append(place.config("c.yaml").title)
    titles.append(place.config("c.yaml", {"title": "option"}).title)
    assert titles == ["found", "own", "environment", "given", "option"]


def test_a_title_is_a_line_that_does_nothing(place: Place) -> None:
    place.write("reportgen.yaml", 'title: "::error::x\\e[2J\\u202e"')
    assert place.config().title == ": :error::x [2J "


def test_thresholds_are_merged_one_by_one(place: Place) -> None:
    place.write("reportgen.yaml", "checks: {overfitting: {rise: 0.1, severe: 0.3}, erratic: off}")
    place.own("checks: {overfitting: {severe: 0.4}}")
    place.environ["REPORTGEN_CHECKS"] = "{overfitting: {clear: 0.02}}"
    place.write("c.yaml", "checks: {erratic: on, files: off}")
    checks = place.config("c.yaml").checks
    assert checks == {
        "overfitting": {"rise": 0.1, "severe": 0.4, "clear": 0.02},
        "erratic": {},
        "files": None,
    }


def test_a_check_that_is_off_comes_back_with_a_later_threshold(place: Place) -> None:
    place.write("reportgen.yaml", "checks: {overfitting: off}")
    place.own("checks: {overfitting: {rise: 0.1}}")
    assert place.config().checks == {"overfitting": {"rise": 0.1}}


def test_a_later_off_takes_logo_accent_and_notes_away(place: Place) -> None:
    place.write("reportgen.yaml", "logo: a.png\naccent: '#123456'\nnotes: a.md")
    config = place.config()
    assert (config.logo, config.accent, config.notes) == (
        place.here / "a.png",
        "#123456",
        place.here / "a.md",
    )
    place.write("c.yaml", "logo: off\naccent: off\nnotes: off")
    config = place.config("c.yaml")
    assert (config.logo, config.accent, config.notes) == (None, None, None)


def test_an_empty_variable_and_an_empty_value_set_nothing(place: Place) -> None:
    place.write("reportgen.yaml", "title: found\nlogo:\nchecks:\n")
    place.environ |= {"REPORTGEN_TITLE": " ", "REPORTGEN_NOTES": ""}
    assert place.config().title == "found"


# --- the file of the folder ----------------------------------------------------------------------


def test_the_nearest_file_up_to_the_root_of_the_repository_is_found(place: Place) -> None:
    deep = place.here / "a" / "b"
    deep.mkdir(parents=True)
    assert found_file(deep) is None
    root = place.write("reportgen.yaml", "title: root")
    assert found_file(deep) == root
    nearer = place.write("a/reportgen.yaml", "title: nearer")
    assert found_file(deep) == nearer
    assert found_file(place.here) == root


def test_the_search_ends_at_the_repository(place: Place) -> None:
    place.write("~/reportgen.yaml", "title: above")
    assert found_file(place.here) is None


def test_a_work_tree_whose_git_is_a_file_is_a_repository_too(place: Place) -> None:
    (place.here / ".git").rmdir()
    (place.here / ".git").write_text("gitdir: elsewhere")
    root = place.write("reportgen.yaml", "")
    (place.here / "a").mkdir()
    assert found_file(place.here / "a") == root


def test_outside_of_a_repository_only_the_folder_itself_counts(place: Place) -> None:
    (place.here / ".git").rmdir()
    (place.here / "a").mkdir()
    here = place.write("reportgen.yaml", "")
    assert found_file(place.here / "a") is None
    assert found_file(place.here) == here


def test_the_search_does_not_climb_past_home(place: Place) -> None:
    (place.here / ".git").rmdir()
    (place.home.parent / ".git").mkdir()
    (place.home.parent / "reportgen.yaml").write_text("title: a stranger's")
    assert found_file(place.here) is None


def test_the_file_that_is_given_with_c_is_not_found_a_second_time(place: Place) -> None:
    place.write("reportgen.yaml", "title: one\ntemplates: mine")
    config = place.config("reportgen.yaml")
    assert config.templates == place.here / "mine"
    assert not config.remarks


# --- the user's own file -------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "relative/config"])
def test_an_empty_or_relative_xdg_folder_is_not_the_current_one(place: Place, value: str) -> None:
    """Else a stranger's folder would hold a config that counts as the user's own."""
    place.patch.setenv("XDG_CONFIG_HOME", value)
    place.patch.chdir(place.here)
    assert user_file() == place.home / ".config" / "reportgen" / "config.yaml"


def test_the_user_s_file_is_below_xdg_config_home(place: Place, tmp_path: Path) -> None:
    place.patch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert user_file() == tmp_path / "reportgen" / "config.yaml"


@pytest.mark.parametrize(
    ("platform", "environ", "home", "folder"),
    [
        ("win32", {"APPDATA": r"C:\Users\Ann\AppData\Roaming"}, r"C:\Users\Ann",
         r"C:\Users\Ann\AppData\Roaming"),
        ("win32", {"APPDATA": r"\\server\home\ann"}, r"C:\Users\Ann", r"\\server\home\ann"),
        ("win32", {}, r"C:\Users\Ann", r"C:\Users\Ann\AppData\Roaming"),
        ("win32", {"APPDATA": "Roaming"}, r"C:\Users\Ann", r"C:\Users\Ann\AppData\Roaming"),
        ("win32", {"APPDATA": ""}, "", None),
        ("win32", {"XDG_CONFIG_HOME": r"C:\else"}, r"C:\Users\Ann",
         r"C:\Users\Ann\AppData\Roaming"),
        ("darwin", {}, "/Users/ann", "/Users/ann/Library/Application Support"),
        ("darwin", {"XDG_CONFIG_HOME": "/else"}, "/Users/ann",
         "/Users/ann/Library/Application Support"),
        ("darwin", {}, "", None),
        ("linux", {}, "/home/ann", "/home/ann/.config"),
        ("linux", {"XDG_CONFIG_HOME": "/else"}, "/home/ann", "/else"),
        ("linux", {"XDG_CONFIG_HOME": "else"}, "/home/ann", "/home/ann/.config"),
        ("linux", {"XDG_CONFIG_HOME": "/else"}, "", "/else"),
        ("linux", {"APPDATA": "/else"}, "/home/ann", "/home/ann/.config"),
        ("freebsd14", {}, "/home/ann", "/home/ann/.config"),
        ("linux", {}, "ann", None),
    ],
)  # fmt: skip
def test_settings_are_where_the_platform_keeps_them(
    platform: str, environ: dict[str, str], home: str, folder: str | None
) -> None:
    found = settings_folder(platform, environ, home)
    assert (None if found is None else str(found)) == folder


@pytest.mark.skipif(os.name == "nt", reason="paths of macOS")
def test_the_file_of_another_platform_counts(place: Place) -> None:
    place.write("~/Library/Application Support/reportgen/config.yaml", "title: Mine\n")
    assert place.config().title is None
    place.patch.setattr(sys, "platform", "darwin")
    assert place.config().title == "Mine"


def test_paths_start_at_their_file_and_know_home(place: Place) -> None:
    place.own("logo: logo.png\nnotes: ~/notes.md")
    config = place.config()
    assert config.logo == place.home / ".config" / "reportgen" / "logo.png"
    assert config.notes == place.home / "notes.md"
    place.environ["REPORTGEN_LOGO"] = "other.png"
    assert place.config().logo == place.here / "other.png"


# --- what a file that nobody chose may not do ----------------------------------------------------


@pytest.mark.parametrize(
    "setting",
    [
        "notes: ../../secret.md",
        "notes: ~/secret.md",
        "notes: link.md",
        "logo: /etc/hostname",
        "logo: folder/../../secret.md",
    ],
)
def test_a_found_file_names_no_file_outside_its_folder(place: Place, setting: str) -> None:
    place.write("~/secret.md", "a secret")
    (place.here / "link.md").symlink_to(place.home / "secret.md")
    place.write("reportgen.yaml", setting)
    with pytest.raises(ReportError, match="must lie in the folder of this file"):
        place.config()
    place.write("c.yaml", setting)
    (place.here / "reportgen.yaml").unlink()
    place.config("c.yaml")  # Who names the file himself may.


def test_a_found_file_shows_no_file_but_markdown_as_notes(place: Place) -> None:
    place.write(".env", "TOKEN=x")
    place.write("reportgen.yaml", "notes: .env")
    with pytest.raises(ReportError, match=r"notes must be a file that ends in \.md"):
        place.config()


def test_a_found_file_runs_no_code_and_says_so(place: Place, run: Path) -> None:
    place.write("evil.py", f"open({str(place.here / 'ran')!r}, 'w')")
    place.write("t/partials/footer.html.j2", "<p>foreign</p>")
    place.write(
        "reportgen.yaml",
        "title: harmless\nown_checks: [evil.py]\ntemplates: t\n"
        "checks: {our-own: {limit: 3}, erratic: off}",
    )
    done = place.command(run)
    assert done.code == 0
    assert not (place.here / "ran").exists()
    assert "foreign" not in done.html
    assert "<title>harmless" in done.html
    assert done.err.startswith(
        "Settings from reportgen.yaml.\nLeft out of reportgen.yaml: own_checks, templates, checks: "
        "our-own. Code is run only from -c or your own config: name this file with -c.\n"
    )


def test_a_config_in_a_run_folder_runs_no_code_either(place: Place, run: Path) -> None:
    (run / "evil.py").write_text(f"open({str(place.here / 'ran')!r}, 'w')")
    (run / "reportgen.yaml").write_text("title: evil\nown_checks: [evil.py]")
    assert "<title>evil" not in place.command(run).html
    place.here = run
    assert place.command(".", "-o", run.parent / "r.html").code == 0
    assert not (run.parent / "ran").exists()


def test_an_unknown_check_of_a_found_file_is_named_where_no_own_checks_are(place: Place) -> None:
    place.write("reportgen.yaml", "checks: {our-own: off}")
    with pytest.raises(ReportError, match="there is no check named 'our-own'"):
        place.config()


def test_variables_run_no_code(place: Place) -> None:
    place.environ |= {"REPORTGEN_OWN_CHECKS": "evil.py", "REPORTGEN_TEMPLATES": "t"}
    config = place.config()
    assert (config.own_checks, config.templates) == ((), None)
    assert config.remarks == tuple(
        f"REPORTGEN_{name} does not count: code is run only from -c or your own config."
        for name in ("OWN_CHECKS", "TEMPLATES")
    )


# --- mistakes ------------------------------------------------------------------------------------


def test_a_variable_with_a_name_nearly_known_is_told(place: Place) -> None:
    place.environ |= {"REPORTGEN_TITEL": "x", "REPORTGEN_DEBUG": "1"}
    place.environ |= {"REPORTGEN_SITE_ID": "3", "REPORTGEN_FOO": "1"}  # somebody else's
    assert place.config().remarks == (
        "REPORTGEN_TITEL is not known. Did you mean REPORTGEN_TITLE?",
    )


@pytest.mark.parametrize("text", ["{a: [", "{a: &x 1, b: *x}"])
def test_a_variable_that_is_no_yaml_is_one_sentence(place: Place, text: str) -> None:
    place.environ["REPORTGEN_CHECKS"] = text
    with pytest.raises(ReportError, match=r"REPORTGEN_CHECKS .*Write it as in \{erratic: off"):
        place.config()


def test_mistakes_bear_the_name_of_their_layer(place: Place) -> None:
    place.environ["REPORTGEN_ACCENT"] = "red"
    with pytest.raises(ReportError, match=r"REPORTGEN_ACCENT: accent must be a colour .*'red'"):
        place.config()
    place.environ.clear()
    place.own("chekcs: {}")
    with pytest.raises(ReportError, match=r"~/\.config/reportgen/config\.yaml: .*mean checks\?"):
        place.config()


def test_notes_of_a_config_are_left_out_for_several_runs(place: Place, make_run: MakeRun) -> None:
    runs = [make_run(name=name) for name in "ab"]
    place.write("reportgen.yaml", "notes: n.md")
    place.write("n.md", "Seen on **deck**.")
    assert "<strong>deck</strong>" in place.command(runs[0]).html
    done = place.command(*runs)
    assert done.code == 0
    assert "deck" not in done.html
    assert "The notes of the config are left out: there are 2 runs." in done.err


def test_quiet_says_nothing_of_settings(place: Place, run: Path) -> None:
    place.write("reportgen.yaml", "title: x\nown_checks: [a.py]")
    assert place.command(run, "-q").err == ""
