"""A run folder whose every text attacks: markup, script, and what means something elsewhere."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
import zlib
from pathlib import Path

from tests.conftest import SAMPLES, SEGMENT_COLUMNS, segment_row

CANARY = "canary()"
"""What every payload calls when it runs; a browser test defines it."""
PAYLOADS = (
    f"<script>{CANARY}</script>",
    f"<img src=x onerror={CANARY}>",
    f'"><svg onload={CANARY}>',
    f"' onmouseover='{CANARY}' autofocus onfocus='{CANARY}",
    f"</script><script>{CANARY}</script>",
    f"</style><script>{CANARY}</script>",
    f"</title></textarea><script>{CANARY}</script>",
    f"javascript:{CANARY}//",
    f"<a href=javascript:{CANARY}>x</a>",
    f"<iframe srcdoc='<script>parent.{CANARY}</script>'></iframe>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<img src=http://evil.example/a.png>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<base href=http://evil.example/>",
    "red;background:url(http://evil.example/c)",
    "}body{background:url(http://evil.example/d)}",
    "{{ 7*7 }}{% for x in y %}",
    "${7*7} `7` \\u003cb\\u003e",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "\u2028\u2029\x00\x1b[31m\x07",
    "%{x} %s <extra></extra> <b>hover</b>",
    "=cmd|' /C calc'!A0",
)
ALL = " ".join(PAYLOADS)


def png_with_text(text: str) -> bytes:
    """A small PNG with the text in its metadata."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    parts = [
        chunk(b"IHDR", header),
        chunk(b"tEXt", b"Comment\0" + text.encode("latin-1", "replace")),
        chunk(b"IDAT", zlib.compress(b"\0" + b"\x40\x80\xc0" * 2)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def checkpoint(names: dict[int, str], args: dict[str, object], text: str) -> bytes:
    """A checkpoint with these texts wherever it can hold one."""
    content = {
        "epoch": -1,
        "model": {"names": names, "nc": len(names)},
        "version": text,
        "date": text,
        "train_args": args,
        "train_results": {"epoch": [1, 2], text: [0.1, 0.2], "train/box_loss": [1.0, 0.9]},
        "git": {"branch": text, "commit": text},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("best/data.pkl", pickle.dumps(content, protocol=2))
    return file.getvalue()


def hostile_run(folder: Path, *, checkpoint_only: bool = False) -> Path:
    """Write the run; the folder's own name attacks as well."""
    run = folder / ALL.replace("/", "∕").replace("\x00", "")[:80]
    (run / "weights").mkdir(parents=True)
    names = dict(enumerate(PAYLOADS))
    args = {f"{payload}{number}": payload for number, payload in enumerate(PAYLOADS)}
    args |= dict.fromkeys(("model", "data", "imgsz", "optimizer", "device", "name", "task"), ALL)
    args |= {"nested": {payload: [payload, {payload: payload}] for payload in PAYLOADS}}
    (run / "weights" / "best.pt").write_bytes(checkpoint(names, args, ALL))
    for payload in PAYLOADS:
        name = payload.replace("/", "∕").replace("\x00", "")
        (run / f"{name}.png").write_bytes(png_with_text(payload))
        (run / "weights" / f"{name}.pt").write_bytes(b"x")
    if checkpoint_only:
        return run
    columns = [*SEGMENT_COLUMNS, *PAYLOADS, *(f"train/{p}_loss" for p in PAYLOADS)]
    columns += [f"metrics/{p}(B)" for p in PAYLOADS] + [f"lr/pg{p}" for p in PAYLOADS]
    cells = [f"{p}" for p in PAYLOADS] + ["0.5"] * (3 * len(PAYLOADS))
    rows = [[*map(str, segment_row(epoch)), *cells] for epoch in range(1, 21)]
    lines = [
        ",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in [columns, *rows]
    ]
    (run / "results.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # JSON is YAML, and quotes everything.
    (run / "args.yaml").write_text(json.dumps({**args, "epochs": 20, "task": "segment"}))
    (run / "data.yaml").write_text(json.dumps({"names": names}))
    (run / "notes.md").write_text(NOTES, encoding="utf-8")
    (run / "reportgen.json").write_text(json.dumps({"format": 1, "names": list(PAYLOADS)}))
    (run / "report.html").write_text(ALL)
    for name in ("confusion_matrix.png", "labels.jpg", "val_batch0_pred.jpg"):
        (run / name).write_bytes(png_with_text(ALL))
    for picture in (SAMPLES / "segment-short").glob("*_curve.png"):
        (run / picture.name).write_bytes(picture.read_bytes())
    return run


NOTES = "\n\n".join(
    (
        "# Heading <b onclick=canary()>x</b>",
        *PAYLOADS,
        *(f"[link]({payload})" for payload in PAYLOADS),
        "[js](javascript:canary()) [JS](JaVaScRiPt:canary()) [t](java\tscript:canary())",
        "[e](javascript&colon;canary()) [d](data:text/html,<script>canary()</script>)",
        '[v](vbscript:canary()) ![i](http://evil.example/i.png) ![](x"onerror="canary())',
        "<javascript:canary()> <http://ok.example/?token=abc>",
        "```html\n<script>canary()</script>\n```",
        "|a|\n|-|\n|<script>canary()</script>|",
        "[ref]: javascript:canary()\n\n[ref]",
        "<style>@import 'http://evil.example/s.css'</style>",
        "<form action=http://evil.example><input name=a></form>",
        "<p style='background:url(http://evil.example/p)' id=main class=verdict>x</p>",
    )
)
