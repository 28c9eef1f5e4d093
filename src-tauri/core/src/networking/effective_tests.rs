use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::*;
use crate::networking::route::DirectBecause;
use crate::networking::settings::{ConnectorPki, Given, NetworkingLayer};
use crate::networking::{check_connector_networking, check_networking};

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
const RUN: Call = Call::Run { streamed: false };

/// Whatever is wrong with the JSON stays marked in it.
fn layer(json: &Value) -> NetworkingLayer {
    check_networking(json.as_object().expect("a map")).settings
}

fn settings(file: &Value, saved: &Value) -> NetworkingSettings {
    NetworkingSettings::new(layer(file), layer(saved))
}

fn own(json: &Value) -> ConnectorNetworking {
    check_connector_networking(json.as_object().expect("a map")).expect("fine")
}

fn ask(
    settings: &NetworkingSettings,
    own: &ConnectorNetworking,
    url: &str,
    call: Call,
) -> Result<Effective, Refusal> {
    settings.effective(Subject {
        type_id: ".gen-ai",
        is_preconfigured: false,
        networking: own,
        url: &Url::parse(url).expect(url),
        call,
    })
}

fn shown<T: std::fmt::Debug>(sourced: &Sourced<T>) -> String {
    format!("{:?}, {}", sourced.value, sourced.source)
}

fn route(effective: &Effective) -> String {
    let way = match &effective.route.value {
        Route::Direct(DirectBecause::Bypassed(pattern)) => format!("bypassed by {pattern}"),
        Route::Direct(because) => format!("{because:?}"),
        Route::System => "system".into(),
        Route::Proxy(proxy) => {
            let names: Vec<_> = proxy.headers.keys().map(String::as_str).collect();
            let credentials = if proxy.has_credentials {
                " with credentials"
            } else {
                ""
            };
            format!("{}{credentials} [{}]", proxy.address, names.join(" "))
        }
    };
    format!("{way}, {}", effective.route.source)
}

#[test]
fn nothing_set_gives_kibanas_defaults_and_ours() {
    let effective = ask(
        &NetworkingSettings::default(),
        &ConnectorNetworking::default(),
        "https://api.openai.com/v1/chat/completions",
        RUN,
    )
    .expect("allowed");
    assert_eq!(shown(&effective.connect_timeout), "10s, default");
    assert_eq!(shown(&effective.first_byte_timeout), "200s, default");
    assert_eq!(shown(&effective.idle_timeout), "120s, default");
    assert_eq!(shown(&effective.total_timeout), "None, default");
    assert_eq!(shown(&effective.max_response_bytes), "1048576, default");
    assert_eq!(shown(&effective.verification_mode), "Full, default");
    assert_eq!(shown(&effective.system_authorities), "true, default");
    assert!(effective.authorities.is_empty());
    assert!(effective.client_certificate.is_none());
    assert_eq!(route(&effective), "NoProxy, default");
    assert!(effective.rate_limit.is_none());
}

