//! What is accepted as a certificate and as its key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use patchbay_network::{ClientCertificate, PemError, RootCertificates};
use rcgen::{
    BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize,
};
use secrecy::SecretString;

fn certificate(key: &KeyPair) -> String {
    let params = CertificateParams::new(["client".to_owned()]).expect("a name");
    params.self_signed(key).expect("a certificate").pem()
}

fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
}

fn read(certificate: &str, key: &str) -> Result<ClientCertificate, PemError> {
    ClientCertificate::from_pem(certificate.as_bytes(), &SecretString::from(key))
}

fn rsa() -> KeyPair {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key")
}

/// The RSA key inside a PKCS#8 one of 2048 bits: what comes before it has a fixed length.
fn pkcs1(key: &KeyPair) -> String {
    pem("RSA PRIVATE KEY", &key.serialize_der()[26..])
}

/// The EC key inside a PKCS#8 one of P-256, likewise.
fn sec1(key: &KeyPair) -> String {
    pem("EC PRIVATE KEY", &key.serialize_der()[29..])
}

#[test]
fn every_common_kind_of_key_is_accepted() {
    let rsa = rsa();
    read(&certificate(&rsa), &pkcs1(&rsa)).expect("PKCS#1");
    read(&certificate(&rsa), &rsa.serialize_pem()).expect("PKCS#8 RSA");
    for kind in [
        &PKCS_ECDSA_P256_SHA256,
        &PKCS_ECDSA_P384_SHA384,
        &PKCS_ED25519,
    ] {
        let key = KeyPair::generate_for(kind).expect("a key");
        read(&certificate(&key), &key.serialize_pem()).expect("PKCS#8");
    }
    let ec = KeyPair::generate().expect("a key");
    // OpenSSL writes the curve into a block of its own before the key.
    let parameters = pem("EC PARAMETERS", b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07");
    read(&certificate(&ec), &sec1(&ec)).expect("SEC1");
    read(&certificate(&ec), &format!("{parameters}{}", sec1(&ec))).expect("SEC1 with parameters");
}

/// As OpenSSL makes it without a file of extensions: version 1, and the curve in a block of its
/// own. Made for this test; it opens nothing.
#[test]
fn a_certificate_of_version_1_is_accepted_with_its_own_key_alone() {
    let own = "\
-----BEGIN CERTIFICATE-----
MIIBHzCBxQIUW/LCMiKG7yEX+xHF5bRQxJ1KYk0wCgYIKoZIzj0EAwIwETEPMA0G
A1UEAwwGY2xpZW50MCAXDTI2MTEyMjA5NDIzOVoYDzIxMjYxMDI5MDk0MjM5WjAR
MQ8wDQYDVQQDDAZjbGllbnQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARPFknY
cWy4ITuLrRoDKf7KdQO5sDjdP3KPITwVs4qcACKK8CftSmDi5z/neJblIgP4z48y
UKEt2kxevZPIN33IMAoGCCqGSM49BAMCA0kAMEYCIQD5WlxIz/sZhQp590ZN838t
vtb8hg3jXf+vMgsfr4oijQIhAPdsztLp1a8WOVH1oOZjBBIoczfWH37CNe+qdKK2
r0Ot
-----END CERTIFICATE-----";
    let secret = "\
-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIBKwvzI1ZFUiMujVnDG+k3ISV5mOEeaCutJ5QnPvExXXoAoGCCqGSM49
AwEHoUQDQgAETxZJ2HFsuCE7i60aAyn+ynUDubA43T9yjyE8FbOKnAAiivAn7Upg
4uc/53iW5SID+M+PMlChLdpMXr2TyDd9yA==
-----END EC PRIVATE KEY-----";
    read(own, secret).expect("a pair");
    let stranger = KeyPair::generate().expect("a key").serialize_pem();
    assert_eq!(read(own, &stranger).err(), Some(PemError::KeyDoesNotMatch));
}

#[test]
fn the_text_may_have_lost_its_lines_or_hold_more_than_it_must() {
    let key = KeyPair::generate().expect("a key");
    let (own, secret) = (certificate(&key), key.serialize_pem());
    let other = certificate(&KeyPair::generate().expect("a key"));
    for (certificate, secret) in [
        (own.replace('\n', "\r\n"), secret.replace('\n', "\r\n")),
        (own.replace('\n', " "), secret.replace('\n', " ")),
        (own.replace('\n', ""), secret.replace('\n', "")),
        (own.replace('\n', "\\n"), secret.replace('\n', "\\n")),
        (
            format!("subject=x\n{own}after"),
            format!("Key Attributes\n{secret}after"),
        ),
        (format!("{own}{other}"), secret.clone()),
        (format!("{other}{own}"), secret.clone()),
        (format!("{secret}{own}"), format!("{own}{secret}")),
    ] {
        read(&certificate, &secret).unwrap_or_else(|error| panic!("{error}\n{certificate}"));
    }
}

#[test]
fn a_pair_that_is_none_is_refused_with_its_reason() {
    let key = KeyPair::generate().expect("a key");
    let (own, secret) = (certificate(&key), key.serialize_pem());
    let stranger = KeyPair::generate().expect("a key").serialize_pem();
    let old_encryption = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0011\n\nAAAA\n-----END RSA PRIVATE KEY-----";
    let (one, no_key, no_certificate) = (
        "CERTIFICATE".to_owned(),
        |found| PemError::NoPrivateKey { found },
        |found| PemError::NoCertificate { found },
    );
    for (certificate, secret, expected) in [
        (own.as_str(), stranger.as_str(), PemError::KeyDoesNotMatch),
        (&own, &rsa().serialize_pem(), PemError::KeyDoesNotMatch),
        (
            &own,
            &pem("ENCRYPTED PRIVATE KEY", b"x"),
            PemError::EncryptedKey,
        ),
        (&own, old_encryption, PemError::EncryptedKey),
        (&own, "garbage", PemError::NotPem),
        (&own, "", PemError::NotPem),
        (&own, &own, no_key(one)),
        (
            &own,
            &pem("PRIVATE KEY", b"garbage"),
            PemError::UnsupportedKey,
        ),
        (
            &own,
            &pem("OPENSSH PRIVATE KEY", b"x"),
            PemError::UnsupportedKey,
        ),
        (&own, &pem("PUBLIC KEY", b"x"), no_key("PUBLIC KEY".into())),
        ("garbage", &secret, PemError::NotPem),
        (&secret, &secret, no_certificate("PRIVATE KEY".into())),
        (
            &pem("CERTIFICATE", b"garbage"),
            &secret,
            PemError::BadCertificate { position: 1 },
        ),
        (
            &format!("{own}{}", pem("CERTIFICATE", b"x")),
            &secret,
            PemError::BadCertificate { position: 2 },
        ),
        (
            own.split_at(own.len() - 20).0,
            &secret,
            PemError::Damaged {
                label: "CERTIFICATE".into(),
            },
        ),
        (
            &own,
            secret.split_at(60).0,
            PemError::Damaged {
                label: "PRIVATE KEY".into(),
            },
        ),
    ] {
        let error = read(certificate, secret).err();
        assert_eq!(error.as_ref(), Some(&expected));
    }
}

#[test]
fn an_authority_is_one_certificate_or_more() {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).expect("a certificate").pem();
    let signed = {
        let own = KeyPair::generate().expect("a key");
        let issuer = Issuer::new(params, &key);
        let params = CertificateParams::new(["x".to_owned()]).expect("a name");
        params.signed_by(&own, &issuer).expect("signed").pem()
    };
    for good in [
        authority.clone(),
        format!("# ours\n{authority}\n{signed}"),
        authority.replace('\n', " "),
    ] {
        RootCertificates::from_pem(good.as_bytes()).expect("authorities");
    }
    for (bad, expected) in [
        (String::new(), PemError::NotPem),
        (
            key.serialize_pem(),
            PemError::NoCertificate {
                found: "PRIVATE KEY".into(),
            },
        ),
        (
            format!("{authority}{}", pem("CERTIFICATE", b"0garbage")),
            PemError::BadCertificate { position: 2 },
        ),
        (" ".repeat(2_000_000), PemError::TooLarge),
    ] {
        assert_eq!(
            RootCertificates::from_pem(bad.as_bytes()).err(),
            Some(expected)
        );
    }
}

#[test]
fn the_key_is_in_no_debug_text_and_in_no_error() {
    let key = rsa();
    let der = key.serialize_der();
    let own = read(&certificate(&key), &key.serialize_pem()).expect("a pair");
    assert_eq!(format!("{own:?}"), "ClientCertificate(1 certificates)");
    let tls = patchbay_network::Tls {
        client_certificate: Some(own),
        ..Default::default()
    };
    let mut texts = vec![format!("{tls:?}")];
    let secret = key.serialize_pem();
    for cut in [30, 100, 400, secret.len() - 40] {
        let error = read(&certificate(&key), secret.split_at(cut).0).expect_err("cut off");
        texts.push(format!("{error} {error:?}"));
    }
    let base64 = STANDARD.encode(&der);
    for text in texts {
        for part in base64.as_bytes().chunks(12) {
            let part = String::from_utf8_lossy(part);
            assert!(!text.contains(&*part), "{text}");
        }
    }
}
