"""Text becomes HTML without becoming markup; terms are explained where they are first used."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from reportgen.page.text.prose import Prose, sentences, unbroken


@settings(max_examples=80)
@given(st.text())
def test_plain_text_reads_as_it_was_written(text: str) -> None:
    html = Prose().plain(text)
    unlinked = html.replace("</a>", "")
    while '<a class="term"' in unlinked:
        start = unlinked.index('<a class="term"')
        unlinked = unlinked[:start] + unlinked[unlinked.index(">", start) + 1 :]
    assert "<" not in unlinked
    assert Markup(unlinked).unescape() == text


def test_a_term_is_linked_on_its_first_use_only() -> None:
    prose = Prose()
    assert prose.plain("mAP50-95 and mAP50") == (
        '<a class="term" href="#term-map50-95">mAP50-95</a> and '
        '<a class="term" href="#term-map50">mAP50</a>'
    )
    assert prose.plain("mAP50-95 again") == "mAP50-95 again"


def test_terms_are_not_found_inside_other_words_and_paths() -> None:
    assert "<a" not in Prose().plain("precisions, train/box_loss, my_recall, box-mAP50x")


def test_code_bold_and_links_of_remedies() -> None:
    html = Prose().markdown("Lower `mask_ratio`, **then** see [the guide](https://example.org/a).")
    assert "<code>mask_ratio</code>" in html
    assert "<strong>then</strong>" in html
    assert '<a href="https://example.org/a">the guide</a>' in html


def test_markdown_cannot_bring_markup_or_scripts() -> None:
    for text in (
        "`<script>alert(1)</script>`",
        "**<img src=x onerror=alert(1)>**",
        "[a](javascript:alert(1))",
        "- one\n- <script>alert(1)</script>\n- [a](javascript:alert(1))",
    ):
        html = Prose().markdown(text)
        assert "<script" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_lists_go_through_markdown() -> None:
    assert "<li>one</li>" in Prose().markdown("Do:\n\n- one\n- two")


def test_names_in_a_text_become_links() -> None:
    html = Prose().linked("Too loose; also Too loose here.", {"Too loose": "#r1-finding-a"})
    assert html == '<a href="#r1-finding-a">Too loose</a>; also Too loose here.'


def test_sentences_are_told_apart_by_their_ends_not_by_decimal_points() -> None:
    assert sentences("It is 0.5 now. Then it fell. best.pt is kept.") == [
        "It is 0.5 now.",
        "Then it fell. best.pt is kept.",
    ]


def test_a_number_and_its_unit_stay_together() -> None:
    told = "Rose 18 % (0.2 ± 0.1, ≈ 3 min, p &lt; 0.001) from epoch 5 in 300 epochs of 2 runs."
    bound = "Rose 18\xa0% (0.2\xa0±\xa00.1, ≈\xa03\xa0min, p &lt;\xa00.001) from epoch\xa05 in "
    assert unbroken(f"<p>{told}</p>") == f"<p>{bound}300\xa0epochs of 2 runs.</p>"


def test_the_name_of_a_metric_stays_together() -> None:
    assert unbroken("<p>mAP50-95 of 50-95</p>") == (
        '<p>mAP50<span class="joined">-95</span> of 50-95</p>'
    )
    for whole in (
        "<title>Top-1</title>",
        "<svg><svg></svg><text x='1'>mAP50-95</text></svg>",
        "<th scope='col'>Box mAP50-95</th>",
    ):
        assert unbroken(whole) == whole


def test_what_scripts_read_and_what_is_copied_stays_as_it_is() -> None:
    html = (
        '<p title="18 %"></p><script>let a = 5 % 3;</script><style>p{margin:0 5 px}</style>'
        "<textarea>18 % of 5 epochs</textarea><pre><code>sleep 5 s</code></pre>"
    )
    assert unbroken(html) == html
