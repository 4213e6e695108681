"""Pictures of a page -> files beside it, named after their content, so that pages stay light."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from reportgen.page.document import Page
from reportgen.page.picture.views import Image

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

_WITHIN = re.compile(r'(?<= )(href|src)="(data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+)"')


@dataclass
class Linker:
    """Takes the pictures out of one page."""

    put: Callable[[str, bytes], object]
    """Writes a file of the site."""
    root: str
    """The folder of the site as seen from the page: ``../``."""
    files: list[str] = field(default_factory=list)
    """Those that the page needs."""

    def page(self, page: Page) -> Page:
        """The page with links in place of its pictures."""
        linked: Page = self._each(page)
        return linked

    def html(self, html: str) -> str:
        """The page as written, with links in place of pictures that stand within its markup."""
        if "base64," not in html:
            return html
        return _WITHIN.sub(lambda found: f'{found[1]}="{self._link(found[2])}"', html)

    def _each(self, value: tuple[Any, ...]) -> Any:
        if isinstance(value, Image):
            return value._replace(uri=self._link(value.uri))
        # Most of a page holds no picture and stays the object that it is.
        changed = {
            place: new
            for place, part in enumerate(value)
            if isinstance(part, tuple) and (new := self._each(part)) is not part
        }
        if not changed:
            return value
        parts = [changed.get(place, part) for place, part in enumerate(value)]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)

    def _link(self, uri: str) -> Markup:
        head, _, data = uri.partition(";base64,")
        ending = _ENDINGS.get(head.removeprefix("data:"))
        if ending is None or not data:
            return Markup(uri)
        content = base64.b64decode(data)
        name = f"img/{sha256(content).hexdigest()[:20]}.{ending}"
        if name not in self.files:
            self.put(name, content)
            self.files.append(name)
        return Markup(f"{self.root}{name}")
