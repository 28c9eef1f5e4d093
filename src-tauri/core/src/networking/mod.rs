//! How connections are made: the settings, what they are held against, and what they come to for
//! one connector and one address.
//!
//! The keys, defaults and precedence are those of Kibana's `xpack.actions`; each rule says whether
//! it is Kibana's or ours. Where Kibana goes on with what it cannot read, the connections that
//! depend on it are refused here.
//!
//! Deliberately absent: files, sockets, certificates, the environment. A path of a certificate is
//! a text here, and a secret is a mark that there is one.

mod check;
mod custom_hosts;
mod effective;
mod hosts;
mod items;
mod proxy_address;
mod quantities;
mod route;
mod settings;

pub use check::{CheckedNetworking, check_connector_networking, check_networking};
pub use effective::{Call, Effective, Refusal, Subject};
pub use hosts::{HostPattern, Target};
pub use proxy_address::{ProxyAddress, ProxyScheme};
pub use route::{DirectBecause, EffectiveProxy, ProxyTls, Route};
pub use settings::{
    Authorities, ClientCertificateAt, ConnectorNetworking, ConnectorPki, CustomHost, Given,
    NetworkingLayer, NetworkingSettings, ProxyChoice, RateLimit, Readable, Source, Sourced,
    Timeouts,
};
