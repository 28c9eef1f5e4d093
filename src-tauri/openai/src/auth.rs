//! The one place where a stored key becomes a header.

use http::{HeaderName, HeaderValue, header};
use patchbay_model::Provider;
use secrecy::{ExposeSecret, SecretString};

/// The key has a character that no header can hold (a line break, say). It does not repeat the key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the API key contains a character that cannot be sent in an HTTP header")]
pub struct UnusableKey;

/// `api-key` for Azure, `Authorization: Bearer` for everybody else. The value is marked
/// sensitive, so that a debug print of the request shows `Sensitive`.
pub fn auth_header(
    provider: Provider,
    key: &SecretString,
) -> Result<(HeaderName, HeaderValue), UnusableKey> {
    let (name, text) = match provider {
        Provider::AzureOpenAi => (
            HeaderName::from_static("api-key"),
            key.expose_secret().to_owned(),
        ),
        Provider::OpenAi | Provider::Other => (
            header::AUTHORIZATION,
            format!("Bearer {}", key.expose_secret()),
        ),
    };
    let mut value = HeaderValue::try_from(text).map_err(|_| UnusableKey)?;
    value.set_sensitive(true);
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azure_takes_api_key_and_the_others_a_bearer_token() {
        let key = SecretString::from("sk-1");
        let (name, value) = auth_header(Provider::AzureOpenAi, &key).expect("usable");
        assert_eq!((name.as_str(), value.as_bytes()), ("api-key", &b"sk-1"[..]));
        for provider in [Provider::OpenAi, Provider::Other] {
            let (name, value) = auth_header(provider, &key).expect("usable");
            assert_eq!(name, header::AUTHORIZATION);
            assert_eq!(value.as_bytes(), b"Bearer sk-1");
            assert_eq!(format!("{value:?}"), "Sensitive");
        }
    }

    #[test]
    fn a_key_with_a_line_break_is_refused_without_being_repeated() {
        let key = SecretString::from("sk-1\r\nx: y");
        let error = auth_header(Provider::OpenAi, &key).expect_err("refused");
        assert!(!error.to_string().contains("sk-1"));
    }
}
