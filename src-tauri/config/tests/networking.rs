//! The networking settings of a file, and their places.

mod given;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use given::{read, refusal};
use patchbay_config::NetworkingEntry;
use serde_json::{Value, json};

fn networking(text: &str) -> NetworkingEntry {
    let file = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert!(file.warnings.is_empty(), "{text}: {:?}", file.warnings);
    file.networking
}

fn settings(text: &str) -> Value {
    Value::Object(networking(text).settings)
}

/// The same settings in every form that Kibana reads.
const FORMS: [&str; 4] = [
    "
xpack.actions.allowedHosts: [api.openai.com, '*.example.com']
xpack.actions.customHostSettings:
  - url: https://host.example:8443
    ssl.verificationMode: none
    ssl.certificateAuthoritiesFiles: [a.pem, b.pem]
  - url: https://other.example
    ssl:
      verificationMode: certificate
xpack.actions.proxyUrl: http://proxy.example:3128
xpack.actions.proxyHeaders.X-Team.Name: 007
xpack.actions.proxyBypassHosts: ['localhost']
xpack.actions.ssl.verificationMode: full
xpack.actions.ssl.proxyVerificationMode: certificate
xpack.actions.responseTimeout: 90s
xpack.actions.maxResponseContentLength: 2097152
xpack.actions.enabledActionTypes: ['.gen-ai']
xpack.actions.rateLimiter..gen-ai.lookbackWindow: 1m
xpack.actions.rateLimiter..gen-ai.limit: 10
",
    "
xpack:
  actions:
    allowedHosts:
      - api.openai.com
      - '*.example.com'
    customHostSettings:
      - url: https://host.example:8443
        ssl:
          verificationMode: none
          certificateAuthoritiesFiles: [a.pem, b.pem]
      - {url: https://other.example, ssl: {verificationMode: certificate}}
    proxyUrl: http://proxy.example:3128
    proxyHeaders: {X-Team.Name: '007'}
    proxyBypassHosts: [localhost]
    ssl: {verificationMode: full, proxyVerificationMode: certificate}
    responseTimeout: 90s
    maxResponseContentLength: 2097152
    enabledActionTypes: [.gen-ai]
    rateLimiter: {.gen-ai: {lookbackWindow: 1m, limit: 10}}
",
    "
xpack.actions:
  ssl.verificationMode: full
  rateLimiter: {.gen-ai: {lookbackWindow: 1m}}
xpack:
  actions.ssl.proxyVerificationMode: certificate
  actions:
    allowedHosts: [api.openai.com, '*.example.com']
    customHostSettings:
      - url: https://host.example:8443
        ssl: {verificationMode: none}
        ssl.certificateAuthoritiesFiles: [a.pem, b.pem]
      - url: https://other.example
        ssl.verificationMode: certificate
    proxyUrl: http://proxy.example:3128
    proxyHeaders: {X-Team.Name: '007'}
    proxyBypassHosts: [localhost]
    responseTimeout: 90s
    maxResponseContentLength: 2097152
    enabledActionTypes: [.gen-ai]
    rateLimiter: {.gen-ai.limit: 10}
",
    "
host: &host
  url: https://overridden.example
  ssl: {verificationMode: certificate}
xpack.actions:
  allowedHosts: [api.openai.com, '*.example.com']
  customHostSettings:
    - url: https://host.example:8443
      ssl: {verificationMode: none, certificateAuthoritiesFiles: [a.pem, b.pem]}
    - <<: *host
      url: https://other.example
  proxyUrl: http://proxy.example:3128
  proxyHeaders: {X-Team.Name: '007'}
  proxyBypassHosts: [localhost]
  ssl: {verificationMode: full, proxyVerificationMode: certificate}
  responseTimeout: 90s
  maxResponseContentLength: 2097152
  enabledActionTypes: [.gen-ai]
  rateLimiter: {.gen-ai: {lookbackWindow: 1m, limit: 10}}
",
];

#[test]
fn every_spelling_of_the_same_settings_reads_the_same() {
    let expected = json!({
        "allowedHosts": ["api.openai.com", "*.example.com"],
        "customHostSettings": [
            {
                "url": "https://host.example:8443",
                "ssl": {"verificationMode": "none", "certificateAuthoritiesFiles": ["a.pem", "b.pem"]},
            },
            {"url": "https://other.example", "ssl": {"verificationMode": "certificate"}},
        ],
        "proxyUrl": "http://proxy.example:3128",
        "proxyHeaders": {"X-Team.Name": "007"},
        "proxyBypassHosts": ["localhost"],
        "ssl": {"verificationMode": "full", "proxyVerificationMode": "certificate"},
        "responseTimeout": "90s",
        "maxResponseContentLength": 2_097_152,
        "enabledActionTypes": [".gen-ai"],
        "rateLimiter": {".gen-ai": {"lookbackWindow": "1m", "limit": 10}},
    });
    for (at, form) in FORMS.iter().enumerate() {
        let file = read(form).unwrap_or_else(|error| panic!("{error}\n{form}"));
        // The map that the last form merges is a setting of nobody.
        assert_eq!(file.warnings.len(), usize::from(at == 3), "{form}");
        assert_eq!(Value::Object(file.networking.settings), expected, "{form}");
    }
}

#[test]
fn each_value_knows_its_line_inside_lists_too() {
    let entry = networking(
        "
xpack.actions.allowedHosts:
  - a.example
  -
    b.example
xpack:
  actions:
    customHostSettings:
      - url: https://a.example
      - url: https://b.example
        ssl:
          certificateAuthoritiesFiles:
            - a.pem
            - b.pem
          verificationMode: wrong
    proxyHeaders:
      X-Team.Name: a
    ssl.verificationMode: none
",
    );
    for (path, line) in [
        ("allowedHosts", Some(2)),
        ("allowedHosts[0]", Some(3)),
        ("allowedHosts[1]", Some(5)),
        ("allowedHosts[7]", Some(2)),
        ("customHostSettings[0]", Some(9)),
        ("customHostSettings[0].ssl.verificationMode", Some(9)),
        ("customHostSettings[1].url", Some(10)),
        (
            "customHostSettings[1].ssl.certificateAuthoritiesFiles[1]",
            Some(14),
        ),
        ("customHostSettings[1].ssl.verificationMode", Some(15)),
        (
            "customHostSettings[1].ssl.certificateAuthoritiesData",
            Some(11),
        ),
        ("proxyHeaders.X-Team.Name", Some(17)),
        ("ssl.verificationMode", Some(18)),
        ("ssl.proxyVerificationMode", Some(18)),
        ("proxyUrl", None),
        ("", None),
    ] {
        assert_eq!(entry.line_of(path), line, "{path}");
    }
}

#[test]
fn variables_are_put_in_and_numbers_keep_their_type() {
    assert_eq!(
        settings(
            "
xpack.actions:
  proxyUrl: http://${UNSET_PROXY:proxy.example}:3128
  proxyHeaders: {Proxy-Authorization: 'Basic ${CREDENTIALS}', X-On: true}
  responseTimeout: 90000
  customHostSettings: [{url: '${HOST}', ssl: {certificateAuthoritiesData: \"${PEM}\"}}]
  proxyOnlyHosts:
"
        ),
        json!({
            "proxyUrl": "http://proxy.example:3128",
            "proxyHeaders": {"Proxy-Authorization": "Basic value of CREDENTIALS", "X-On": "true"},
            "responseTimeout": 90000,
            "customHostSettings": [
                {"url": "value of HOST", "ssl": {"certificateAuthoritiesData": "value of PEM"}},
            ],
            "proxyOnlyHosts": null,
        })
    );
}

#[test]
fn what_kibana_has_for_other_connectors_is_named_in_one_warning() {
    let file = read(
        "
xpack.actions:
  email.domain_allowlist: [canary]
  microsoftGraphApiUrl: canary
  run: {maxAttempts: 3}
  queued.max: 7
  usage: {url: canary, ca.path: '${UNSET_CANARY}'}
  webhook.ssl.pfx.enabled: true
  enableFooterInEmail: false
  auth.ears.url: canary
  relay.ssl: {}
  preconfiguredAlertHistoryEsIndex: true
  customHostSettings:
    - url: https://a.example
      smtp: {ignoreTLS: true}
    - url: SMTP://mail.example:25
      smtp.requireTLS: true
  allowedHost: [canary]
",
    )
    .expect("read");
    assert_eq!(
        file.warnings,
        [
            "patchbay.yml, line 3: these settings have no use for connectors here; ignored: \"xpack.actions.email.domain_allowlist\" (line 3), \"xpack.actions.microsoftGraphApiUrl\" (line 4), \"xpack.actions.run\" (line 5), \"xpack.actions.queued.max\" (line 6), \"xpack.actions.usage\" (line 7), \"xpack.actions.webhook.ssl.pfx.enabled\" (line 8), \"xpack.actions.enableFooterInEmail\" (line 9), \"xpack.actions.auth.ears.url\" (line 10), \"xpack.actions.relay.ssl\" (line 11), \"xpack.actions.preconfiguredAlertHistoryEsIndex\" (line 12), \"xpack.actions.customHostSettings[0].smtp\" (line 15), \"xpack.actions.customHostSettings[1].url\" (line 16), \"xpack.actions.customHostSettings[1].smtp\" (line 17)",
            "patchbay.yml, line 18: only connectors and networking are read, from xpack.actions; ignored: \"xpack.actions.allowedHost\" (line 18)",
        ]
    );
    // The place of a host in the list stays, because messages count it.
    assert_eq!(
        Value::Object(file.networking.settings),
        json!({"customHostSettings": [
            {"url": "https://a.example"},
            {"url": "SMTP://mail.example:25"},
        ]})
    );
}

#[test]
fn values_of_any_type_come_through_for_the_check() {
    for value in [
        "7",
        "true",
        "[]",
        "{}",
        "[1, [2, {\"a\": null}]]",
        "\"text\"",
    ] {
        for key in [
            "allowedHosts",
            "customHostSettings",
            "proxyUrl",
            "ssl",
            "useSystemProxy",
            "rateLimiter",
        ] {
            let expected: Value = serde_json::from_str(value).expect("JSON");
            assert_eq!(
                settings(&format!("xpack.actions.{key}: {value}"))[key],
                expected
            );
        }
    }
}

#[test]
fn each_mistake_is_named_with_its_line() {
    for (text, message) in [
        (
            "xpack.actions.proxyUrl: a\nxpack:\n  actions.proxyUrl: canary",
            "line 3: \"xpack.actions.proxyUrl\" is given twice, first on line 1",
        ),
        (
            "xpack.actions.ssl: canary\nxpack.actions.ssl.verificationMode: full",
            "line 2: \"xpack.actions.ssl.verificationMode\" is given twice, first on line 1",
        ),
        (
            "xpack.actions.customHostSettings:\n- url: a\n- ssl: {verificationMode: full}\n  ssl.verificationMode: canary",
            "line 4: \"xpack.actions.customHostSettings[1].ssl.verificationMode\" is given twice, first on line 3",
        ),
        (
            "xpack.actions.customHostSettings:\n- url: !!binary canary",
            "line 2: \"xpack.actions.customHostSettings[0].url\" has a YAML tag that is not supported",
        ),
        (
            "xpack.actions.customHostSettings:\n- url: https://${UNSET_HOST}/",
            "line 2: the environment variable UNSET_HOST is not set",
        ),
    ] {
        let refusal = refusal(text);
        let error = refusal.strip_prefix("patchbay.yml, ").expect("the file");
        assert!(error.starts_with(message), "{text}: {error}");
        assert!(!refusal.contains("canary"), "{refusal}");
    }
}

#[test]
fn a_stray_reference_is_kept_with_a_warning_that_does_not_show_it() {
    let file = read("xpack.actions.allowedHosts:\n- a\n- ${canary-canary}").expect("read");
    assert_eq!(
        file.warnings,
        [
            "patchbay.yml, line 3: \"xpack.actions.allowedHosts[1]\" holds \"${\" without the name of a variable; it is kept as it is"
        ]
    );
    assert!(!format!("{file:?}").contains("canary"), "{file:?}");
}

#[test]
fn aliases_that_multiply_in_a_list_of_hosts_are_refused_in_no_time() {
    let mut text = String::from("a0: &a0 {url: x}\n");
    for level in 1..20 {
        let below = level - 1;
        writeln!(
            text,
            "a{level}: &a{level} {{b: *a{below}, c: *a{below}, d: *a{below}}}"
        )
        .expect("written");
    }
    let _ = writeln!(text, "xpack.actions.customHostSettings: [*a19]");
    let started = Instant::now();
    let message = refusal(&text);
    assert!(message.contains("more than 100000 values"), "{message}");
    assert!(started.elapsed() < Duration::from_secs(10));
}