#[test]
fn verification_comes_from_the_connector_then_the_host_then_the_setting_for_all() {
    let hosts =
        |mode: &str| json!([{"url": "https://a.example:8443", "ssl": {"verificationMode": mode}}]);
    let nothing = json!({});
    for (file, saved, own_json, pki, url, expected) in [
        (
            nothing.clone(),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://a.example:8443",
            "Full, default",
        ),
        (
            json!({"ssl": {"verificationMode": "none"}}),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://a.example",
            "None, file",
        ),
        (
            nothing.clone(),
            json!({"ssl": {"verificationMode": "none"}}),
            nothing.clone(),
            None,
            "https://a.example",
            "None, settings",
        ),
        (
            json!({"ssl": {"verificationMode": "certificate"}}),
            json!({"ssl": {"verificationMode": "none"}}),
            nothing.clone(),
            None,
            "https://a.example",
            "Certificate, file",
        ),
        (
            json!({"ssl": {"verificationMode": "none"}, "customHostSettings": hosts("full")}),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://a.example:8443/v1",
            "Full, host https://a.example:8443",
        ),
        (
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://A.example:8443",
            "None, host https://a.example:8443",
        ),
        // Another port, scheme or host is another host.
        (
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://a.example",
            "Full, default",
        ),
        (
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            nothing.clone(),
            None,
            "http://a.example:8443",
            "Full, default",
        ),
        (
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://x.a.example:8443",
            "Full, default",
        ),
        // The file's host wins over the saved one, and stands beside saved ones of other hosts.
        (
            json!({"customHostSettings": hosts("certificate")}),
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            None,
            "https://a.example:8443",
            "Certificate, host https://a.example:8443",
        ),
        (
            json!({"customHostSettings": [{"url": "https://b.example", "ssl": {"verificationMode": "none"}}]}),
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            None,
            "https://a.example:8443",
            "None, host https://a.example:8443",
        ),
        // A host without a mode leaves it to the setting for all.
        (
            json!({"ssl": {"verificationMode": "certificate"}, "customHostSettings": [{"url": "https://a.example"}]}),
            nothing.clone(),
            nothing.clone(),
            None,
            "https://a.example",
            "Certificate, file",
        ),
        // PKI overrides the host (Kibana), and the connector's own choice overrides PKI.
        (
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            nothing.clone(),
            Some(Some(VerificationMode::Certificate)),
            "https://a.example:8443",
            "Certificate, connector",
        ),
        (
            json!({"customHostSettings": hosts("none")}),
            nothing.clone(),
            nothing.clone(),
            Some(None),
            "https://a.example:8443",
            "Full, connector",
        ),
        (
            json!({"customHostSettings": hosts("full")}),
            nothing.clone(),
            json!({"verificationMode": "none"}),
            None,
            "https://a.example:8443",
            "None, connector",
        ),
        (
            nothing.clone(),
            nothing.clone(),
            json!({"verificationMode": "full"}),
            Some(Some(VerificationMode::None)),
            "https://a.example",
            "Full, connector",
        ),
        // What cannot be read is the strictest.
        (
            json!({"ssl": {"verificationMode": "nonsense"}}),
            json!({"ssl": {"verificationMode": "none"}}),
            nothing.clone(),
            None,
            "https://a.example",
            "Full, default",
        ),
    ] {
        let mut own = own(&own_json);
        own.pki = pki.map(|verification_mode| ConnectorPki { verification_mode });
        let effective = ask(&settings(&file, &saved), &own, url, RUN).expect("allowed");
        assert_eq!(
            shown(&effective.verification_mode),
            expected,
            "{file} {saved} {own_json} {url}"
        );
    }
}

