"""A pickle -> a description of what it would build. Nothing in it is looked up, called or built.

Why not a restricted `pickle.Unpickler`: the one in C cannot be bounded. It allocates a memo as
large as an index says, fills real dicts with keys chosen to collide, follows copyreg's extension
registry, and offers no place to count or to stop; with a scan beforehand it is no faster than
this module. The one in Python is private. Both *call* what `find_class` returns, so that safety
hangs on every stub. Here an instruction to import or to call only notes that it was there: a
global is a `Named`, a call is a `Made`, a dict is `Pairs` and never hashes a key. There is no
import and no call to get wrong.

Only the instructions that torch.save writes are known (pickle protocol 2, binary). All others
are refused, and with them text numbers, extension codes, INST, OBJ and lengths of eight bytes.
Every instruction costs bounded time and memory, so the number of instructions bounds both.
"""

from __future__ import annotations

from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint.values import Value

MAX_INSTRUCTIONS = 500_000
"""Most instructions of a pickle. Real checkpoints were seen with 26,000 to 61,000."""
MAX_TEXT_BYTES = 4_096
"""Longest text that is kept; the rest of a longer one is passed over."""
MAX_ALL_TEXT_BYTES = 8 * 2**20
"""Most text kept in all, names of classes included.

One odd character makes Python store a text in four bytes a character."""
MAX_NAME_BYTES = 512
"""Longest module or class name."""
MAX_INT_BYTES = 8
"""Longest integer that is kept; a longer one becomes `OPAQUE`."""


class Machine:
    """The state of one reading: where it is, the stack, the marks on it, and the memo."""

    __slots__ = ("at", "data", "marks", "memo", "stack", "text_left")

    def __init__(self, data: bytes | bytearray) -> None:
        """Start at the first byte of `data`."""
        self.data = data
        self.at = 0
        self.stack: list[Value] = []
        self.marks: list[int] = []
        self.memo: dict[int, Value] = {}
        self.text_left = MAX_ALL_TEXT_BYTES

    def passed(self, length: int) -> int:
        """Go `length` bytes on and return where they began. Raises `Unreadable` at the end."""
        start = self.at
        self.at = start + length
        if self.at > len(self.data):
            raise Unreadable("holds a pickle that is cut short or lies about a length")
        return start

    def text(self, start: int, length: int) -> str:
        """Text of `length` bytes from `start`. Raises `Unreadable` when it is too much in all."""
        self.text_left -= length
        if self.text_left < 0:
            raise Unreadable("holds a pickle with more than 8 MiB of text")
        # "replace": half a surrogate pair could not be written into a report.
        return self.data[start : start + length].decode("utf-8", "replace")

    def since_mark(self) -> list[Value]:
        """Take what was put on the stack since the last mark."""
        mark = self.marks.pop()
        values = self.stack[mark:]
        del self.stack[mark:]
        return values

    def remember(self, index: int) -> None:
        """Put the top of the stack into the memo. An honest index is smaller than the count."""
        if index > MAX_INSTRUCTIONS:
            raise Unreadable("holds a pickle with a memo index that no checkpoint needs")
        self.memo[index] = self.stack[-1]
