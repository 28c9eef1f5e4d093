//! Which URLs a connector may have.

use url::Url;

use super::text::turns_direction;

const MAX_URL_BYTES: usize = 2048;

/// Kibana's check (parseable, http or https, no trailing dot), and where Kibana is wrong
/// stricter: its own Azure template, braces and all, is a valid URL to a browser.
pub(super) fn check_url(text: &str) -> Result<Url, String> {
    if text.is_empty() {
        return Err("URL is required.".into());
    }
    if text.len() > MAX_URL_BYTES {
        return Err(format!("URL must be {MAX_URL_BYTES} characters or less."));
    }
    // A parser for browsers drops line breaks and encodes blanks without a word.
    if let Some(odd) = text
        .chars()
        .find(|c| c.is_control() || c.is_whitespace() || turns_direction(*c))
    {
        let name = if odd == ' ' {
            "a space"
        } else {
            "a line break or another invisible character"
        };
        return Err(format!("Invalid URL: it contains {name}."));
    }
    if let (Some(open), Some(close)) = (text.find('{'), text.find('}'))
        && open < close
    {
        return Err(format!(
            "Invalid URL: replace {} with your own value.",
            &text[open..=close]
        ));
    }
    let url = Url::parse(text).map_err(|_| "Invalid URL".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("Invalid URL: use http or https.".into());
    }
    let host = url.host_str().unwrap_or_default();
    if host.is_empty() {
        return Err("Invalid URL: it has no host name.".into());
    }
    if host.ends_with('.') {
        return Err("Invalid URL: the host name must not end with a dot.".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "Invalid URL: leave the user name and password out; the API key has its own field."
                .into(),
        );
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_without_a_domain_and_in_other_scripts_are_fine() {
        for (good, host) in [
            ("http://localhost:1234", "localhost"),
            ("http://[::1]:8080/v1", "[::1]"),
            ("http://192.168.1.4/v1", "192.168.1.4"),
            ("https://bücher.example/v1", "xn--bcher-kva.example"),
            ("HTTPS://API.OpenAI.com/v1", "api.openai.com"),
        ] {
            let url = check_url(good).expect(good);
            assert_eq!(url.host_str(), Some(host), "{good}");
        }
    }

    #[test]
    fn each_kind_of_wrong_address_says_what_is_wrong() {
        for (bad, part) in [
            ("", "required"),
            ("api.openai.com/v1", "Invalid URL"),
            ("ftp://example.com/", "http or https"),
            ("javascript:alert(1)", "http or https"),
            ("https://", "Invalid URL"),
            ("https:///v1", "Invalid URL"),
            ("https://example.com./v1", "dot"),
            ("https://me:pw@example.com/v1", "user name"),
            ("https://me@example.com/v1", "user name"),
            ("https://exa mple.com/v1", "space"),
            ("https://example.com/v1\r\nX: y", "invisible"),
            ("https://example.com/\u{202e}1v", "invisible"),
            ("https://[::1/v1", "Invalid URL"),
            ("https://example.com:99999/", "Invalid URL"),
            (
                "https://{your-resource-name}.openai.azure.com/",
                "{your-resource-name}",
            ),
        ] {
            // `https:///v1` is read as the host `v1`, which is what a browser does, too.
            match check_url(bad) {
                Err(message) => assert!(message.contains(part), "{bad}: {message}"),
                Ok(url) => assert_eq!((bad, url.host_str()), ("https:///v1", Some("v1"))),
            }
        }
        let long = format!("https://example.com/{}", "a".repeat(10_000));
        assert!(check_url(&long).expect_err("refused").contains("2048"));
    }
}
