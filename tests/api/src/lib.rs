//! The contract, through the HTTP face. See `tests/` beside this file.
