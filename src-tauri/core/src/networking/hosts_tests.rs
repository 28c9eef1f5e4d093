use proptest::prelude::*;

use super::*;

fn pattern(text: &str) -> HostPattern {
    HostPattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn target(url: &str) -> Target {
    Target::of(&Url::parse(url).expect(url)).expect(url)
}

#[test]
fn each_entry_means_these_hosts_and_no_others() {
    for (entry, inside, outside) in [
        (
            "api.openai.com",
            &[
                "https://api.openai.com/v1",
                "http://API.OpenAI.com:8080",
                "https://api.openai.com./",
            ][..],
            &[
                "https://openai.com",
                "https://x.api.openai.com",
                "https://api.openai.com.evil.example",
                "https://api.openai.com@evil.example",
                "https://evil.example/api.openai.com",
                "https://apixopenai.com",
            ][..],
        ),
        (
            "API.openai.COM.",
            &["https://api.openai.com"],
            &["https://openai.com"],
        ),
        (
            "*.example.com",
            &["https://a.example.com", "https://b.a.EXAMPLE.com.:99"],
            &[
                "https://example.com",
                "https://notexample.com",
                "https://a.example.com.evil.example",
                "https://10.0.0.1",
            ],
        ),
        (
            "bücher.example",
            &["https://xn--bcher-kva.example", "https://BÜCHER.example"],
            &["https://bucher.example"],
        ),
        (
            "*.xn--bcher-kva.example",
            &["https://a.bücher.example"],
            &["https://bücher.example"],
        ),
        (
            "host.example:8443",
            &["https://host.example:8443"],
            &["https://host.example", "http://host.example:443"],
        ),
        (
            "host.example:443",
            &["https://host.example", "http://host.example:443"],
            &["http://host.example"],
        ),
        (
            "*.example.com:80",
            &["http://a.example.com"],
            &["https://a.example.com", "http://example.com"],
        ),
        (
            "*",
            &["https://a.example", "http://127.0.0.1:1", "http://[::1]"],
            &[],
        ),
        ("*:8080", &["http://[::1]:8080"], &["http://[::1]:8081"]),
        (
            "192.168.1.4",
            &[
                "http://192.168.1.4:1234",
                "http://[::ffff:192.168.1.4]",
                "http://0xc0a80104",
            ],
            &["http://192.168.1.40", "http://192.168.1.4.example"],
        ),
        (
            "::1",
            &["http://[::1]:7", "http://[0:0:0:0:0:0:0:1]"],
            &["http://[::2]", "http://127.0.0.1"],
        ),
        ("[::1]:8080", &["http://[::1]:8080"], &["http://[::1]"]),
        ("[FD00::A]", &["http://[fd00::a]"], &["http://[fd00::b]"]),
        (
            "::ffff:10.0.0.1",
            &["http://10.0.0.1"],
            &["http://10.0.0.2"],
        ),
        (
            "10.0.0.0/8",
            &["http://10.255.255.255", "http://[::ffff:10.1.2.3]"],
            &["http://11.0.0.0", "http://10.example", "http://[::a00:1]"],
        ),
        (
            "10.0.0.0/8:8080",
            &["http://10.0.0.9:8080"],
            &["http://10.0.0.9"],
        ),
        (
            "192.168.4.0/22",
            &["http://192.168.7.255"],
            &["http://192.168.8.0"],
        ),
        ("0.0.0.0/0", &["http://8.8.8.8"], &["http://[::1]"]),
        ("1.2.3.4/32", &["http://1.2.3.4"], &["http://1.2.3.5"]),
        (
            "fd00::/8",
            &["http://[fdff::1]"],
            &["http://[fe00::1]", "http://10.0.0.1"],
        ),
        (
            "[fd00::/8]:80",
            &["http://[fd00::1]"],
            &["https://[fd00::1]"],
        ),
        ("::/0", &["http://[fd00::1]"], &["http://8.8.8.8"]),
        (
            "localhost",
            &["http://localhost:1234"],
            &["http://127.0.0.1"],
        ),
        ("my_host", &["http://my_host"], &["http://my-host"]),
    ] {
        let pattern = pattern(entry);
        assert_eq!(pattern.as_str(), entry);
        for url in inside {
            assert!(pattern.matches(&target(url)), "{entry} means {url}");
        }
        for url in outside {
            assert!(!pattern.matches(&target(url)), "{entry} means not {url}");
        }
    }
}

#[test]
fn what_is_no_entry_says_what_to_write() {
    for (entry, part) in [
        ("", "is empty"),
        ("https://a.example", "host name alone"),
        ("me@a.example", "user name"),
        ("a.example b.example", "one host name for each entry"),
        ("a.example,b.example", "one host name for each entry"),
        ("a%2eexample", "no host name has"),
        ("a.example\n", "no host name has"),
        (".example.com", "write *.example.com"),
        ("a.*.example", "not at the beginning"),
        ("*a.example", "not at the beginning"),
        ("*.*.example", "not at the beginning"),
        ("**", "not at the beginning"),
        ("*.", "is not a host name"),
        ("*.10.0.0.1", "10.0.0.0/8"),
        ("a..example", "is not a host name"),
        ("a.example..", "is not a host name"),
        (".", "begins with a dot"),
        ("a.example:", "1 to 65535"),
        ("a.example:0", "1 to 65535"),
        ("a.example:+1", "1 to 65535"),
        ("a.example:65536", "1 to 65535"),
        ("a.example:https", "1 to 65535"),
        ("10.1", "all four numbers"),
        ("0x7f000001", "all four numbers"),
        ("1", "all four numbers"),
        ("256.0.0.1", "is not a host name"),
        ("[::1", "closing bracket"),
        ("[::1]x", "behind the bracket"),
        ("[a.example]:80", "brackets"),
        ("::1::", "is not a host name"),
        ("a.example/path", "without a path"),
        ("10.0.0.0/", "0 to 32"),
        ("10.0.0.0/33", "0 to 32"),
        ("10.0.0.0/+8", "0 to 32"),
        ("fd00::/129", "0 to 128"),
        ("10.0.0.1/8", "write 10.0.0.0/8"),
        ("fd00::1/8", "write fd00::/8"),
        ("a<b", "is not a host name"),
    ] {
        let error = HostPattern::parse(entry).expect_err(entry);
        assert!(error.contains(part), "{entry}: {error}");
    }
    let long = format!("{}.example", "a".repeat(300));
    assert!(HostPattern::parse(&long).is_err());
}

#[test]
fn the_machine_itself_is_known_by_each_of_its_names() {
    for (url, is) in [
        ("http://localhost:11434", true),
        ("http://LOCALHOST./", true),
        ("http://api.localhost", true),
        ("http://127.0.0.1", true),
        ("http://127.9.9.9", true),
        ("http://0.0.0.0:1", true),
        ("http://[::1]", true),
        ("http://[::]", true),
        ("http://[::ffff:127.0.0.1]", true),
        ("http://localhost.example", false),
        ("http://notlocalhost", false),
        ("http://128.0.0.1", false),
        ("http://192.168.0.1", false),
        ("http://[::2]", false),
    ] {
        assert_eq!(target(url).is_loopback(), is, "{url}");
    }
}

fn bits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    }
}

