//! The vault and the database together, over keychains that fail in every way.

mod fake;
mod killed;
mod states;