#[test]
fn the_route_is_the_connectors_or_kibanas() {
    let proxy = "http://proxy.example:3128";
    let with = |more: Value| {
        let mut settings = json!({"proxyUrl": proxy});
        for (key, value) in more.as_object().expect("a map") {
            settings[key] = value.clone();
        }
        settings
    };
    let own_proxy = json!({"proxy": {"url": "socks5://own.example"}});
    let own_with_credentials =
        json!({"proxy": {"url": "https://own.example", "hasCredentials": true}});
    let nothing = json!({});
    let url = "https://api.example.com/v1";
    for (file, saved, own_json, url, expected) in [
        (
            with(json!({})),
            nothing.clone(),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            nothing.clone(),
            with(json!({})),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], settings",
        ),
        (
            with(json!({})),
            json!({"proxyUrl": "http://other.example"}),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        // Lists, in Kibana's order.
        (
            with(json!({"proxyBypassHosts": ["api.example.com"]})),
            nothing.clone(),
            nothing.clone(),
            url,
            "bypassed by api.example.com, file",
        ),
        (
            with(json!({"proxyBypassHosts": ["*.example.com:443"]})),
            nothing.clone(),
            nothing.clone(),
            url,
            "bypassed by *.example.com:443, file",
        ),
        (
            with(json!({"proxyBypassHosts": ["example.com"]})),
            nothing.clone(),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            with(json!({"proxyOnlyHosts": ["api.example.com"]})),
            nothing.clone(),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            with(json!({"proxyOnlyHosts": ["other.example"]})),
            nothing.clone(),
            nothing.clone(),
            url,
            "NotListed, file",
        ),
        (
            with(json!({"proxyOnlyHosts": []})),
            nothing.clone(),
            nothing.clone(),
            url,
            "NotListed, file",
        ),
        (
            with(json!({"proxyBypassHosts": ["a.example"], "proxyOnlyHosts": ["b.example"]})),
            nothing.clone(),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            with(json!({"proxyBypassHosts": ["10.0.0.0/8"]})),
            nothing.clone(),
            nothing.clone(),
            "http://10.1.2.3:8080",
            "bypassed by 10.0.0.0/8, file",
        ),
        // A saved list does not undo one of the file, and adds to a proxy of the file.
        (
            with(json!({"proxyOnlyHosts": ["api.example.com"]})),
            json!({"proxyBypassHosts": ["*"]}),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            with(json!({"proxyBypassHosts": []})),
            json!({"proxyOnlyHosts": []}),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            with(json!({})),
            json!({"proxyBypassHosts": ["*"]}),
            nothing.clone(),
            url,
            "bypassed by *, settings",
        ),
        // This machine.
        (
            with(json!({"proxyOnlyHosts": ["*"]})),
            nothing.clone(),
            nothing.clone(),
            "http://localhost:11434/v1",
            "Loopback, default",
        ),
        (
            with(json!({})),
            nothing.clone(),
            nothing.clone(),
            "http://127.0.0.1:1234",
            "Loopback, default",
        ),
        (
            with(json!({})),
            nothing.clone(),
            nothing.clone(),
            "https://[::1]/",
            "Loopback, default",
        ),
        // The connector's choice.
        (
            with(json!({})),
            nothing.clone(),
            json!({"proxy": "none"}),
            url,
            "ConnectorChoice, connector",
        ),
        (
            with(json!({})),
            nothing.clone(),
            own_proxy.clone(),
            url,
            "socks5://own.example:1080 [], connector",
        ),
        (
            nothing.clone(),
            nothing.clone(),
            own_proxy.clone(),
            "http://localhost:1",
            "socks5://own.example:1080 [], connector",
        ),
        (
            with(json!({"proxyBypassHosts": ["*"], "proxyHeaders": {"X": "1"}})),
            nothing.clone(),
            own_with_credentials.clone(),
            url,
            "https://own.example:443 with credentials [], connector",
        ),
        // Headers and credentials belong to one proxy.
        (
            with(json!({"proxyHeaders": {"X-Team": "1", "Proxy-Authorization": "2"}})),
            nothing.clone(),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [proxy-authorization x-team], file",
        ),
        (
            with(json!({})),
            with(json!({"proxyHeaders": {"X": "1"}})),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            json!({"proxyHeaders": {"X": "1"}}),
            json!({"proxyUrl": "http://other.example"}),
            nothing.clone(),
            url,
            "http://other.example:80 [], settings",
        ),
        (
            nothing.clone(),
            with(json!({"proxyCredentialsFor": proxy})),
            nothing.clone(),
            url,
            "http://proxy.example:3128 with credentials [], settings",
        ),
        (
            with(json!({})),
            json!({"proxyCredentialsFor": proxy}),
            nothing.clone(),
            url,
            "http://proxy.example:3128 with credentials [], file",
        ),
        (
            nothing.clone(),
            with(json!({"proxyCredentialsFor": "http://proxy.example:3129"})),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], settings",
        ),
        (
            nothing.clone(),
            with(json!({"proxyCredentialsFor": "https://proxy.example:3128"})),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], settings",
        ),
        // The system's proxy, only when switched on and only without another.
        (
            json!({"useSystemProxy": true}),
            nothing.clone(),
            nothing.clone(),
            url,
            "system, file",
        ),
        (
            nothing.clone(),
            json!({"useSystemProxy": true}),
            nothing.clone(),
            url,
            "system, settings",
        ),
        (
            json!({"useSystemProxy": false}),
            json!({"useSystemProxy": true}),
            nothing.clone(),
            url,
            "NoProxy, default",
        ),
        (
            with(json!({"useSystemProxy": true})),
            nothing.clone(),
            nothing.clone(),
            url,
            "http://proxy.example:3128 [], file",
        ),
        (
            json!({"useSystemProxy": true, "proxyBypassHosts": ["*.example.com"]}),
            nothing.clone(),
            nothing.clone(),
            url,
            "bypassed by *.example.com, file",
        ),
        (
            json!({"useSystemProxy": true}),
            nothing.clone(),
            nothing.clone(),
            "http://localhost",
            "Loopback, default",
        ),
        // A list without a proxy is nothing.
        (
            json!({"proxyOnlyHosts": ["api.example.com"]}),
            nothing.clone(),
            nothing.clone(),
            url,
            "NoProxy, default",
        ),
    ] {
        let effective = ask(&settings(&file, &saved), &own(&own_json), url, RUN).expect("allowed");
        assert_eq!(
            route(&effective),
            expected,
            "{file} {saved} {own_json} {url}"
        );
    }
}

