//! Ways to a host: direct, through every kind of proxy, under every mode of verification, told layer
//! by layer. One program, because each one links the whole of TLS.

mod addresses;
mod decoding;
mod diagnosis;
mod ends;
mod layers;
mod machines;
// The system's verifier heeds `SSL_CERT_FILE` there alone.
#[cfg(target_os = "linux")]
mod matrix;
mod patience;
#[cfg(target_os = "linux")]
mod programs;
mod proxies;
#[cfg(target_os = "linux")]
mod real;
#[cfg(target_os = "linux")]
mod servers;
mod socks;
mod tls;
mod tls_server;
