//! From a name to the addresses that may be connected to. Every connection asks here, those of
//! `reqwest` and those of a diagnosis, so that what is blocked is held against the very addresses
//! that are used: a name that changes its address between two looks gains nothing.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::blocked::is_blocked;
use crate::progress::Progress;
use crate::{Failure, FailureKind};

/// Who knows the addresses of names.
pub trait Names: Debug + Send + Sync {
    /// All of them, in the order in which they should be tried.
    fn addresses(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// This machine, as it is set up.
#[derive(Debug)]
pub(crate) struct System;

impl Names for System {
    fn addresses(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let name = name.to_owned();
        async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        }
        .boxed()
    }
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct LookUp(Arc<dyn Names>);

impl LookUp {
    pub(crate) fn new(names: Arc<dyn Names>) -> Self {
        Self(names)
    }

    /// At least one, none of them blocked.
    pub(crate) async fn addresses(&self, host: &Host<String>) -> Result<Vec<IpAddr>, Failure> {
        let (found, name) = match host {
            Host::Ipv4(address) => (vec![(*address).into()], address.to_string()),
            Host::Ipv6(address) => (vec![(*address).into()], address.to_string()),
            Host::Domain(name) => (self.known(name).await?, name.clone()),
        };
        let allowed: Vec<_> = found.iter().copied().filter(|a| !is_blocked(*a)).collect();
        match found.first() {
            Some(_) if !allowed.is_empty() => Ok(allowed),
            Some(address) => Err(Failure::blocked_address(&name, *address)),
            None => Err(unknown(&name, &"the name server knows none")),
        }
    }

    async fn known(&self, name: &str) -> Result<Vec<IpAddr>, Failure> {
        let found = self.0.addresses(name).await;
        found.map_err(|error| unknown(name, &error))
    }
}

fn unknown(name: &str, reason: &dyn std::fmt::Display) -> Failure {
    let message = format!("the host {name:?} has no address: {reason}");
    Failure::new(FailureKind::Dns, message)
}

impl Resolve for LookUp {
    fn resolve(&self, name: Name) -> Resolving {
        let look_up = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            Progress::looks_up(name);
            // For a proxy of SOCKS an address comes this way too.
            let host = Host::parse(name).unwrap_or_else(|_| Host::Domain(name.to_owned()));
            match look_up.addresses(&host).await {
                Ok(addresses) => {
                    Progress::connects();
                    // The port is that of the URL.
                    let addresses = addresses.into_iter().map(|ip| SocketAddr::new(ip, 0));
                    Ok(Box::new(addresses) as Addrs)
                }
                Err(failure) => {
                    Progress::knows_no_address(&failure);
                    Err(failure.into())
                }
            }
        })
    }
}
