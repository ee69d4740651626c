"""What makes a function a kernel: compiled once for this machine, kept beside the code, run without Python's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def kernel(function: Function) -> Function:
    """The function, compiled when it is first called with arrays of these types.

    Kernels make no arrays, they fill those that they are given: so no references to arrays have to be counted, which
    takes several times as long as all else in them.
    """
    return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)