#[test]
fn a_setting_that_cannot_be_read_closes_what_depends_on_it_and_nothing_else() {
    let url = "https://api.example.com/v1";
    let nothing = json!({});
    let host = json!({"customHostSettings": [{"url": "https://api.example.com", "ssl": {"verificationMode": "non"}}]});
    let proxy = |key: &str, value: Value| {
        let mut settings = json!({"proxyUrl": "http://proxy.example"});
        settings[key] = value;
        settings
    };
    for (file, own_json, url, path) in [
        (
            json!({"proxyUrl": "proxy"}),
            nothing.clone(),
            url,
            "proxyUrl",
        ),
        (
            json!({"proxyUrl": "proxy"}),
            nothing.clone(),
            "http://localhost:1",
            "",
        ),
        (
            json!({"proxyUrl": "proxy"}),
            json!({"proxy": "none"}),
            url,
            "",
        ),
        (
            json!({"proxyUrl": "proxy"}),
            json!({"proxy": {"url": "http://own.example"}}),
            url,
            "",
        ),
        (
            proxy("proxyBypassHosts", json!(["a b"])),
            nothing.clone(),
            url,
            "proxyBypassHosts[0]",
        ),
        (
            proxy("proxyOnlyHosts", json!("a")),
            nothing.clone(),
            url,
            "proxyOnlyHosts",
        ),
        (
            proxy("proxyHeaders", json!({"X": 7})),
            nothing.clone(),
            url,
            "proxyHeaders.X",
        ),
        (
            proxy("proxyHeaders", json!({"X": 7})),
            json!({"proxy": "none"}),
            url,
            "",
        ),
        (json!({"proxyOnlyHosts": "a"}), nothing.clone(), url, ""),
        (
            json!({"useSystemProxy": 1}),
            nothing.clone(),
            url,
            "useSystemProxy",
        ),
        (
            json!({"useSystemProxy": 1}),
            nothing.clone(),
            "http://localhost",
            "",
        ),
        (proxy("useSystemProxy", json!(1)), nothing.clone(), url, ""),
        (
            json!({"allowedHosts": ["a b"]}),
            nothing.clone(),
            url,
            "allowedHosts[0]",
        ),
        (
            json!({"enabledActionTypes": 1}),
            nothing.clone(),
            url,
            "enabledActionTypes",
        ),
        (
            json!({"rateLimiter": {"gen-ai": 1}}),
            nothing.clone(),
            url,
            "rateLimiter.gen-ai",
        ),
        (
            host.clone(),
            nothing.clone(),
            url,
            "customHostSettings[0].ssl.verificationMode",
        ),
        (host.clone(), nothing.clone(), "https://other.example", ""),
        (host, nothing.clone(), "http://api.example.com", ""),
        (
            json!({"customHostSettings": [{"url": "https://api.example.com", "tls": 1}]}),
            nothing.clone(),
            url,
            "customHostSettings[0].tls",
        ),
        (
            json!({"customHostSettings": [{"url": "https://api.example.com", "ssl": {"rejectUnauthorized": true}}]}),
            nothing.clone(),
            url,
            "customHostSettings[0].ssl.rejectUnauthorized",
        ),
        (
            json!({"customHostSettings": [{"url": "a"}]}),
            nothing.clone(),
            url,
            "",
        ),
        (
            json!({"customHostSettings": 1}),
            nothing.clone(),
            url,
            "customHostSettings",
        ),
        (
            json!({"customHostSettings": 1}),
            nothing.clone(),
            "http://api.example.com",
            "",
        ),
        (
            json!({"ssl": {"certificateAuthoritiesFiles": 1}}),
            nothing.clone(),
            url,
            "ssl.certificateAuthoritiesFiles",
        ),
        (
            json!({"ssl": {"certificateAuthoritiesFiles": 1}}),
            nothing.clone(),
            "http://api.example.com",
            "",
        ),
        (json!({"ssl": 1}), nothing.clone(), url, "ssl"),
        (
            json!({"ssl": {"verificationMode": 1}}),
            nothing.clone(),
            url,
            "",
        ),
        (
            json!({"responseTimeout": "x", "maxResponseContentLength": "x"}),
            nothing.clone(),
            url,
            "",
        ),
        (
            json!({"proxyUrl": "https://proxy.example", "customHostSettings": [{"url": "https://proxy.example", "ssl": 1}]}),
            nothing.clone(),
            url,
            "customHostSettings[0].ssl",
        ),
    ] {
        let asked = ask(&settings(&file, &nothing), &own(&own_json), url, RUN);
        let closed = match asked {
            Ok(_) => String::new(),
            Err(Refusal::Unreadable(problem)) => problem.field,
            Err(other) => panic!("{file}: {other}"),
        };
        assert_eq!(closed, path, "{file} {own_json} {url}");
    }
}

