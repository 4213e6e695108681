"""The instructions of a pickle that torch.save writes, one function each, and the loop over them.

They bear the names that pickletools gives them. What the table at the end lacks is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeAlias

from reportgen import words
from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint.machine import (
    MAX_INSTRUCTIONS,
    MAX_INT_BYTES,
    MAX_NAME_BYTES,
    MAX_TEXT_BYTES,
    Machine,
)
from reportgen.read.checkpoint.values import OPAQUE, Made, Named, Pairs, Value

_UINT, _USHORT, _INT = struct.Struct("<I"), struct.Struct("<H"), struct.Struct("<i")
_DOUBLE = struct.Struct(">d")
_STOP = ord(".")

Step: TypeAlias = Callable[[Machine], object]
"""Carries out one instruction whose code has been passed."""


def describe(data: bytes | bytearray) -> Value:
    """What the pickle `data` would build, described and not built.

    Raises `Unreadable` for an instruction that is not known, a bound that is passed or a pickle
    that is cut short; IndexError, KeyError, TypeError or struct.error for one that makes no sense.
    """
    machine = Machine(data)
    for _ in range(MAX_INSTRUCTIONS):
        code = data[machine.at]
        machine.at += 1
        if code == _STOP:
            return machine.stack.pop()
        _STEPS[code](machine)
    raise Unreadable(f"holds a pickle of more than {words.whole(MAX_INSTRUCTIONS)} instructions")


def _refuse(machine: Machine) -> None:
    code = machine.data[machine.at - 1]
    raise Unreadable(f"holds a pickle instruction (0x{code:02x}) that PyTorch never writes")


def _proto(machine: Machine) -> None:
    version = machine.data[machine.passed(1)]
    if version != 2:
        raise Unreadable(f"is pickled with protocol {version}; PyTorch and Ultralytics write 2")


# Steps that a checkpoint has ten thousands of pass their bytes themselves: reading beyond the end
# raises IndexError or struct.error.
def _binput(machine: Machine) -> None:
    machine.remember(machine.data[machine.at])
    machine.at += 1


def _long_binput(machine: Machine) -> None:
    machine.remember(_UINT.unpack_from(machine.data, machine.at)[0])
    machine.at += 4


def _binget(machine: Machine) -> None:
    machine.stack.append(machine.memo[machine.data[machine.at]])
    machine.at += 1


def _long_binget(machine: Machine) -> None:
    machine.stack.append(machine.memo[_UINT.unpack_from(machine.data, machine.at)[0]])
    machine.at += 4


def _constant(value: Value) -> Step:
    """The step that puts `value` on the stack."""
    return lambda machine: machine.stack.append(value)


def _new(kind: Callable[[], Value]) -> Step:
    """The step that puts an empty one on the stack."""
    return lambda machine: machine.stack.append(kind())


def _number(form: struct.Struct) -> Step:
    """The step that puts the number on the stack that follows in this form."""
    return lambda machine: machine.stack.append(
        form.unpack_from(machine.data, machine.passed(form.size))[0]
    )


def _binint1(machine: Machine) -> None:
    machine.stack.append(machine.data[machine.at])
    machine.at += 1


def _long1(machine: Machine) -> None:
    length = machine.data[machine.passed(1)]
    start = machine.passed(length)
    digits = machine.data[start : machine.at]
    kept = length <= MAX_INT_BYTES
    machine.stack.append(int.from_bytes(digits, "little", signed=True) if kept else OPAQUE)


def _binunicode(machine: Machine) -> None:
    length = _UINT.unpack_from(machine.data, machine.passed(4))[0]
    start = machine.passed(length)
    machine.stack.append(machine.text(start, min(length, MAX_TEXT_BYTES)))


def _global(machine: Machine) -> None:
    machine.stack.append(Named(_line(machine), _line(machine)))


def _line(machine: Machine) -> str:
    end = machine.data.find(b"\n", machine.at, machine.at + MAX_NAME_BYTES + 1)
    if end < 0:
        raise Unreadable("holds a pickle with the name of a class that does not end")
    start = machine.passed(end + 1 - machine.at)
    return machine.text(start, end - start)


def _binpersid(machine: Machine) -> None:
    machine.stack[-1] = OPAQUE


def _tuple1(machine: Machine) -> None:
    machine.stack[-1] = (machine.stack[-1],)


def _tuple2(machine: Machine) -> None:
    last = machine.stack.pop()
    machine.stack[-1] = (machine.stack[-1], last)


def _tuple3(machine: Machine) -> None:
    last, middle = machine.stack.pop(), machine.stack.pop()
    machine.stack[-1] = (machine.stack[-1], middle, last)


def _extend(machine: Machine, values: list[Value]) -> None:
    target = machine.stack[-1]
    if isinstance(target, list):
        target.extend(values)
    elif not isinstance(target, Made):
        raise Unreadable("holds a pickle that appends to something that is no list")


def _setitem(machine: Machine) -> None:
    value, key = machine.stack.pop(), machine.stack.pop()
    _pairs_of(machine.stack[-1]).append((key, value))


def _setitems(machine: Machine) -> None:
    values = machine.since_mark()
    if len(values) % 2:
        raise Unreadable("holds a pickle that sets a key without a value")
    _pairs_of(machine.stack[-1]).extend(zip(values[::2], values[1::2], strict=True))


def _pairs_of(target: Value) -> list[tuple[Value, Value]]:
    if isinstance(target, Made):
        target.entries = target.entries or Pairs()
        target = target.entries
    if not isinstance(target, Pairs):
        raise Unreadable("holds a pickle that sets a key of something that is no dict")
    return target.items


def _make(machine: Machine) -> None:
    """REDUCE and NEWOBJ: a call, noted and not made."""
    arguments = machine.stack.pop()
    machine.stack[-1] = Made(machine.stack[-1], arguments)


def _build(machine: Machine) -> None:
    state = machine.stack.pop()
    target = machine.stack[-1]
    if isinstance(target, Made):
        target.state = state
    elif not isinstance(target, Named):
        # dill sets the state of classes, which is of no interest; nothing else has a state.
        raise Unreadable("holds a pickle that sets the state of a plain value")


_KNOWN: dict[bytes, Step] = {
    b"\x80": _proto,
    b"(": lambda machine: machine.marks.append(len(machine.stack)),
    b"0": lambda machine: machine.stack.pop(),
    b"1": lambda machine: machine.since_mark(),
    b"q": _binput,
    b"r": _long_binput,
    b"h": _binget,
    b"j": _long_binget,
    b"N": _constant(None),
    b"\x88": _constant(True),
    b"\x89": _constant(False),
    b"K": _binint1,
    b"M": _number(_USHORT),
    b"J": _number(_INT),
    b"\x8a": _long1,
    b"G": _number(_DOUBLE),
    b"X": _binunicode,
    b"c": _global,
    b"Q": _binpersid,
    b")": _constant(()),
    b"\x85": _tuple1,
    b"\x86": _tuple2,
    b"\x87": _tuple3,
    b"t": lambda machine: machine.stack.append(tuple(machine.since_mark())),
    b"]": _new(list),
    b"a": lambda machine: _extend(machine, [machine.stack.pop()]),
    b"e": lambda machine: _extend(machine, machine.since_mark()),
    b"}": _new(Pairs),
    b"s": _setitem,
    b"u": _setitems,
    b"R": _make,
    b"\x81": _make,
    b"b": _build,
}
_STEPS = [_KNOWN.get(bytes([code]), _refuse) for code in range(256)]
