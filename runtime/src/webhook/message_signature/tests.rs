//! The test vectors of RFC 9421, Appendix B.2, and what is not accepted.

use http::HeaderName;

use super::*;
use crate::webhook::SeenMessages;
use std::time::{SystemTime, UNIX_EPOCH};

const CREATED: u64 = 1_618_884_473;
const BODY: &[u8] = br#"{"hello": "world"}"#;
/// `test-shared-secret` (B.1.5).
const SECRET: &str =
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";
/// `test-key-ed25519` (B.1.4).
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
";
const HMAC: [&str; 2] = [
    r#"sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#,
    "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:",
];
const ED25519: [&str; 2] = [
    r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#,
    "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
];

fn secret() -> Vec<u8> {
    encode::from_base64(SECRET).unwrap()
}

fn at(seconds: u64) -> impl Fn() -> SystemTime + Send + Sync + 'static {
    move || UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The request of B.2, with a signature.
fn request(signature: [&str; 2]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
        ("signature-input", signature[0]),
        ("signature", signature[1]),
    ] {
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
    }
    headers
}

fn uri() -> Uri {
    Uri::from_static("https://example.com/foo?param=Value&Pet=dog")
}

fn verifier() -> MessageVerifier {
    let verifier = MessageVerifier::new().hmac_sha256("test-shared-secret", secret()).unwrap();
    let verifier = verifier.ed25519("test-key-ed25519", PUBLIC).unwrap();
    verifier.require(["@authority", "content-type"]).clock(at(CREATED + 10))
}

#[test]
fn the_test_vectors_are_verified() {
    for (signature, key) in [(HMAC, "test-shared-secret"), (ED25519, "test-key-ed25519")] {
        let verified = verifier().verify(&Method::POST, &uri(), &request(signature), BODY).unwrap();
        assert_eq!(verified.key_id, key);
        // A server sees the path only, and the host in a header.
        let path = Uri::from_static("/foo?param=Value&Pet=dog");
        verifier().verify(&Method::POST, &path, &request(signature), BODY).unwrap();
    }
}

#[test]
fn the_test_vectors_are_signed() {
    let hmac = MessageSigner::hmac_sha256("test-shared-secret", secret()).unwrap();
    let hmac = hmac.components(["date", "@authority", "content-type"]).label("sig-b25");
    let ed25519 = MessageSigner::ed25519("test-key-ed25519", PRIVATE).unwrap();
    let list = ["date", "@method", "@path", "@authority", "content-type", "content-length"];
    let ed25519 = ed25519.components(list).label("sig-b26");
    for (signer, expected) in [(hmac, HMAC), (ed25519, ED25519)] {
        let mut headers = request(["", ""]);
        let signer = signer.without_algorithm().clock(at(CREATED));
        signer.sign_message(&Method::POST, &uri(), &mut headers, BODY).unwrap();
        assert_eq!(headers["signature-input"], expected[0]);
        assert_eq!(headers["signature"], expected[1]);
    }
}

#[track_caller]
fn rejected(verifier: &MessageVerifier, headers: &HeaderMap, expected: &SignatureError) {
    let found = verifier.verify(&Method::POST, &uri(), headers, BODY);
    assert_eq!(found.as_ref().err(), Some(expected), "{found:?}");
}

#[test]
fn changed_messages_are_rejected() {
    let verifier = verifier();
    let mut changed = request(HMAC);
    changed.insert("content-type", "text/plain".parse().unwrap());
    rejected(&verifier, &changed, &SignatureError::Mismatch);
    changed.remove("date");
    rejected(&verifier, &changed, &SignatureError::Component("\"date\"".to_owned()));
    rejected(&verifier, &HeaderMap::new(), &SignatureError::Missing);
    let other = [HMAC[0].replace("shared", "other"), HMAC[1].to_owned()];
    let other = request([&other[0], &other[1]]);
    rejected(&verifier, &other, &SignatureError::UnknownKey);
    // A key has one algorithm: the secret is not a public key.
    let confused = format!("{};alg=\"ed25519\"", HMAC[0]);
    rejected(&verifier, &request([&confused, HMAC[1]]), &SignatureError::UnknownKey);
    for input in ["sig-b25", "sig-b25=(\"date", "sig-b25=(date)", "sig-b25=();keyid=\"x"] {
        let found = verifier.verify(&Method::POST, &uri(), &request([input, HMAC[1]]), BODY);
        assert!(found.is_err(), "{input}");
    }
}

#[test]
fn times_and_coverage_are_checked() {
    let headers = request(HMAC);
    let too_old = SignatureError::TooOld { by: Duration::from_secs(1) };
    rejected(&verifier().clock(at(CREATED + 301)), &headers, &too_old);
    let too_new = SignatureError::TooNew { by: Duration::from_secs(400) };
    rejected(&verifier().clock(at(CREATED - 400)), &headers, &too_new);
    let uncovered = SignatureError::NotCovered("\"@method\"".to_owned());
    rejected(&verifier().require(["@method"]), &headers, &uncovered);
    let once = verifier().reject_replays(SeenMessages::new(10));
    once.verify(&Method::POST, &uri(), &headers, BODY).unwrap();
    rejected(&once, &headers, &SignatureError::Replayed);
}

#[test]
fn a_body_is_covered_by_its_digest() {
    let signer = MessageSigner::ed25519("k", PRIVATE).unwrap().nonce().tag("a \"tag\"");
    let signer = signer.expires_after(Duration::from_secs(60)).clock(at(CREATED));
    let verifier = MessageVerifier::new().ed25519("k", PUBLIC).unwrap().clock(at(CREATED + 1));
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    signer.sign_message(&Method::PUT, &uri(), &mut headers, BODY).unwrap();
    // The digest of RFC 9421 B.2 is of the same body.
    assert_eq!(headers["content-digest"], "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    let verified = verifier.verify(&Method::PUT, &uri(), &headers, BODY).unwrap();
    assert_eq!(verified.tag.as_deref(), Some("a \"tag\""));
    assert_eq!(verified.components.len(), 6);
    let other = verifier.verify(&Method::PUT, &uri(), &headers, b"{}");
    assert_eq!(other, Err(SignatureError::Digest));
    let elsewhere = Uri::from_static("https://example.com/foo?param=Other");
    let elsewhere = verifier.verify(&Method::PUT, &elsewhere, &headers, BODY);
    assert_eq!(elsewhere, Err(SignatureError::Mismatch));
    let late =
        verifier.clone().clock(at(CREATED + 61)).verify(&Method::PUT, &uri(), &headers, BODY);
    assert_eq!(late, Err(SignatureError::TooOld { by: Duration::from_secs(1) }));
}

#[test]
fn query_parameters_are_covered_one_by_one() {
    let signer = MessageSigner::hmac_sha256("k", b"s").unwrap();
    let mut headers = HeaderMap::new();
    let sign = |name: &str, headers: &mut HeaderMap| {
        let signer = signer.clone().components([format!("@query-param;name=\"{name}\"")]);
        signer.sign_message(&Method::GET, &uri(), headers, b"")
    };
    sign("Pet", &mut headers).unwrap();
    assert!(
        headers["signature-input"]
            .to_str()
            .unwrap()
            .starts_with("sig1=(\"@query-param\";name=\"Pet\")")
    );
    assert!(sign("none", &mut headers).is_err());
    assert!(MessageSigner::hmac_sha256("k", b"").is_err());
    assert!(MessageSigner::ed25519("k", b"no key").is_err());
    assert!(MessageVerifier::new().ed25519("k", b"no key").is_err());
}
