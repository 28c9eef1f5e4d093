//! One client for each way to secure a connection: connections of different settings never meet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::sign::SingleCertAndKey;
use rustls_platform_verifier::Verifier;

use crate::pinned::Pinned;
use crate::tls::RootCertificates;
use crate::verifier::{AnyName, Anyone};
use crate::{Failure, Policy, Tls, Verification};

/// Clients besides the default one. A dropped client closes its idle connections, no more.
const KEPT: usize = 16;

/// Cheap to clone; clones share the clients.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    default: reqwest::Client,
    others: Arc<Mutex<Known>>,
}

/// By digest of the settings; the one used last is at the end.
type Known = Vec<([u8; 32], reqwest::Client)>;

impl Clients {
    pub(crate) fn new(policy: &Policy) -> Result<Self, Failure> {
        Ok(Self {
            default: built(builder(policy), policy)?,
            others: Arc::default(),
        })
    }

    pub(crate) async fn client(
        &self,
        tls: &Tls,
        policy: &Policy,
    ) -> Result<reqwest::Client, Failure> {
        if tls.is_default() {
            return Ok(self.default.clone());
        }
        let digest = tls.digest();
        if let Some(known) = self.known(&digest) {
            return Ok(known);
        }
        // The system's authorities are read from disk.
        let config = {
            let tls = tls.clone();
            tokio::task::spawn_blocking(move || config(&tls)).await
        };
        let config = config
            .map_err(|_| Failure::not_built("the task was stopped"))?
            .map_err(Failure::not_built)?;
        let client = built(builder(policy).tls_backend_preconfigured(config), policy)?;
        // Another request may have been faster: the first one stays, so that both share it.
        Ok(self.known(&digest).unwrap_or_else(|| {
            let mut others = self.lock();
            if others.len() >= KEPT {
                others.remove(0);
            }
            others.push((digest, client.clone()));
            client
        }))
    }

    fn known(&self, digest: &[u8; 32]) -> Option<reqwest::Client> {
        let mut others = self.lock();
        let at = others.iter().position(|(known, _)| known == digest)?;
        let found = others.remove(at);
        let client = found.1.clone();
        others.push(found);
        Some(client)
    }

    /// A panic cannot leave the list half changed.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn builder(policy: &Policy) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(policy.connect_timeout)
        .read_timeout(policy.idle_timeout)
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        .user_agent(concat!("Patchbay/", env!("CARGO_PKG_VERSION")))
}

fn built(builder: reqwest::ClientBuilder, policy: &Policy) -> Result<reqwest::Client, Failure> {
    builder
        .build()
        .map_err(|error| Failure::from_reqwest(error, policy, false))
}

fn config(tls: &Tls) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        // 1.2 and 1.3; rustls knows no older ones.
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier(tls, &provider)?);
    let mut config = match &tls.client_certificate {
        Some(own) => {
            let own = SingleCertAndKey::from(own.key());
            builder.with_client_cert_resolver(Arc::new(own))
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
    Ok(config)
}

fn verifier(
    tls: &Tls,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let extra = tls.extra_roots.as_ref();
    let extra = extra.map_or(&[][..], RootCertificates::certificates);
    let otherwise: Arc<dyn ServerCertVerifier> = match tls.verification {
        Verification::Full if extra.is_empty() => {
            return Ok(Arc::new(Verifier::new(Arc::clone(provider))?));
        }
        Verification::None => return Ok(Arc::new(Anyone::new(Arc::clone(provider)))),
        Verification::Full => Arc::new(Verifier::new_with_extra_roots(
            extra.iter().cloned(),
            Arc::clone(provider),
        )?),
        Verification::Certificate => Arc::new(AnyName::new(extra, provider)?),
    };
    Ok(Arc::new(Pinned {
        known: extra.to_vec(),
        asks_name: tls.verification == Verification::Full,
        otherwise,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn few_clients_are_kept_and_the_one_used_last_longest() {
        let policy = Policy::default();
        let clients = Clients::new(&policy).expect("a client");
        let settings: Vec<_> = (0..KEPT + 3)
            .map(|_| {
                let key = rcgen::KeyPair::generate().expect("a key");
                let params = rcgen::CertificateParams::default();
                let root = params.self_signed(&key).expect("a certificate").pem();
                Tls {
                    verification: Verification::None,
                    extra_roots: RootCertificates::from_pem(root.as_bytes()).ok(),
                    client_certificate: None,
                }
            })
            .collect();
        let first = settings.first().expect("some");
        for tls in &settings {
            clients.client(tls, &policy).await.expect("a client");
            clients.client(first, &policy).await.expect("a client");
            clients
                .client(&Tls::default(), &policy)
                .await
                .expect("a client");
            assert!(clients.lock().len() <= KEPT);
        }
        assert!(clients.known(&first.digest()).is_some());
        let is_known = |at: usize| clients.known(&settings[at].digest()).is_some();
        assert!(!is_known(1) && !is_known(3));
        assert!(is_known(4) && is_known(KEPT + 2));
    }
}
