"""Names and texts that mean something to GitHub, GitLab, Jira, to XML or to HTML."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "@user", "@org/team", '@"a', "#123", "GH-12", "owner/repo#4", "owner/repo@deadbeefcafe",
    "deadbeef", "0123456789abcdef0123456789abcdef01234567", "https://evil.example/x",
    "www.evil.com", "evil.com", "javascript:alert(1)", "mailto:a@b.cd", "a@b.cd", "[x](https://evil.example)",
    "![x](https://evil.example/p.png)", "<b>x</b>", "<script>", "<!--", "-->", "&lt;", "&#64;",
    "`", "``", "```", "|", "\\", "\\|", "**x**", "_x_", "~~", "$a$", "$`x`$", ":smile:", "!12",
    '~"label"', "%v1", "&3", "[[page]]", "[issue:3]", "{+x+}", "[- x -]", "^alert#1", "PROJ-123",
    "- x", "1. x", "# h", "> q", "\n/close\n", "===", "---", "\t", "<details>", "</details>",
    "</summary>", "[TOC]", "%{project}", "best.pt", "über.com", "ftp://x.y", "]]>", "\u202e",
    "\x00", "\x1b[2J", "\ufffe", "\ud800", "{0}", " ", "é", "(", ")", "]", "[",
)  # fmt: skip
TEXT = st.one_of(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=7).map("".join),
    st.text(alphabet="@#!~%&$`*_[]()<>{}|\\:/.-+=ab1 \n^\"'", max_size=40),
)
