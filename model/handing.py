"""How the market is handed to compiled code: as one address.

Numba hands a tuple over part by part: forty tables are some three hundred arguments of every call, and most of what is
compiled would do nothing but pass them on. So a call from Python lays the places of all tables down in one block
(:func:`block_of`), compiled functions hand its address to one another, and ``market.partners`` reads the table's place
from there. Tables are not replaced while compiled code runs (they grow between months, :func:`model.market.with_room`),
so that a place once read may be kept.

It is written with numba's extension interface (``numba.extending``, "Low-level extension API" of its documentation).
"""

from __future__ import annotations

import hashlib

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import make_array, populate_array

WORD = types.int64


class Handed(types.Type):
    """Type of a tuple that is handed over as the address of its block: ``parts`` are types by name."""

    def __init__(self, parts: dict[str, types.Type]) -> None:
        self.parts = parts
        # Types are told apart, and compiled functions named, by this: a digest keeps it short.
        digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
        super().__init__(name=f"Handed({digest})")

    def place(self, name: str) -> int:
        """Where in the block a part begins (words)."""
        words = 0
        for other, part in self.parts.items():
            if other == name:
                return words
            words += 1 + 2 * part.ndim if isinstance(part, types.Array) else 1
        raise KeyError(name)


def block_of(parts: tuple) -> np.ndarray:
    """(words,) what :class:`Handed` reads: a table's address, shape and strides (bytes); a number as it is."""
    words: list[int] = []
    for part in parts:
        if isinstance(part, np.ndarray):
            words += (part.ctypes.data, *part.shape, *part.strides)
        else:
            words.append(int(part))
    return np.array(words, dtype=np.uint64).view(np.int64)


def hand_over(kind: type) -> None:
    """From now on compiled functions take named tuples of this kind by the address of their block.

    Its parts are arrays, or whole numbers of 64 bits; its ``block`` is :func:`block_of` it.
    """

    @typeof_impl.register(kind)
    def _typeof(value, context):
        return Handed(
            {name: typeof_impl(part, context) for name, part in zip(value._fields, value, strict=True)}
        )  # fmt: skip


register_model(Handed)(models.OpaqueModel)


@infer_getattr
class HandedParts(AttributeTemplate):
    """``market.<part>`` has the part's type."""

    key = Handed

    def generic_resolve(self, typ, attr):
        """The part's type; None where there is no such part."""
        return typ.parts.get(attr)


@unbox(Handed)
def _unbox(typ, obj, c):
    """The address of the block, which lives until the call is over."""
    words = types.Array(WORD, 1, "C")
    address = cgutils.alloca_once_value(c.builder, cgutils.get_null_value(cgutils.voidptr_t))
    block = c.pyapi.object_getattr_string(obj, "block")
    with cgutils.if_likely(c.builder, cgutils.is_not_null(c.builder, block)):
        found = c.unbox(words, block).value
        array = make_array(words)(c.context, c.builder, value=found)
        c.builder.store(c.builder.bitcast(array.data, cgutils.voidptr_t), address)
        c.context.nrt.decref(c.builder, words, found)  # else numba's own hold on the block would outlive the call
    found = c.builder.load(address)

    def cleanup():
        c.pyapi.decref(block)

    return NativeValue(found, is_error=cgutils.is_null(c.builder, found), cleanup=cleanup)


@lower_getattr_generic(Handed)
def _part(context, builder, typ, value, attr):
    """A part, read from the block."""
    part = typ.parts[attr]
    words = builder.bitcast(value, ir.IntType(64).as_pointer())
    first = typ.place(attr)

    def read(number: int):
        found = builder.load(builder.gep(words, [ir.Constant(ir.IntType(64), first + number)]))
        # Nothing writes to a block: what was read once holds.
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    if not isinstance(part, types.Array):
        return builder.trunc(read(0), context.get_value_type(part)) if part.bitwidth < 64 else read(0)
    array = make_array(part)(context, builder)
    item = context.get_abi_sizeof(context.get_data_type(part.dtype))
    populate_array(
        array,
        data=builder.inttoptr(read(0), array.data.type),
        shape=[read(1 + axis) for axis in range(part.ndim)],
        strides=[read(1 + part.ndim + axis) for axis in range(part.ndim)],
        itemsize=context.get_constant(types.intp, item),
        meminfo=None,
    )
    return impl_ret_borrowed(context, builder, part, array._getvalue())
