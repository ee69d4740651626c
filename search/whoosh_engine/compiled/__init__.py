"""The same searches by kernels that numba compiles (the extra `fast`): nothing else differs."""