#[test]
fn what_the_screen_has_saved_does_not_stand_in_for_what_the_file_says_wrongly() {
    let own = ConnectorNetworking::default();
    for (file, saved, path) in [
        (
            json!({"proxyUrl": "proxy"}),
            json!({"proxyUrl": "http://saved.example"}),
            "proxyUrl",
        ),
        (
            json!({"allowedHosts": 1}),
            json!({"allowedHosts": ["*"]}),
            "allowedHosts",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyOnlyHosts": 1}),
            json!({"proxyBypassHosts": ["*"]}),
            "proxyOnlyHosts",
        ),
        (
            json!({"customHostSettings": [{"url": "https://a.example", "ssl": 1}]}),
            json!({"customHostSettings": [{"url": "https://a.example"}]}),
            "customHostSettings[0].ssl",
        ),
    ] {
        let asked = ask(&settings(&file, &saved), &own, "https://a.example", RUN);
        match asked {
            Err(Refusal::Unreadable(problem)) => assert_eq!(problem.field, path),
            other => panic!("{file}: {other:?}"),
        }
    }
}

#[test]
fn each_wait_is_the_connectors_or_the_longer_of_kibanas_two() {
    let nothing = json!({});
    let stream = Call::Run { streamed: true };
    for (file, own_json, call, first_byte, total) in [
        (
            nothing.clone(),
            nothing.clone(),
            RUN,
            "200s, default",
            "None, default",
        ),
        (
            nothing.clone(),
            nothing.clone(),
            stream,
            "200s, default",
            "None, default",
        ),
        (
            nothing.clone(),
            nothing.clone(),
            Call::Lookup,
            "60s, default",
            "None, default",
        ),
        (
            json!({"responseTimeout": "90s"}),
            nothing.clone(),
            RUN,
            "200s, default",
            "None, default",
        ),
        (
            json!({"responseTimeout": "90s"}),
            nothing.clone(),
            Call::Lookup,
            "90s, file",
            "None, default",
        ),
        (
            json!({"responseTimeout": "200s"}),
            nothing.clone(),
            RUN,
            "200s, file",
            "None, default",
        ),
        (
            json!({"responseTimeout": "10m"}),
            nothing.clone(),
            stream,
            "600s, file",
            "None, default",
        ),
        (
            json!({"responseTimeout": "x"}),
            nothing.clone(),
            Call::Lookup,
            "60s, default",
            "None, default",
        ),
        (
            json!({"responseTimeout": "10m"}),
            json!({"timeouts": {"firstByte": "5s"}}),
            RUN,
            "5s, connector",
            "None, default",
        ),
        (
            nothing.clone(),
            json!({"timeouts": {"total": "30s"}}),
            RUN,
            "200s, default",
            "Some(30s), connector",
        ),
        (
            nothing.clone(),
            json!({"timeouts": {"total": "1h"}}),
            RUN,
            "3600s, connector",
            "Some(3600s), connector",
        ),
        (
            nothing.clone(),
            json!({"timeouts": {"total": "1h", "firstByte": "1m"}}),
            RUN,
            "60s, connector",
            "Some(3600s), connector",
        ),
    ] {
        let effective = ask(
            &settings(&file, &nothing),
            &own(&own_json),
            "https://a.example",
            call,
        )
        .expect("allowed");
        let found = [
            shown(&effective.first_byte_timeout),
            shown(&effective.total_timeout),
        ];
        assert_eq!(found, [first_byte, total], "{file} {own_json} {call:?}");
    }
    let own = own(&json!({"timeouts": {"connect": "1s", "idle": "2s"}}));
    let effective = ask(
        &NetworkingSettings::default(),
        &own,
        "https://a.example",
        RUN,
    );
    let effective = effective.expect("allowed");
    assert_eq!(shown(&effective.connect_timeout), "1s, connector");
    assert_eq!(shown(&effective.idle_timeout), "2s, connector");
}

