//! Signatures that senders publish, and others from Python's `hmac`: `hmac.new(secret,
//! b"1700000000." + body, hashlib.sha256).hexdigest()`.

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::*;

const BODY: &[u8] = br#"{"id":"evt_1","kind":"paid"}"#;
const NOW: u64 = 1_700_000_000;

fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in list {
        map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    map
}

fn at(verifier: Verifier, seconds: u64) -> Verifier {
    verifier.clock(move || UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The example of GitHub's "Validating webhook deliveries".
#[test]
fn the_example_of_github() {
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let verifier = Verifier::github("It's a Secret to Everybody");
    verifier.verify(&headers(&[("x-hub-signature-256", signature)]), b"Hello, World!").unwrap();
}

/// The example of Slack's "Verifying requests from Slack".
#[test]
fn the_example_of_slack() {
    let body = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    let headers =
        headers(&[("x-slack-request-timestamp", "1531420618"), ("x-slack-signature", signature)]);
    let verifier = at(Verifier::slack("8f742231b10e8888abcd99yyyzzz85a5"), 1_531_420_700);
    verifier.verify(&headers, body).unwrap();
}

/// The example of the libraries of Standard Webhooks.
#[test]
fn the_example_of_standard_webhooks() {
    let body = br#"{"test": 2432232314}"#;
    let list = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        (
            "webhook-signature",
            "v1a,AAAA v1,Y2hhbmdlZA== v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ];
    for secret in ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        let verifier = at(Verifier::standard(secret), 1_614_265_331);
        verifier.verify(&headers(&list), body).unwrap();
        let named = list.map(|(name, value)| (name.replace("webhook", "svix"), value));
        let mut svix = HeaderMap::new();
        for (name, value) in named {
            svix.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        at(Verifier::svix(secret), 1_614_265_331).verify(&svix, body).unwrap();
    }
}

const STRIPE: &str =
    "t=1700000000,v1=3e831b31fc59ff2626a4e258558e48193ff90db06892deaf7bc3ddefc4ec3fbf,v0=00";

#[test]
fn the_body_is_read_once_it_is_trusted() {
    let verifier = at(Verifier::stripe("whsec_test"), NOW + 10);
    let headers = headers(&[("stripe-signature", STRIPE)]);
    let event: Value = verifier.parse(&headers, BODY).unwrap();
    assert_eq!(event, json!({"id": "evt_1", "kind": "paid"}));
    let error = verifier.parse::<Vec<u8>>(&headers, BODY).unwrap_err();
    assert!(matches!(&error, WebhookError::Body(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("evt_1"));
    // A rejected body is not parsed.
    let error = verifier.parse::<Value>(&headers, b"not JSON").unwrap_err();
    assert!(matches!(error, WebhookError::Mismatch));
}

#[test]
fn a_signature_of_the_body_alone() {
    let digits = "58cc563a131d504f890098e23523ef82ecda02087b92f117c8ca99d079d9aa5b";
    let coded = "WMxWOhMdUE+JAJjiNSPvguzaAgh7kvEXyMqZ0HnZqls=";
    for (verifier, value) in [
        (Verifier::hex("x-signature", "secret"), digits.to_owned()),
        (Verifier::hex("x-signature", "secret"), digits.to_uppercase()),
        (Verifier::base64("x-signature", "secret"), coded.to_owned()),
    ] {
        verifier.verify(&headers(&[("x-signature", &value)]), BODY).unwrap();
        let error = verifier.verify(&headers(&[("x-signature", &value)]), b"{}").unwrap_err();
        assert!(matches!(error, WebhookError::Mismatch));
    }
}

#[test]
fn several_secrets_and_several_signatures() {
    let next = "t=1700000000,v1=602da02f3f42f582d12ae0bc2922b9a4f17a112b8fa21ca0b59391cbe5bf3682";
    let both = format!("{STRIPE},{}", next.split_once(',').unwrap().1);
    let old = at(Verifier::stripe("whsec_test"), NOW);
    let new = at(Verifier::stripe("whsec_next"), NOW);
    let either = at(Verifier::stripe("whsec_test").or_secret("whsec_next"), NOW);
    for (verifier, signature, right) in [
        (&old, STRIPE, true),
        (&old, next, false),
        (&old, both.as_str(), true),
        (&new, STRIPE, false),
        (&new, both.as_str(), true),
        (&either, STRIPE, true),
        (&either, next, true),
    ] {
        let verified = verifier.verify(&headers(&[("stripe-signature", signature)]), BODY);
        assert_eq!(verified.is_ok(), right, "{signature}");
    }
}

#[test]
fn clock_differences_are_limited() {
    let headers = headers(&[("stripe-signature", STRIPE)]);
    let verify = |verifier: Verifier| verifier.verify(&headers, BODY);
    let stripe = |now| at(Verifier::stripe("whsec_test"), now);
    assert!(verify(stripe(NOW + 300)).is_ok());
    assert!(verify(stripe(NOW - 300)).is_ok());
    let by = Duration::from_secs(301);
    assert!(matches!(verify(stripe(NOW + 301)), Err(WebhookError::TooOld { by: it }) if it == by));
    assert!(matches!(verify(stripe(NOW - 301)), Err(WebhookError::TooNew { by: it }) if it == by));
    assert!(verify(stripe(NOW + 3000).tolerance(Duration::MAX)).is_ok());
    assert!(verify(stripe(NOW + 1).tolerance(Duration::ZERO)).is_err());
    // A sender with a wrong signature learns nothing about the time.
    let other = at(Verifier::stripe("another"), NOW + 3000);
    assert!(matches!(verify(other), Err(WebhookError::Mismatch)));
}

#[test]
fn headers_without_information() {
    let stripe = at(Verifier::stripe("whsec_test"), NOW);
    let github = Verifier::github("secret");
    let slack = at(Verifier::slack("secret"), NOW);
    let standard = at(Verifier::standard("c2VjcmV0"), NOW);
    let digits = "58cc563a131d504f890098e23523ef82ecda02087b92f117c8ca99d079d9aa5b";
    let twice = format!("{STRIPE},t=1700000001");
    let github_header = format!("sha1={digits}");
    let odd = format!("sha256={digits}0");
    for (verifier, list) in [
        (&stripe, vec![("stripe-signature", "")]),
        (&stripe, vec![("stripe-signature", "t=1700000000")]),
        (&stripe, vec![("stripe-signature", "v1=00")]),
        (&stripe, vec![("stripe-signature", "t=now,v1=00")]),
        (&stripe, vec![("stripe-signature", "t=+1700000000,v1=00")]),
        (&stripe, vec![("stripe-signature", twice.as_str())]),
        (&stripe, vec![("stripe-signature", STRIPE), ("stripe-signature", STRIPE)]),
        (&github, vec![("x-hub-signature-256", digits)]),
        (&github, vec![("x-hub-signature-256", github_header.as_str())]),
        (&github, vec![("x-hub-signature-256", odd.as_str())]),
        (&slack, vec![("x-slack-request-timestamp", "1700000000"), ("x-slack-signature", digits)]),
        (
            &standard,
            vec![
                ("webhook-id", "a"),
                ("webhook-timestamp", "1700000000"),
                ("webhook-signature", "v2,AAAA"),
            ],
        ),
    ] {
        let error = verifier.verify(&headers(&list), BODY).unwrap_err();
        assert!(matches!(error, WebhookError::Header { .. }), "{list:?}: {error}");
    }
    for verifier in [stripe, github, slack, standard] {
        let error = verifier.verify(&HeaderMap::new(), BODY).unwrap_err();
        assert!(matches!(error, WebhookError::NoHeader { .. }), "{error}");
    }
}

#[test]
fn an_invalid_secret_accepts_nothing() {
    let signature = "sha256=58cc563a131d504f890098e23523ef82ecda02087b92f117c8ca99d079d9aa5b";
    let headers = headers(&[("x-hub-signature-256", signature)]);
    Verifier::github("secret").verify(&headers, BODY).unwrap();
    for verifier in [
        Verifier::github(""),
        Verifier::github("secret").or_secret(""),
        Verifier::standard("whsec_"),
        Verifier::standard("no base 64!"),
    ] {
        let error = verifier.verify(&headers, BODY).unwrap_err();
        assert!(matches!(error, WebhookError::Secret(_)), "{error}");
    }
}

#[test]
fn nothing_secret_is_shown() {
    let verifier = Verifier::github("s3cret");
    let signature = "sha256=58cc563a131d504f890098e23523ef82ecda02087b92f117c8ca99d079d9aa5b";
    let error = verifier.verify(&headers(&[("x-hub-signature-256", signature)]), BODY).unwrap_err();
    let shown = format!("{verifier:?} {error} {error:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("58cc"), "{shown}");
}

/// A key pair, and the public key in hexadecimal and in Base64.
fn key_pair() -> (ring::signature::Ed25519KeyPair, String, String) {
    use ring::signature::KeyPair as _;
    let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let public = pair.public_key().as_ref().to_vec();
    let hex = public.iter().map(|it| format!("{it:02x}")).collect();
    (pair, hex, crate::call::encode::base64(&public))
}

#[test]
fn discord() {
    let (pair, public, _) = key_pair();
    let signed = [b"1700000000".as_slice(), BODY].concat();
    let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect::<String>();
    let signature = hex(pair.sign(&signed).as_ref());
    let list = [("x-signature-timestamp", "1700000000"), ("x-signature-ed25519", &*signature)];
    let verifier = at(Verifier::discord(&public), NOW + 1);
    verifier.verify(&headers(&list), BODY).unwrap();
    let changed = verifier.verify(&headers(&list), b"{}").unwrap_err();
    assert!(matches!(changed, WebhookError::Mismatch), "{changed}");
    let old = at(Verifier::discord(&public), NOW + 1000).verify(&headers(&list), BODY);
    assert!(matches!(old, Err(WebhookError::TooOld { .. })), "{old:?}");
    for invalid in ["", "00", "not a key"] {
        let error = Verifier::discord(invalid).verify(&headers(&list), BODY).unwrap_err();
        assert!(matches!(error, WebhookError::Secret(_)), "{error}");
    }
}

#[test]
fn standard_webhooks_with_a_private_key() {
    let (pair, _, public) = key_pair();
    let signed = [b"msg_1.1700000000.".as_slice(), BODY].concat();
    let signature = crate::call::encode::base64(pair.sign(&signed).as_ref());
    let listed = format!("v1,AAAA v1a,{signature}");
    let list = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", &*listed),
    ];
    let verifier = at(Verifier::standard_public(&format!("whpk_{public}")), NOW);
    verifier.verify(&headers(&list), BODY).unwrap();
    assert!(verifier.verify(&headers(&list), b"{}").is_err());
    // A shared secret does not accept what only a private key has signed.
    let shared = at(Verifier::standard("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), NOW);
    assert!(matches!(shared.verify(&headers(&list), BODY), Err(WebhookError::Mismatch)));
}

#[test]
fn a_request_is_accepted_once() {
    let verifier =
        at(Verifier::stripe("whsec_test"), NOW + 10).reject_replays(SeenMessages::new(2));
    let first = headers(&[("stripe-signature", STRIPE)]);
    verifier.verify(&first, BODY).unwrap();
    // Another signature in front does not make it another request.
    let padded = STRIPE.replacen(",v1=", ",v1=00,v1=", 1);
    for list in [first.clone(), headers(&[("stripe-signature", &padded)])] {
        let error = verifier.verify(&list, BODY).unwrap_err();
        assert!(matches!(error, WebhookError::Replayed), "{error}");
    }
    verifier.forget(&first, BODY);
    verifier.verify(&first, BODY).unwrap();
}

#[test]
fn the_oldest_requests_are_forgotten() {
    let seen = SeenMessages::new(2);
    for (id, is_new) in [("a", true), ("b", true), ("a", false), ("c", true), ("a", true)] {
        assert_eq!(seen.insert(id), is_new, "{id}");
    }
}
