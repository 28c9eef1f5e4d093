use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use patchbay_model::{ConnectorConfig, Provider, SecretField};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::*;
use crate::FieldError;

fn check_all(
    name: &str,
    config: &Value,
    secrets: &[(&str, &str)],
    kept: &[SecretField],
) -> Result<Checked, Vec<FieldError>> {
    let secrets: BTreeMap<_, _> = secrets
        .iter()
        .map(|(key, value)| ((*key).to_owned(), SecretString::from(*value)))
        .collect();
    check(&Typed {
        name,
        config: config.as_object().expect("an object"),
        secrets: &secrets,
        kept: &kept.iter().cloned().collect::<BTreeSet<_>>(),
        secrets_come_later: false,
    })
}

fn errors(name: &str, config: &Value, secrets: &[(&str, &str)]) -> Vec<(String, String)> {
    let errors = check_all(name, config, secrets, &[])
        .err()
        .unwrap_or_default();
    errors.into_iter().map(|e| (e.field, e.message)).collect()
}

const URL: &str = "https://example.com/v1/chat/completions";

fn other(more: Value) -> Value {
    let mut config = json!({"apiProvider": "Other", "apiUrl": URL, "defaultModel": "m"});
    for (key, value) in more.as_object().expect("an object") {
        config[key] = value.clone();
    }
    config
}

#[test]
fn every_field_is_checked_and_all_that_is_wrong_is_told_at_once() {
    let found = errors(
        "  ",
        &json!({"apiProvider": "Other"}),
        &[("apiKey", "a\nb")],
    );
    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "name",
            "config.apiUrl",
            "config.defaultModel",
            "secrets.apiKey"
        ]
    );
    assert_eq!(found[0].1, "Name is required.");
    assert_eq!(found[1].1, "URL is required.");
    assert_eq!(found[2].1, "Default model is required.");
    assert!(!found[3].1.contains("a\nb"), "a key is never repeated");
}

#[test]
fn each_field_refuses_what_it_cannot_hold_and_says_so_in_its_own_place() {
    let long = "x".repeat(10_000);
    for (more, field, part) in [
        (
            json!({"apiProvider": null}),
            "config.apiProvider",
            "API provider is required.",
        ),
        (
            json!({"apiProvider": "openai"}),
            "config.apiProvider",
            "not supported: \"openai\"",
        ),
        (
            json!({"apiProvider": long}),
            "config.apiProvider",
            "not supported",
        ),
        (
            json!({"apiProvider": {}}),
            "config.apiProvider",
            "must be a text",
        ),
        (json!({"apiUrl": 5}), "config.apiUrl", "must be a text"),
        (
            json!({"apiUrl": "https://x.{y}.com"}),
            "config.apiUrl",
            "replace {y}",
        ),
        (
            json!({"defaultModel": long}),
            "config.defaultModel",
            "256 characters",
        ),
        (
            json!({"defaultModel": "a\u{0}b"}),
            "config.defaultModel",
            "control characters",
        ),
        (
            json!({"defaultModel": ["m"]}),
            "config.defaultModel",
            "must be a text",
        ),
        (
            json!({"contextWindowLength": 0}),
            "config.contextWindowLength",
            "whole number from 1",
        ),
        (
            json!({"contextWindowLength": 1.5}),
            "config.contextWindowLength",
            "whole number",
        ),
        (
            json!({"contextWindowLength": "many"}),
            "config.contextWindowLength",
            "whole number",
        ),
        (
            json!({"contextWindowLength": -1}),
            "config.contextWindowLength",
            "whole number",
        ),
        (
            json!({"contextWindowLength": 1e300}),
            "config.contextWindowLength",
            "whole number",
        ),
        (
            json!({"temperature": 2.1}),
            "config.temperature",
            "from 0 to 2",
        ),
        (
            json!({"temperature": "NaN"}),
            "config.temperature",
            "from 0 to 2",
        ),
        (
            json!({"temperature": true}),
            "config.temperature",
            "from 0 to 2",
        ),
        (
            json!({"enableNativeFunctionCalling": 1}),
            "config.enableNativeFunctionCalling",
            "true or false",
        ),
        (
            json!({"verificationMode": "off"}),
            "config.verificationMode",
            "full, certificate, none",
        ),
        (
            json!({"headers": "x"}),
            "config.headers",
            "names with values",
        ),
        (
            json!({"headers": {"Authorization": "x"}}),
            "config.headers",
            "authentication",
        ),
        (
            json!({"organizationId": "org"}),
            "config",
            "Unrecognized keys: \"organizationId\"",
        ),
        (json!({"apiurl": URL}), "config", "\"apiurl\""),
        (json!({"certificateData": "x"}), "config", "are secrets"),
        (json!({"__proto__": {"a": 1}}), "config", "\"__proto__\""),
        (json!({"constructor": 1}), "config", "\"constructor\""),
    ] {
        let found = errors("n", &other(more.clone()), &[]);
        assert!(
            found.len() == 1 && found[0].0 == field && found[0].1.contains(part),
            "{more}: {found:?}"
        );
        assert!(found[0].1.len() < 300, "{found:?}");
    }
    let keys: Map<_, _> = (0..50).map(|n| (format!("k{n}"), json!(1))).collect();
    let found = errors("n", &other(Value::Object(keys)), &[]);
    assert!(found[0].1.ends_with("and 45 more."), "{found:?}");
    let found = errors("n", &other(json!({})), &[("apikey", "x"), ("caData", "")]);
    assert_eq!(found[0].0, "secrets");
}