#[test]
fn an_answer_is_as_large_as_the_setting_or_what_its_kind_needs() {
    let nothing = json!({});
    let stream = Call::Run { streamed: true };
    for (file, saved, call, expected) in [
        (&nothing, &nothing, RUN, "1048576, default"),
        (&nothing, &nothing, Call::Lookup, "1048576, default"),
        (&nothing, &nothing, stream, "67108864, default"),
        (
            &json!({"maxResponseContentLength": "2kb"}),
            &nothing,
            stream,
            "2048, file",
        ),
        (
            &nothing,
            &json!({"maxResponseContentLength": 7}),
            RUN,
            "7, settings",
        ),
        (
            &json!({"maxResponseContentLength": "x"}),
            &nothing,
            stream,
            "1048576, default",
        ),
    ] {
        let own = ConnectorNetworking::default();
        let effective = ask(&settings(file, saved), &own, "https://a.example", call);
        assert_eq!(
            shown(&effective.expect("allowed").max_response_bytes),
            expected,
            "{file}"
        );
    }
}

#[test]
fn authorities_are_added_up_to_the_first_that_says_only_these() {
    let only = json!({"certificateAuthoritiesFiles": "own.pem", "onlyTheseAuthorities": true});
    let host = |only: bool| json!([{"url": "https://a.example", "ssl": {"certificateAuthoritiesData": PEM, "onlyTheseAuthorities": only}}]);
    let all = json!({"certificateAuthoritiesFiles": ["all.pem"]});
    let nothing = json!({});
    let a = "https://a.example";
    for (file, own_json, url, sources, system) in [
        (
            nothing.clone(),
            nothing.clone(),
            a,
            &[][..],
            "true, default",
        ),
        (
            json!({"ssl": all}),
            nothing.clone(),
            a,
            &["file"],
            "true, default",
        ),
        (
            json!({"ssl": all, "customHostSettings": host(false)}),
            nothing.clone(),
            a,
            &["host https://a.example:443", "file"],
            "true, default",
        ),
        (
            json!({"ssl": all, "customHostSettings": host(false)}),
            nothing.clone(),
            "https://b.example",
            &["file"],
            "true, default",
        ),
        (
            json!({"ssl": all, "customHostSettings": host(true)}),
            nothing.clone(),
            a,
            &["host https://a.example:443"],
            "false, host https://a.example:443",
        ),
        (
            json!({"ssl": all, "customHostSettings": host(true)}),
            json!({"certificateAuthoritiesFiles": "own.pem"}),
            a,
            &["connector", "host https://a.example:443"],
            "false, host https://a.example:443",
        ),
        (
            json!({"ssl": all, "customHostSettings": host(false)}),
            only.clone(),
            a,
            &["connector"],
            "false, connector",
        ),
        (
            json!({"ssl": only}),
            nothing.clone(),
            a,
            &["file"],
            "false, file",
        ),
        (
            json!({"ssl": all}),
            only.clone(),
            "http://a.example",
            &[],
            "true, default",
        ),
    ] {
        let effective =
            ask(&settings(&file, &nothing), &own(&own_json), url, RUN).expect("allowed");
        let found: Vec<_> = effective
            .authorities
            .iter()
            .map(|a| a.source.to_string())
            .collect();
        assert_eq!(found, sources, "{file} {own_json}");
        assert_eq!(
            shown(&effective.system_authorities),
            system,
            "{file} {own_json}"
        );
    }
}

