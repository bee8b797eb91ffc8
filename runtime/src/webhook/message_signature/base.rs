//! The signature base (RFC 9421 § 2.5): the text that is signed.

use std::fmt::Write as _;

use http::Uri;

use super::fields::Component;
use super::{Message, SignatureError};
use crate::call::encode;

/// Returns the text that is signed. `parameters` is the value of `@signature-params`.
pub(super) fn signature_base(
    message: Message<'_>,
    components: &[Component],
    parameters: &str,
) -> Result<String, SignatureError> {
    let mut base = String::new();
    for component in components {
        let value = value(message, component)
            .ok_or_else(|| SignatureError::Component(component.to_string()))?;
        let _ = writeln!(base, "{component}: {value}");
    }
    let _ = write!(base, "\"@signature-params\": {parameters}");
    Ok(base)
}

/// Returns the value of a component (§§ 2.1 and 2.2).
fn value(message: Message<'_>, component: &Component) -> Option<String> {
    let uri = message.uri;
    if component.name == "@query-param" {
        return query_parameter(uri, component.only_parameter("name")?);
    }
    if component.has_parameters() {
        return None;
    }
    Some(match component.name.as_str() {
        "@method" => message.method.as_str().to_owned(),
        "@target-uri" => uri.scheme().map(|_| uri.to_string())?,
        "@authority" => authority(message)?,
        "@scheme" => uri.scheme_str()?.to_ascii_lowercase(),
        "@request-target" => uri.path_and_query().map_or("/", |it| it.as_str()).to_owned(),
        "@path" => Some(uri.path()).filter(|it| !it.is_empty()).unwrap_or("/").to_owned(),
        "@query" => format!("?{}", uri.query().unwrap_or("")),
        name if name.starts_with('@') => return None,
        name => return field(message, name),
    })
}

/// Host and port, without the default port of the scheme (§ 2.2.3). A server sees the host in a header only.
fn authority(message: Message<'_>) -> Option<String> {
    let own = message.uri.authority().map(|it| it.as_str().to_owned());
    let host = || Some(message.headers.get("host")?.to_str().ok()?.to_owned());
    let authority = own.or_else(host)?.to_ascii_lowercase();
    let default = match message.uri.scheme_str() {
        Some("http") => ":80",
        Some("https") | None => ":443",
        Some(_) => "",
    };
    let bare = authority.strip_suffix(default).filter(|_| !default.is_empty());
    Some(bare.map_or(authority.clone(), str::to_owned))
}

/// All values of a field, without spaces around them (§ 2.1).
fn field(message: Message<'_>, name: &str) -> Option<String> {
    let values = message.headers.get_all(name).iter().map(|it| it.to_str().map(str::trim).ok());
    let values = values.collect::<Option<Vec<&str>>>()?;
    (!values.is_empty()).then(|| values.join(", "))
}

/// The value of a query parameter, which has to be there once (§ 2.2.8).
fn query_parameter(uri: &Uri, name: &str) -> Option<String> {
    let decoded = |text: &str| encode::decoded(&text.replace('+', "%20"));
    let named = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or(pair);
        decoded(key).is_some_and(|it| it == name || encode::component(&it) == name)
    };
    let mut pairs = uri.query()?.split('&').filter(named);
    let (pair, None) = (pairs.next()?, pairs.next()) else { return None };
    let value = pair.split_once('=').map_or("", |(_, value)| value);
    Some(encode::component(&decoded(value)?))
}