#[test]
fn numbers_and_switches_may_come_as_text_as_forms_and_kibana_send_them() {
    let typed = other(json!({
        "contextWindowLength": " 8192 ", "temperature": "0.7", "enableNativeFunctionCalling": "true",
        "defaultModel": "  m  ", "headers": {},
    }));
    let config = check_all("n", &typed, &[], &[]).expect("accepted").config;
    assert_eq!(config.context_window_length, Some(8192));
    assert_eq!(config.temperature, Some(0.7));
    assert_eq!(config.native_function_calling, Some(true));
    assert_eq!(config.default_model.as_deref(), Some("m"));
}

#[test]
fn an_openai_connector_sends_its_organization_in_a_header_so_it_must_fit_one() {
    let config = |organization: &str| json!({"apiProvider": "OpenAI", "apiUrl": URL, "organizationId": organization});
    let key = [("apiKey", "sk")];
    let fine = check_all("n", &config("org-1"), &key, &[]);
    assert_eq!(
        fine.expect("accepted").config.organization_id.as_deref(),
        Some("org-1")
    );
    let found = errors("n", &config("org-\u{e9}"), &key);
    assert_eq!(found[0].0, "config.organizationId");
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["client".to_owned()]).expect("made");
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[test]
fn a_certificate_goes_with_its_key_and_both_are_read_before_they_are_stored() {
    let (certificate, key) = certificate();
    let (_, foreign_key) = self::certificate();
    let config = other(json!({"verificationMode": "certificate"}));
    let (cert, key) = (base64(&certificate), base64(&key));
    let good = check_all(
        "n",
        &config,
        &[("certificateData", &cert), ("privateKeyData", &key)],
        &[],
    );
    assert_eq!(good.expect("accepted").secrets.len(), 2);

    let text = base64("no PEM at all");
    let foreign = base64(&foreign_key);
    for (secrets, field) in [
        (
            vec![("certificateData", cert.as_str())],
            "secrets.privateKeyData",
        ),
        (
            vec![("privateKeyData", key.as_str())],
            "secrets.certificateData",
        ),
        (
            vec![("certificateData", text.as_str()), ("privateKeyData", &key)],
            "secrets.certificateData",
        ),
        (
            vec![("certificateData", key.as_str()), ("privateKeyData", &key)],
            "secrets.certificateData",
        ),
        (
            vec![
                ("certificateData", cert.as_str()),
                ("privateKeyData", &cert),
            ],
            "secrets.privateKeyData",
        ),
        (
            vec![
                ("certificateData", cert.as_str()),
                ("privateKeyData", &foreign),
            ],
            "secrets.privateKeyData",
        ),
        (
            vec![("certificateData", "%%%"), ("privateKeyData", &key)],
            "secrets.certificateData",
        ),
    ] {
        let found = errors("n", &config, &secrets);
        assert!(
            !found.is_empty() && found.iter().all(|f| f.0 == field),
            "{field}: {found:?}"
        );
        assert!(
            found.iter().all(|f| !f.1.contains(&key)),
            "no key in a message"
        );
    }
    let ca_alone = errors("n", &config, &[("caData", &cert)]);
    assert_eq!(ca_alone.len(), 2, "{ca_alone:?}");
    let kept = [SecretField::CertificateData, SecretField::PrivateKeyData];
    assert!(check_all("n", &config, &[("caData", &cert)], &kept).is_ok());
    assert!(
        check_all("n", &config, &[("certificateData", &cert)], &kept).is_err(),
        "its key is another one's"
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        Just(Value::from(URL)),
        Just(Value::from("full")),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,12}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_config() -> impl Strategy<Value = Map<String, Value>> {
    let key = prop_oneof![
        4 => prop::sample::select(vec![
            "apiProvider", "apiUrl", "defaultModel", "organizationId", "projectId", "headers",
            "contextWindowLength", "temperature", "verificationMode",
            "enableNativeFunctionCalling",
        ])
        .prop_map(str::to_owned),
        1 => ".{0,12}",
    ];
    let provider = prop::sample::select(vec!["OpenAI", "Azure OpenAI", "Other"]);
    (
        prop::collection::btree_map(key, any_json(), 0..8),
        provider,
        any::<bool>(),
    )
        .prop_map(|(map, provider, is_known)| {
            let mut config: Map<_, _> = map.into_iter().collect();
            if is_known {
                config.insert("apiProvider".into(), provider.into());
            }
            config
        })
}

/// Configurations that must be accepted.
fn good_config() -> impl Strategy<Value = Value> {
    let text = "[a-zA-Z0-9._:/-]{1,40}";
    (
        prop::sample::select(vec!["OpenAI", "Azure OpenAI", "Other"]),
        "[a-z]{1,20}(\\.[a-z]{2,8})?(:[1-9][0-9]{0,3})?",
        text,
        prop::option::of(1_u64..100_000_000),
        prop::option::of(0.0_f64..=2.0),
        prop::collection::btree_map("X-[A-Za-z0-9]{1,20}", "[!-~]{1,30}", 0..4),
    )
        .prop_map(|(provider, host, model, window, temperature, headers)| {
            let mut config = json!({
                "apiProvider": provider,
                "apiUrl": format!("https://{host}/v1/chat/completions"),
                "defaultModel": model,
            });
            if let Some(window) = window {
                config["contextWindowLength"] = window.into();
            }
            if let Some(temperature) = temperature {
                config["temperature"] = temperature.into();
            }
            let mut seen = BTreeSet::new();
            let headers: Map<_, _> = headers
                .into_iter()
                .filter(|(name, _)| seen.insert(name.to_lowercase()))
                .map(|(name, value)| (name, Value::from(value)))
                .collect();
            if !headers.is_empty() {
                config["headers"] = headers.into();
            }
            config
        })
}

fn check_imported(config: &Map<String, Value>, name: &str) -> Result<Checked, Vec<FieldError>> {
    check(&Typed {
        name,
        config,
        secrets: &BTreeMap::new(),
        kept: &BTreeSet::new(),
        secrets_come_later: true,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_gets_short_errors_at_known_places_or_is_accepted_for_good(
        config in any_config(), name in ".{0,300}",
    ) {
        match check_imported(&config, &name) {
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    let known = ["name", "config", "secrets", "config.apiProvider"].contains(&error.field.as_str())
                        || Provider::ALL.into_iter().any(|provider| {
                            provider_spec(provider).fields.iter().any(|field| field.name == error.field)
                        });
                    prop_assert!(known, "{}", error.field);
                    prop_assert!(error.message.chars().count() < 700, "{}", error.message);
                    prop_assert!(!error.message.chars().any(char::is_control), "{:?}", error.message);
                }
            }
            Ok(checked) => {
                let again = check_imported(&config_to_json(&checked.config), &checked.name);
                let again = again.map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
                prop_assert_eq!(again.config, checked.config);
                prop_assert_eq!(again.name, checked.name);
            }
        }
    }

    #[test]
    fn a_good_configuration_is_accepted_and_keeps_every_value(config in good_config()) {
        let object = config.as_object().expect("an object");
        let checked = check_imported(object, "n");
        let checked = checked.map_err(|e| TestCaseError::fail(format!("{config}: {e:?}")))?;
        let written: ConnectorConfig = checked.config;
        let json = Value::Object(config_to_json(&written));
        prop_assert_eq!(&json["defaultModel"], &config["defaultModel"]);
        prop_assert_eq!(&json["contextWindowLength"], &config["contextWindowLength"]);
        prop_assert_eq!(json["temperature"].as_f64(), config["temperature"].as_f64());
        prop_assert_eq!(&json["headers"], &config["headers"]);
    }
}