#[test]
fn a_hosts_client_certificate_is_shown_to_that_host_by_connectors_without_their_own() {
    let file = json!({"customHostSettings": [{"url": "https://a.example", "ssl": {"clientCertificate": true}}]});
    let settings = settings(&file, &json!({}));
    let mut own = ConnectorNetworking::default();
    let shown_to = |own: &ConnectorNetworking, url: &str| {
        let effective = ask(&settings, own, url, RUN).expect("allowed");
        effective
            .client_certificate
            .map(|certificate| shown(&certificate))
    };
    let expected = "Vault, host https://a.example:443";
    assert_eq!(
        shown_to(&own, "https://a.example/v1").as_deref(),
        Some(expected)
    );
    assert_eq!(shown_to(&own, "https://a.example:8443"), None);
    assert_eq!(shown_to(&own, "http://a.example:443"), None);
    own.pki = Some(ConnectorPki::default());
    assert_eq!(shown_to(&own, "https://a.example/v1"), None);
}

#[test]
fn a_proxy_is_checked_by_its_own_mode_or_by_what_its_own_host_says() {
    let proxied = |more: Value| {
        let mut file = json!({"proxyUrl": "https://proxy.example:3129"});
        for (key, value) in more.as_object().expect("a map") {
            file[key] = value.clone();
        }
        let settings = settings(&file, &json!({}));
        let own = ConnectorNetworking::default();
        let effective = ask(&settings, &own, "https://a.example", RUN).expect("allowed");
        match effective.route.value {
            Route::Proxy(proxy) => (effective.verification_mode, *proxy),
            other => panic!("{other:?}"),
        }
    };
    let (target, proxy) = proxied(json!({"ssl": {"verificationMode": "none"}}));
    assert_eq!(shown(&target), "None, file");
    assert_eq!(shown(&proxy.tls.verification_mode), "Full, default");
    let (target, proxy) = proxied(json!({
        "ssl": {"proxyVerificationMode": "certificate", "certificateAuthoritiesFiles": "all.pem"},
        "proxyHeaders": {"Proxy-Authorization": "Basic x"},
    }));
    assert_eq!(shown(&target), "Full, default");
    assert_eq!(shown(&proxy.tls.verification_mode), "Certificate, file");
    assert_eq!(proxy.tls.authorities.len(), 1);
    assert_eq!(
        proxy.headers["proxy-authorization"].expose_secret(),
        "Basic x"
    );
    let (target, proxy) = proxied(json!({
        "ssl": {"proxyVerificationMode": "certificate"},
        "customHostSettings": [{
            "url": "https://proxy.example:3129",
            "ssl": {
                "verificationMode": "none",
                "certificateAuthoritiesFiles": "proxy.pem",
                "onlyTheseAuthorities": true,
                "clientCertificate": true,
            },
        }],
    }));
    let host = "host https://proxy.example:3129";
    assert_eq!(shown(&target), "Full, default");
    assert_eq!(shown(&proxy.tls.verification_mode), format!("None, {host}"));
    assert_eq!(
        shown(&proxy.tls.system_authorities),
        format!("false, {host}")
    );
    assert_eq!(proxy.tls.authorities[0].value.files, ["proxy.pem"]);
    assert!(proxy.tls.client_certificate.is_some());
}