/// Small differences, so that both answers come up.
fn addresses() -> impl Strategy<Value = (IpAddr, IpAddr, u8)> {
    let near = |width: u8| (any::<u128>(), 0..width, any::<bool>(), 0..=width);
    prop_oneof![
        near(32).prop_map(|(a, flip, change, length)| {
            let a = u32::try_from(a & u128::from(u32::MAX)).expect("32 bits");
            let b = if change { a ^ (1 << flip) } else { a };
            (IpAddr::V4(a.into()), IpAddr::V4(b.into()), length)
        }),
        near(128).prop_map(|(a, flip, change, length)| {
            let b = if change { a ^ (1 << flip) } else { a };
            (IpAddr::V6(a.into()), IpAddr::V6(b.into()), length)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_with_words(text in prop_oneof!["\\PC{0,40}", "[a-z0-9:./*\\[\\]-]{0,24}"]) {
        if let Err(error) = HostPattern::parse(&text) {
            prop_assert!(!error.is_empty());
        }
    }

    #[test]
    fn a_name_is_itself_however_it_is_spelled(
        name in "[a-z][a-z0-9]{0,8}(\\.[a-z][a-z0-9]{0,8}){0,3}",
        upper in any::<bool>(), dot in any::<bool>(), port in 1u16..,
    ) {
        let mut spelled = if upper { name.to_uppercase() } else { name.clone() };
        if dot { spelled.push('.'); }
        let url = format!("http://{spelled}:{port}/x?y#z");
        prop_assert!(pattern(&name).matches(&target(&url)));
        let plain = format!("https://{name}");
        prop_assert!(pattern(&spelled).matches(&target(&plain)));
        let with_port = format!("{spelled}:{port}");
        prop_assert!(pattern(&with_port).matches(&target(&url)));
        let other = if port == 1 { 2 } else { port - 1 };
        let elsewhere = format!("http://{name}:{other}");
        prop_assert!(!pattern(&with_port).matches(&target(&elsewhere)));
    }

    #[test]
    fn a_wildcard_means_what_ends_in_a_dot_and_the_domain(
        domain in "[a-z]{1,4}\\.[a-z]{2,4}",
        other in "[a-z]{0,3}\\.?[a-z]{0,4}\\.?[a-z]{1,4}\\.[a-z]{2,4}",
    ) {
        let wildcard = pattern(&format!("*.{domain}"));
        let below = format!("https://x.{domain}");
        let beside = format!("https://x{domain}");
        prop_assert!(wildcard.matches(&target(&below)));
        prop_assert!(!wildcard.matches(&target(&beside)));
        prop_assume!(HostPattern::parse(&other).is_ok());
        let expected = other.ends_with(&format!(".{domain}"));
        let url = format!("https://{other}");
        prop_assert_eq!(wildcard.matches(&target(&url)), expected);
    }

    #[test]
    fn a_range_means_the_addresses_that_begin_alike((a, b, length) in addresses()) {
        let start = &bits(a)[..usize::from(length)];
        let width = bits(a).len();
        let first: IpAddr = if width == 32 {
            IpAddr::V4(u32::from_str_radix(&format!("{start:0<32}"), 2).expect("bits").into())
        } else {
            IpAddr::V6(u128::from_str_radix(&format!("{start:0<128}"), 2).expect("bits").into())
        };
        let range = pattern(&format!("{first}/{length}"));
        let url = |address: IpAddr| match address {
            IpAddr::V4(address) => format!("http://{address}"),
            IpAddr::V6(address) => format!("http://[{address}]"),
        };
        let is_plain = |address: IpAddr| {
            !matches!(address, IpAddr::V6(inside) if inside.to_ipv4_mapped().is_some())
        };
        prop_assume!(is_plain(a) && is_plain(b));
        prop_assert!(range.matches(&target(&url(a))));
        let expected = bits(b).starts_with(start);
        prop_assert_eq!(range.matches(&target(&url(b))), expected);
    }
}
