//! The OpenAI wire, without a socket: what a request must look like, how an answer is read,
//! where its usage stands, and how to count when the provider does not.
//!
//! Deliberately absent: connections, retries, prices. `network` moves the bytes, `core` decides.

mod answer;
mod auth;
mod error_text;
mod estimate;
mod shape;
mod sse;

pub use answer::{Answer, StreamedAnswer};
pub use auth::{UnusableKey, auth_header};
pub use error_text::{provider_message, service_message};
pub use estimate::{Encoding, count_text, estimate_usage, prompt_tokens};
pub use shape::{Api, InvalidBody, Shaped, models_url, shape};
pub use sse::{Cut, Data, read as read_sse};