#[test]
fn a_host_that_is_not_allowed_is_refused_in_kibanas_words() {
    let nothing = json!({});
    let own = ConnectorNetworking::default();
    for (file, saved, url, allowed) in [
        (
            json!({"allowedHosts": ["*"]}),
            &nothing,
            "https://a.example/v1",
            true,
        ),
        (
            json!({"allowedHosts": ["a.example"]}),
            &nothing,
            "https://a.example/v1",
            true,
        ),
        (
            json!({"allowedHosts": ["*.example"]}),
            &nothing,
            "https://a.example/v1",
            true,
        ),
        (
            json!({"allowedHosts": []}),
            &nothing,
            "https://a.example/v1",
            false,
        ),
        (
            json!({"allowedHosts": ["b.example"]}),
            &nothing,
            "https://a.example/v1",
            false,
        ),
        (
            json!({"allowedHosts": ["b.example"]}),
            &json!({"allowedHosts": ["*"]}),
            "https://a.example/v1",
            false,
        ),
        // Kibana has no exception for this machine either.
        (
            json!({"allowedHosts": []}),
            &nothing,
            "http://localhost:1234/",
            false,
        ),
    ] {
        let asked = ask(&settings(&file, saved), &own, url, RUN);
        if allowed {
            assert!(asked.is_ok(), "{file} {url}");
            continue;
        }
        assert_eq!(
            asked.expect_err("refused").to_string(),
            format!(
                "target url {url:?} is not added to the Kibana config xpack.actions.allowedHosts"
            )
        );
    }
    let closed = settings(&json!({"allowedHosts": []}), &nothing);
    let refused = ask(
        &closed,
        &own,
        "https://me:canary@a.example/v1?key=canary#canary",
        RUN,
    );
    assert_eq!(
        refused.expect_err("refused").to_string(),
        "target url \"https://a.example/v1\" is not added to the Kibana config xpack.actions.allowedHosts"
    );
}

#[test]
fn a_type_that_is_not_enabled_is_refused_except_for_preconfigured_connectors() {
    let own = ConnectorNetworking::default();
    let url = Url::parse("https://a.example").expect("a URL");
    for (enabled, preconfigured, allowed) in [
        (json!(["*"]), false, true),
        (json!([".email", ".gen-ai"]), false, true),
        (json!([".email"]), false, false),
        (json!(["gen-ai"]), false, false),
        (json!([]), false, false),
        (json!([]), true, true),
        (json!(7), true, true),
    ] {
        let settings = settings(&json!({"enabledActionTypes": enabled}), &json!({}));
        let asked = settings.effective(Subject {
            type_id: ".gen-ai",
            is_preconfigured: preconfigured,
            networking: &own,
            url: &url,
            call: Call::Lookup,
        });
        match asked {
            Ok(_) => assert!(allowed, "{enabled}"),
            Err(refusal) => {
                assert!(!allowed, "{enabled}: {refusal}");
                assert_eq!(
                    refusal.to_string(),
                    "action type \".gen-ai\" is not enabled in the Kibana config xpack.actions.enabledActionTypes"
                );
            }
        }
    }
}

#[test]
fn a_rate_limit_counts_for_its_type_with_or_without_the_dot() {
    let own = ConnectorNetworking::default();
    let limit = json!({"lookbackWindow": "1m", "limit": 3});
    for (name, is_ours) in [
        (".gen-ai", true),
        ("gen-ai", true),
        ("email", false),
        ("*", false),
    ] {
        let file = json!({"rateLimiter": {name: limit}});
        let effective = ask(&settings(&file, &json!({})), &own, "https://a.example", RUN);
        let found = effective
            .expect("allowed")
            .rate_limit
            .map(|limit| shown(&limit));
        let expected = "RateLimit { lookback: 60s, limit: 3 }, file".to_owned();
        assert_eq!(found, is_ours.then_some(expected), "{name}");
    }
}

#[test]
fn nothing_that_is_printed_holds_a_header_of_the_proxy() {
    let file = json!({"proxyUrl": "http://proxy.example", "proxyHeaders": {"Proxy-Authorization": "canary"}});
    let layer = layer(&file);
    assert!(matches!(layer.proxy_headers, Given::Value(_)));
    assert!(!format!("{layer:?}").contains("canary"));
    let settings = NetworkingSettings::new(layer, NetworkingLayer::default());
    assert!(!format!("{settings:?}").contains("canary"));
    let own = ConnectorNetworking::default();
    let effective = ask(&settings, &own, "https://a.example", RUN).expect("allowed");
    assert!(route(&effective).contains("proxy-authorization"));
    assert!(!format!("{effective:?}").contains("canary"));
}
