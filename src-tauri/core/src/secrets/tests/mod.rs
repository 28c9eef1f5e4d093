//! The vault and the database together, over keychains that fail in every way.

mod changes;
mod fake;
mod killed;
mod kinds;
mod states;
