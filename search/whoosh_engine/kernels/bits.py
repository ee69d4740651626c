"""What processors have an instruction for, and numba no function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import intrinsic


@intrinsic  # type: ignore[untyped-decorator]
def ones_in(context: Any, number: Any) -> tuple[Any, Callable[..., Any]]:
    """How many of the 64 bits of a number are set."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def zeros_below(context: Any, number: Any) -> tuple[Any, Callable[..., Any]]:
    """How many of the 64 bits of a number are below the lowest that is set; one is."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], target.get_constant(types.boolean, 1))

    return types.int64(types.uint64), generate
