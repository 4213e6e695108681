"""A logo, an accent colour and templates of the user's own."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen import Look, read_run, report
from reportgen.errors import ReportError
from reportgen.page.brand import look
from tests.conftest import ROOT
from tests.support.command import hang_guard
from tests.support.reports import render_report

MakeRun = Callable[..., Path]
CSS = (ROOT / "templates" / "assets" / "report.css").read_text("utf-8")
SVG = b'<?xml version="1.0"?>\n<!-- ours -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>'


def png(text: bytes = b"") -> bytes:
    """A picture of one pixel, with a text in it."""
    import io

    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Author", text.decode())
    file = io.BytesIO()
    Image.new("RGB", (1, 1)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def rules(selector: str) -> dict[str, str]:
    block = CSS.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


LIGHT = rules(":root {")
DARK = rules(':root:not([data-theme="light"]) {')


# --- the accent ----------------------------------------------------------------------------------


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    for grounds, css in ((look.LIGHT_GROUNDS, LIGHT), (look.DARK_GROUNDS, DARK)):
        assert grounds == (css["--ground"], css["--surface"])


def test_the_contrast_of_known_pairs() -> None:
    assert look.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert look.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_is_legible_on_every_ground_of_both_themes(number: int) -> None:
    style = look.accent_style(f"#{number:06x}")
    light, *dark = re.findall(r"--accent: (#[0-9a-f]{6});", style)
    assert len(set(dark)) == 1
    for found, grounds in ((light, look.LIGHT_GROUNDS), (dark[0], look.DARK_GROUNDS)):
        assert min(look.contrast(found, ground) for ground in grounds) >= 4.5


def test_an_accent_that_is_legible_stays_as_it_is() -> None:
    assert look.legible(LIGHT["--accent"], look.LIGHT_GROUNDS) == LIGHT["--accent"]
    assert look.legible(DARK["--accent"], look.DARK_GROUNDS) == DARK["--accent"]
    assert look.legible("#1f5fae", look.DARK_GROUNDS) != "#1f5fae"


def test_the_accent_stands_behind_the_style_sheet_that_it_overrides(make_run: MakeRun) -> None:
    html = render_report([read_run(make_run())], look=Look(accent="#b3201f"))
    assert html.index("--accent: #b3201f") > html.index("--accent: #1f5fae")
    assert html.index("--accent: #b3201f") < html.index("</head>")


@pytest.mark.parametrize("colour", ["red", "#12345", "#1f5fae; } body { display: none", ""])
def test_what_is_no_colour_does_not_reach_the_page(colour: str) -> None:
    with pytest.raises(ReportError, match=r"The accent .* is no colour"):
        look.accent_style(colour)


# --- the logo ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("a.png", png(), "image/png"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 \4\0\0\0....", "image/webp"),
        ("named.jpg", png(), "image/png"),
    ],
)
def test_a_logo_is_embedded(tmp_path: Path, name: str, content: bytes, mime: str) -> None:
    (tmp_path / name).write_bytes(content)
    brand = look.brand_of(Look(logo=tmp_path / name))
    head, _, body = brand.logo.partition(",")
    assert head == f"data:{mime};base64"
    assert base64.b64decode(body).startswith(content[:8])


def test_a_logo_loses_its_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(b"somebody"))
    body = look.brand_of(Look(logo=tmp_path / "a.png")).logo.partition(",")[2]
    assert b"somebody" in (tmp_path / "a.png").read_bytes()
    assert b"somebody" not in base64.b64decode(body)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is missing"),
        (b"", "is empty"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----", "is no PNG, JPEG, WebP or SVG"),
        (b"<html><body>no</body></html>", "is no PNG, JPEG, WebP or SVG"),
        (b"\x89PNG\r\n\x1a\n and then nothing", "cannot be shown: damaged"),
        (b"<svg >" + b" " * look.MAX_LOGO, r"has 200,006 bytes; at most 200,000 are read"),
    ],
)
def test_what_is_no_logo_is_one_sentence(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "a.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReportError, match=rf"Logo .*a\.png {message}.*Check the setting logo"):
        look.brand_of(Look(logo=path))


def test_the_logo_is_described_by_its_name(make_run: MakeRun, tmp_path: Path) -> None:
    path = tmp_path / 'acme_robotics-"2".svg'
    path.write_bytes(SVG)
    html = render_report([read_run(make_run())], look=Look(logo=path))
    assert 'alt="acme robotics &#34;2&#34;"' in html
    assert '<span class="brand"><svg' not in html


def test_without_a_look_the_page_is_as_it_was(make_run: MakeRun) -> None:
    run = read_run(make_run())
    assert render_report([run], look=Look()) == render_report([run])


# --- templates -----------------------------------------------------------------------------------


def with_template(tmp_path: Path, text: str, name: str = "partials/footer.html.j2") -> Path:
    path = tmp_path / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path / "own"


def test_a_template_stands_in_for_ours_of_its_name(make_run: MakeRun, tmp_path: Path) -> None:
    folder = with_template(tmp_path, "<footer>Ours: {{ page.title }}</footer>")
    run = read_run(make_run(name="a<b"))
    html = render_report([run], look=Look(templates=folder))
    assert "<footer>Ours: a&lt;b</footer>" in html
    assert "Made by reportgen" not in html
    assert "Findings" in html
    # The next page is ours again, and one of another folder its own.
    assert "Made by reportgen" in render_report([run])
    other = with_template(tmp_path / "2", "<footer>Others</footer>")
    assert "<footer>Others</footer>" in render_report([run], look=Look(templates=other))


def test_a_template_may_include_the_one_that_it_overrides(
    make_run: MakeRun, tmp_path: Path
) -> None:
    text = '<p>Acme</p>{% include "reportgen/partials/footer.html.j2" %}'
    folder = with_template(tmp_path, text)
    html = render_report([read_run(make_run())], look=Look(templates=folder))
    assert html.index("<p>Acme</p>") < html.index("Made by reportgen")


def test_a_changed_template_counts_at_once(make_run: MakeRun, tmp_path: Path) -> None:
    import os

    run = read_run(make_run())
    folder = with_template(tmp_path, "one")
    assert "one" in render_report([run], look=Look(templates=folder))
    with_template(tmp_path, "<p>two</p>")
    os.utime(folder / "partials/footer.html.j2", (1, 1))
    assert "<p>two</p>" in render_report([run], look=Look(templates=folder))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{% if %}", r"footer\.html\.j2, line 2: Expected an expression"),
        ("\n\n{{ page.titel }}", r"line 3: .*has no attribute 'titel'"),
        ("{{ 1 / 0 }}", r"line 1: division by zero"),
        ('{% include "partials/none.html.j2" %}', r"line 1: .*none\.html\.j2"),
        ("{{ page.title | nofilter }}", r"line 1: No filter named 'nofilter'"),
    ],
)
def test_a_mistake_in_a_template_is_one_sentence_with_its_line(
    make_run: MakeRun, tmp_path: Path, text: str, message: str
) -> None:
    folder = with_template(tmp_path, text)
    old = tmp_path / "r.html"
    old.write_text("old")
    with pytest.raises(ReportError, match=rf"Template .*{message}.*\. Mend it, or take it out"):
        report(make_run(), old, look=Look(templates=folder))
    assert old.read_text() == "old"


def test_a_folder_that_overrides_nothing_is_one_sentence(tmp_path: Path) -> None:
    from reportgen.page.brand.templates import loader

    with pytest.raises(ReportError, match=r"There is no folder .*none\. Check the setting"):
        loader(tmp_path / "none")
    with_template(tmp_path, "x", "partials/foter.html.j2")
    with pytest.raises(
        ReportError,
        match=r"No template in .* Rename partials/foter\.html\.j2 to partials/footer\.html\.j2\.",
    ):
        loader(tmp_path / "own")


def test_a_script_of_a_template_is_not_among_those_that_may_run(
    make_run: MakeRun, tmp_path: Path
) -> None:
    folder = with_template(tmp_path, "<script>document.title = 'x'</script>")
    run = read_run(make_run())
    policy = re.compile(r'Content-Security-Policy" content="([^"]+)"')
    own = policy.search(render_report([run], look=Look(templates=folder)))
    ours = policy.search(render_report([run]))
    assert own
    assert ours
    assert own[1] == ours[1]
    assert "unsafe-inline" not in own[1].split("style-src")[0]


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b"<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",
        b"<g onload='alert(1)'/>",
        b"<a href='javascript:alert(1)'/>",
        b"<a href='java&#115;cript:alert(1)'/>",
        b"<image href='https://host.example/x.png'/>",
        b"<use xlink:href='//host.example/x#a' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
        b"<style>@import 'x.css';</style>",
        b"<style>g { fill: url(https://host.example/x) }</style>",
        b"<rect style='fill:url(&quot;x.svg#a&quot;)'/>",
        b"<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        b"<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
        b"<?xml-stylesheet href='x.css'?>",
        b"<g>",
        b"<x:g/>",
        b"<style>@\\69mport 'x.css';</style>",
        b"<style>@im<!-- -->port 'x.css';</style>",
        b"<style>g { fill: u\\72l(//host.example) }</style>",
        b"<style>g { background: image-set('//host.example/x' 1x) }</style>",
        b"<style>g { background: src('//host.example/x') }</style>",
        b"<rect fill='u\\72l(//host.example)'/>",
        b"<h:img xmlns:h='http://www.w3.org/1999/xhtml' srcset='//host.example/x 1x'/>",
        b"<h:form xmlns:h='http://www.w3.org/1999/xhtml' action='//host.example'/>",
        b"<SCRIPT>1</SCRIPT>",
        b"<animate attributeName='href' values='javascript:1'/>",
        b"<feImage href='//host.example/x'/>",
        b"<rect fill='url( &quot; //host.example/x#a&quot;)'/>",
        b"<path><animateTransform attributeName='transform'/></path>",
        b"<style>@keyframes a { from { x: 1 } }</style>",
        b"<style>@property --a { initial-value: blur(9px) }</style>",
        b"<g style='--a:blur(9px) blur(9px);filter:var(--a)'/>",
    ],
)
def test_an_svg_that_does_more_than_draw_is_no_logo(tmp_path: Path, inside: bytes) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'>" + inside + b"</svg>")
    with pytest.raises(ReportError, match=r"Logo .*a\.svg (holds|is damaged).*Check the setting"):
        look.brand_of(Look(logo=path))


@pytest.mark.parametrize(
    "again",
    [
        '<use href="#p{}"/>',
        "<rect fill='url(#p{})'/>",
        "<rect style='mask: url( &quot;#%70{}&quot; )'/>",
        "<style>#p{} {{ clip-path: url(#p{}) }}</style><rect/>",
    ],
)
def test_an_svg_that_draws_billions_of_parts_is_no_logo(tmp_path: Path, again: str) -> None:
    """Thirty parts that each draw the next one twice: a browser would never be done."""
    path = tmp_path / "a.svg"
    parts = [f'<g id="p{n}">{again.format(n + 1, n + 1) * 2}</g>' for n in range(30)]
    path.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{''.join(parts)}</svg>")
    with pytest.raises(ReportError, match="holds parts that are drawn again and again"):
        look.brand_of(Look(logo=path))


_PATTERN = f'<pattern id="p">{"<rect/>" * 100}</pattern>'
_SHADOW = '<filter id="f"><feOffset/><feGaussianBlur/></filter>'


@pytest.mark.parametrize(
    ("head", "drawn", "times"),
    [
        (_SHADOW, "<g filter='url(#f)'/>", 100),
        ("", "<g style='filter:blur(9px)'/>", 200),
        ("", f"<g style='filter:{'blur(9px) ' * 200}'/>", 1),
        ("<style>* { filter: drop-shadow(1px 1px 1px red) }</style>", "<g/>", 200),
        ("", "<path stroke-dasharray='.001'/>", 200),
        ("", "<path style='stroke-dasharray : 0 .001'/>", 200),
        ("<style>g { stroke-dasharray: .001 }</style>", f"<g>{'<path/>' * 200}</g>", 1),
        ("", f"<text>{'a' * 30_000}</text>", 1),
        ("", f"<text stroke-dasharray='.001'>{'a' * 200}</text>", 1),
        (_PATTERN, f"<g fill='url(#p)'>{'<path/>' * 300}</g>", 1),
        (_PATTERN + "<style>[d] { fill: url(#p) }</style>", "<path d=''/>", 300),
        (_PATTERN + "<style>:nth-child(n) { fill: url(#p) }</style>", "<path/>", 300),
        (_PATTERN + "<style>path { fill: url(#p)</style>", "<path/>", 300),
        (_PATTERN + "<style>svg { b { x: y } fill: url(#p) }</style>", "<path/>", 300),
        (f"<style>* {{ fill: {'url(#p)' * 5_000} }}</style>", "<g/>", 5_000),
        (f"<style>{'a,' * 20_000} b {{ fill: {'url(#p)' * 5_000} }}</style>", "<g/>", 1),
    ],
)
def test_an_svg_that_costs_minutes_to_draw_is_no_logo(
    tmp_path: Path, head: str, drawn: str, times: int
) -> None:
    """Chromium takes minutes for more of these than are tried here; a few are no harm."""
    path = tmp_path / "a.svg"
    path.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{head}{drawn * times}</svg>")
    with pytest.raises(ReportError, match="holds parts that are drawn again and again"):
        look.brand_of(Look(logo=path))


def test_shadows_dashes_and_letters_of_a_logo_are_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    sheet = (
        ".a { stroke-dasharray: 2 3 } path { stroke-dasharray: none } @media print { g { x: y } }"
    )
    drawn = f"{_SHADOW}<style>{sheet}</style><g filter='url(#f)' class='a'><text>Acme</text></g>"
    drawn += "<g fill='url(#a)'><linearGradient id='a'><stop/></linearGradient></g>"
    drawn += (
        "<path style='stroke-dasharray:none'/>" * 1_000 + "<path stroke-dasharray='0'/>" * 1_000
    )
    path.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{drawn}</svg>")
    assert look.brand_of(Look(logo=path)).logo


@pytest.mark.parametrize(
    "sheet", ["", "}" * 1_000, "url(" + " " * 150_000, "-" * 150_000, "stroke-dasharray" * 9_000]
)
def test_odd_style_sheets_are_read_at_once(tmp_path: Path, sheet: str) -> None:
    path = tmp_path / "a.svg"
    path.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><style>{sheet}</style></svg>")
    with hang_guard():
        assert look.brand_of(Look(logo=path)).logo


def test_an_svg_of_millions_of_markers_is_no_logo(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    marker = f'<marker id="m">{"<rect/>" * 1_000}</marker>'
    line = f'<path marker-mid="url(#m)" d="M0 0{"h1" * 2_000}"/>'
    path.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{marker}{line}</svg>")
    with pytest.raises(ReportError, match="holds parts that are drawn again and again"):
        look.brand_of(Look(logo=path))


def test_an_svg_of_declarations_is_no_logo(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    bomb = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    path.write_bytes(b'<!DOCTYPE svg [<!ENTITY a0 "x">' + bomb + b"]><svg >&a8;</svg>")
    with pytest.raises(ReportError, match="holds declarations"):
        look.brand_of(Look(logo=path))
    path.write_bytes(b'<?xml version="1.0" encoding="utf-7"?><svg >+ADw-script+AD4-</svg>')
    with pytest.raises(ReportError, match="is damaged: its encoding is not known"):
        look.brand_of(Look(logo=path))
    path.write_bytes(b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "a()">]><svg ></svg>')
    with pytest.raises(ReportError, match="holds a script"):
        look.brand_of(Look(logo=path))


HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" {}>'
)
DRAWN = (
    '<defs><linearGradient id="a"></linearGradient></defs><style>g { fill: url("#a") }</style>'
    '<use xlink:href="#a"></use><image href="data:image/png;base64,AA=="></image>'
    '<text xml:space="preserve">5 &lt; 6 &amp; C:\\x</text><path d="M0 0L1 1"></path>'
)


def logo_in(folder: Path, svg: str | bytes) -> str:
    """What the page holds of an SVG."""
    (folder / "a.svg").write_bytes(svg if isinstance(svg, bytes) else svg.encode())
    body = look.brand_of(Look(logo=folder / "a.svg")).logo.partition(",")[2]
    return base64.b64decode(body).decode()


def test_an_svg_is_written_anew_with_all_that_draws(tmp_path: Path) -> None:
    plain = HEAD.replace(" {}", "") + DRAWN + "</svg>"
    assert logo_in(tmp_path, plain) == plain
    assert logo_in(tmp_path, b"\xef\xbb\xbf<svg />").startswith("<svg xmlns=")
    latin = '<?xml version="1.0" encoding="latin-1"?><svg><text>\xe9</text></svg>'
    assert "\xe9" in logo_in(tmp_path, latin.encode("latin-1"))


@pytest.mark.parametrize(
    "idle",
    [
        "<!-- SECRET -->",
        "<metadata><a>SECRET</a></metadata>",
        "<i:view xmlns:i='http://www.inkscape.org/namespaces/inkscape' a='SECRET'>SECRET</i:view>",
        "<p xmlns='http://www.w3.org/1999/xhtml' title='SECRET'><b>SECRET</b></p>",
        "<h:meta xmlns:h='http://www.w3.org/1999/xhtml' content='0;url=http://SECRET'/>",
        "<g xmlns:i='http://www.inkscape.org/' i:export-filename='/home/SECRET/a.png'/>",
        "<g xml:base='http://SECRET/'/>",
        "<a ping='http://SECRET' href='#a'/>",
    ],
)
def test_what_draws_nothing_is_left_out_of_an_svg(tmp_path: Path, idle: str) -> None:
    told = logo_in(
        tmp_path,
        '<?xml version="1.0"?>\n<!-- SECRET --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://SECRET/svg11.dtd">' + HEAD.replace("{}", 'data-x="1"') + idle + DRAWN + "</svg>",
    )
    assert "SECRET" not in told
    assert DRAWN in told


def test_a_webp_loses_its_metadata(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    image.new("RGB", (9, 7), "red").save(tmp_path / "a.webp", exif=b"Exif\0\0SECRET", xmp=b"SECRET")
    whole = (tmp_path / "a.webp").read_bytes()
    assert b"SECRET" in whole
    (tmp_path / "a.webp").write_bytes(whole + b"SECRET")
    body = look.brand_of(Look(logo=tmp_path / "a.webp")).logo.partition(",")[2]
    content = base64.b64decode(body)
    assert b"SECRET" not in content
    (tmp_path / "b.webp").write_bytes(content)
    with image.open(tmp_path / "b.webp") as shown:
        assert shown.size == (9, 7)
        assert shown.convert("RGB").getpixel((1, 1))[0] > 250
