//! The rules of the house, as tests. See `tests/` beside this file.
