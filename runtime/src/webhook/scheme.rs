//! The signature schemes of senders: their headers, and the signed text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;

use super::WebhookError;

/// The maximum number of signatures to check: a sender adds one per secret during a rotation.
const MAX_SIGNATURES: usize = 16;

/// The signature scheme of a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `t=…,v1=…`, over the time, a dot and the body.
    Stripe,
    /// `sha256=…`, over the body.
    GitHub,
    /// `v0=…`, over `v0`, the time and the body, separated by colons.
    Slack,
    /// `v1,…`, over the id, the time and the body, separated by dots. The value is the prefix of
    /// the headers.
    Standard(&'static str),
    /// Hexadecimal digits, over the time and the body.
    Discord,
    /// Hexadecimal digits in a header, over the body.
    Hex(String),
    /// Base64 in a header, over the body.
    Base64(String),
}

/// The contents of the headers.
pub(super) struct Signed<'a> {
    /// The signed text before the body.
    pub(super) before: Vec<&'a str>,
    /// The signatures with a shared secret.
    pub(super) signatures: Vec<Vec<u8>>,
    /// The signatures with a private key.
    pub(super) public: Vec<Vec<u8>>,
    /// Unix time in seconds.
    pub(super) time: Option<u64>,
    /// The id of the message, if it is signed.
    pub(super) id: Option<&'a str>,
}

impl Scheme {
    /// Returns the key of a secret. `Err` says what is wrong with it.
    pub(super) fn key(&self, secret: &str) -> Result<Vec<u8>, &'static str> {
        let key = match self {
            Self::Discord => return Err("is not used: the scheme has a public key"),
            Self::Standard(_) => {
                let text = secret.strip_prefix("whsec_").unwrap_or(secret);
                STANDARD.decode(text).map_err(|_| "is not base 64")?
            }
            _ => secret.as_bytes().to_vec(),
        };
        // Anybody can sign with an empty key, which an unset variable results in.
        if key.is_empty() { Err("is empty") } else { Ok(key) }
    }

    /// Returns the bytes of a public key for Ed25519. `Err` says what is wrong with it.
    pub(super) fn public_key(&self, key: &str) -> Result<Vec<u8>, &'static str> {
        let key = match self {
            Self::Standard(_) => STANDARD.decode(key.strip_prefix("whpk_").unwrap_or(key)).ok(),
            _ => hex(key),
        };
        // RFC 8032 § 5.1.5.
        key.filter(|it| it.len() == 32).ok_or("is not a public key of Ed25519")
    }

    pub(super) fn read<'a>(&self, headers: &'a HeaderMap) -> Result<Signed<'a>, WebhookError> {
        match self {
            Self::Stripe => stripe(headers),
            Self::GitHub => {
                let text = one(headers, "x-hub-signature-256")?;
                let digits = text.strip_prefix("sha256=");
                body_alone("x-hub-signature-256", digits.and_then(hex))
            }
            Self::Slack => slack(headers),
            Self::Standard(prefix) => standard(headers, prefix),
            Self::Discord => discord(headers),
            Self::Hex(name) => body_alone(name, hex(one(headers, name)?)),
            Self::Base64(name) => body_alone(name, STANDARD.decode(one(headers, name)?).ok()),
        }
    }
}

fn body_alone(name: &str, signature: Option<Vec<u8>>) -> Result<Signed<'static>, WebhookError> {
    let signature = signature.ok_or_else(|| malformed(name))?;
    Ok(shared(Vec::new(), vec![signature], None))
}

/// What a shared secret signs.
fn shared(before: Vec<&str>, signatures: Vec<Vec<u8>>, time: Option<u64>) -> Signed<'_> {
    Signed { before, signatures, public: Vec::new(), time, id: None }
}

fn discord(headers: &HeaderMap) -> Result<Signed<'_>, WebhookError> {
    const TIME: &str = "x-signature-timestamp";
    const SIGNATURE: &str = "x-signature-ed25519";
    let time = one(headers, TIME)?;
    let signature = hex(one(headers, SIGNATURE)?).ok_or_else(|| malformed(SIGNATURE))?;
    let seconds = seconds(time).ok_or_else(|| malformed(TIME))?;
    let signed = shared(vec![time], Vec::new(), Some(seconds));
    Ok(Signed { public: vec![signature], ..signed })
}

fn stripe(headers: &HeaderMap) -> Result<Signed<'_>, WebhookError> {
    const NAME: &str = "stripe-signature";
    let pairs = || one(headers, NAME).map(|it| it.split(',').filter_map(|it| it.split_once('=')));
    let mut times = pairs()?.filter(|(key, _)| *key == "t").map(|(_, value)| value);
    // Other versions than `v1` may be present, and are weaker.
    let signatures = pairs()?.filter(|(key, _)| *key == "v1").filter_map(|(_, value)| hex(value));
    let signatures: Vec<_> = signatures.take(MAX_SIGNATURES).collect();
    let (Some(time), None) = (times.next(), times.next()) else { return Err(malformed(NAME)) };
    if signatures.is_empty() {
        return Err(malformed(NAME));
    }
    let seconds = seconds(time).ok_or_else(|| malformed(NAME))?;
    Ok(shared(vec![time, "."], signatures, Some(seconds)))
}

fn slack(headers: &HeaderMap) -> Result<Signed<'_>, WebhookError> {
    const TIME: &str = "x-slack-request-timestamp";
    const SIGNATURE: &str = "x-slack-signature";
    let time = one(headers, TIME)?;
    let digits = one(headers, SIGNATURE)?.strip_prefix("v0=");
    let signature = digits.and_then(hex).ok_or_else(|| malformed(SIGNATURE))?;
    let seconds = seconds(time).ok_or_else(|| malformed(TIME))?;
    Ok(shared(vec!["v0:", time, ":"], vec![signature], Some(seconds)))
}

fn standard<'a>(headers: &'a HeaderMap, prefix: &str) -> Result<Signed<'a>, WebhookError> {
    let named = |end: &str| format!("{prefix}-{end}");
    let (id, time) = (one(headers, &named("id"))?, one(headers, &named("timestamp"))?);
    let seconds = seconds(time).ok_or_else(|| malformed(&named("timestamp")))?;
    let listed = one(headers, &named("signature"))?;
    let of_version = |version: &str| -> Vec<Vec<u8>> {
        let listed = listed.split(' ');
        let listed = listed.filter_map(|it| STANDARD.decode(it.strip_prefix(version)?).ok());
        listed.take(MAX_SIGNATURES).collect()
    };
    // `v1a` is made with a private key.
    let (signatures, public) = (of_version("v1,"), of_version("v1a,"));
    if signatures.is_empty() && public.is_empty() {
        return Err(malformed(&named("signature")));
    }
    let signed = shared(vec![id, ".", time, "."], signatures, Some(seconds));
    Ok(Signed { public, id: Some(id), ..signed })
}

/// Returns a header that occurs once. Duplicates are ambiguous.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, WebhookError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or_else(|| WebhookError::NoHeader { name: name.to_owned() })?;
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(text.trim()),
        _ => Err(malformed(name)),
    }
}

fn malformed(name: &str) -> WebhookError {
    WebhookError::Header { name: name.to_owned() }
}

/// Digits only: a sign or a fraction is not a Unix time.
fn seconds(text: &str) -> Option<u64> {
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    pairs.collect()
}
