//! Addresses that nothing is ever sent to: those at which a machine in a cloud gives out its own
//! credentials to whoever asks, and those that mean no machine at all. A URL that somebody else
//! wrote, or a name whose address changed after it was looked at, must not lead there.
//!
//! Loopback and private networks are allowed: a model on one's own machine is a common provider.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Alibaba's; the other clouds use link-local ones.
const METADATA_V4: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
/// Amazon's; inside of a range that is otherwise one of private networks.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
/// Google's, which a name server of that cloud resolves to a link-local one.
const METADATA_NAMES: [&str; 2] = ["metadata", "metadata.google.internal"];

pub(crate) fn is_blocked(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_link_local() || address.octets()[0] == 0 || address == METADATA_V4
        }
        IpAddr::V6(address) => {
            let [first, ..] = address.segments();
            within(address).is_some_and(|address| is_blocked(address.into()))
                || first & 0xffc0 == 0xfe80
                || address.is_unspecified()
                || address == METADATA_V6
        }
    }
}

/// The address of IPv4 that one of IPv6 stands for: written down as such (RFC 4291, 2.5.5.2), or
/// behind a network's translator (RFC 6052).
fn within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let translated = octets[..12] == [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
    let [.., a, b, c, d] = octets;
    address
        .to_ipv4_mapped()
        .or_else(|| translated.then(|| Ipv4Addr::new(a, b, c, d)))
}

pub(crate) fn is_metadata_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    METADATA_NAMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_out_credentials_or_is_no_machine_is_blocked_and_nothing_beside_it() {
        for (address, expected) in [
            ("169.254.169.254", true),
            ("169.254.0.0", true),
            ("169.254.255.255", true),
            ("169.253.255.255", false),
            ("169.255.0.0", false),
            ("100.100.100.200", true),
            ("100.100.100.201", false),
            ("0.0.0.0", true),
            ("0.255.255.255", true),
            ("1.0.0.0", false),
            ("127.0.0.1", false),
            ("10.0.0.1", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("8.8.8.8", false),
            ("::", true),
            ("::1", false),
            ("fe80::1", true),
            ("febf:ffff::", true),
            ("fe7f:ffff::", false),
            ("fec0::1", false),
            ("fd00:ec2::254", true),
            ("fd00:ec2::253", false),
            ("fd12::1", false),
            ("::ffff:169.254.169.254", true),
            ("::ffff:100.100.100.200", true),
            ("::ffff:0.0.0.0", true),
            ("::ffff:10.0.0.1", false),
            ("::ffff:127.0.0.1", false),
            ("64:ff9b::169.254.169.254", true),
            ("64:ff9b::8.8.8.8", false),
            ("64:ff9b:1::169.254.169.254", false),
            ("2001:db8::1", false),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(is_blocked(address), expected, "{address}");
        }
    }

    #[test]
    fn the_names_of_metadata_servers_are_known_however_they_are_written() {
        for (name, expected) in [
            ("metadata", true),
            ("Metadata.Google.Internal", true),
            ("metadata.google.internal.", true),
            ("metadata.example.com", false),
            ("google.internal", false),
        ] {
            assert_eq!(is_metadata_name(name), expected, "{name}");
        }
    }
}
