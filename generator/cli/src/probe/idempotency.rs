//! Whether a server honours idempotency keys: one write is sent twice with one key, and once with another one.

use renkei::pipeline::ClientProbe;
use renkei::probe;
use ring::rand::{SecureRandom as _, SystemRandom};
use serde::Serialize;

use super::access::Access;
use super::prepare;
use super::send::{Response, Sender, Write};
use crate::args::{self, ProbeFormat};
use crate::exit::Exit;
use crate::json::json_text;
use crate::output;
use crate::terminal::Terminal;

/// What the responses say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Honoured,
    NotHonoured,
    Refused,
    Inconclusive,
}

impl Verdict {
    fn text(self) -> &'static str {
        match self {
            Self::Honoured => {
                "the server honours the key: the repeated request has the first response"
            }
            Self::NotHonoured => {
                "the server does not honour the key: the repeated request has a response of its own"
            }
            Self::Refused => {
                "the server refuses a repeated key, so a retry does not learn the first response"
            }
            Self::Inconclusive => {
                "the responses say nothing: even a request with another key has the same one"
            }
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: u32,
    operation: &'a str,
    key_header: &'a str,
    verdict: Verdict,
    message: &'static str,
    statuses: [u16; 3],
}

pub(super) fn run(
    args: &args::Probe,
    operation: &str,
    (loaded, access): (&ClientProbe, &Access),
    terminal: &mut Terminal,
) -> Exit {
    let checked = write_of(args).and_then(|body| {
        if !access.names_server() {
            return Err(
                "name the server to write to by --base-url, or in the environment".to_owned()
            );
        }
        check(args, operation, (loaded, access), &body)
    });
    let (verdict, statuses, header) = match checked {
        Ok(checked) => checked,
        Err(message) => return terminal.cannot_run(&message),
    };
    let text = match args.format {
        ProbeFormat::Json => json_text(&Document {
            format: 1,
            operation,
            key_header: &header,
            verdict,
            message: verdict.text(),
            statuses,
        }),
        ProbeFormat::Human | ProbeFormat::Prometheus => {
            let [first, second, other] = statuses;
            format!(
                "{operation}, {header}: {}\n(statuses: {first}, repeated {second}, with another key {other})\n",
                verdict.text()
            )
        }
    };
    let written = output::write(&text, args.out.as_deref(), terminal);
    if verdict == Verdict::Honoured { written } else { written.max(Exit::Problems) }
}

/// Returns the body, if the user allows writes.
fn write_of(args: &args::Probe) -> Result<Vec<u8>, String> {
    if !args.allow_writes {
        return Err("three requests would be sent, which take effect twice if the server honours keys; allow that with --allow-writes".to_owned());
    }
    let Some(path) = &args.body else { return Ok(Vec::new()) };
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn check(
    args: &args::Probe,
    operation: &str,
    (loaded, access): (&ClientProbe, &Access),
    body: &[u8],
) -> Result<(Verdict, [u16; 3], String), String> {
    let api = &loaded.api;
    let request = probe::request(api, operation, &args.values())?;
    if matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY") {
        return Err(format!("{operation} only reads, so it has no idempotency key"));
    }
    let of_client = &loaded.idempotency_header;
    let header = request.key_header.clone().unwrap_or_else(|| of_client.clone());
    let media_type = request.json_body.clone().unwrap_or_else(|| "application/json".to_owned());
    let prepared = prepare(loaded, access, request).map_err(|(_, reason)| reason)?;
    let sender = Sender::new(args.timeout);
    let (one, other) = (key()?, key()?);
    let send = |key: &str| {
        let write = Write { key: (&header, key), media_type: &media_type, body };
        sender.send(&prepared, Some(&write)).1
    };
    let first = send(&one)?;
    if !(200..300).contains(&first.status) {
        return Err(format!("the first request failed with status {}", first.status));
    }
    let (second, third) = (send(&one)?, send(&other)?);
    let statuses = [first.status, second.status, third.status];
    Ok((verdict(&first, &second, &third), statuses, header))
}

fn verdict(first: &Response, second: &Response, third: &Response) -> Verdict {
    let is_success = |it: &Response| (200..300).contains(&it.status);
    if !is_success(second) {
        return Verdict::Refused;
    }
    match (is_same(first, second), is_same(first, third)) {
        _ if second.is_replayed => Verdict::Honoured,
        (false, _) => Verdict::NotHonoured,
        (true, false) if is_success(third) => Verdict::Honoured,
        (true, _) => Verdict::Inconclusive,
    }
}

/// Whether two responses are about the same resource. A replay may have another status.
fn is_same(one: &Response, other: &Response) -> bool {
    let parsed = |it: &Response| serde_json::from_slice::<serde_json::Value>(&it.body).ok();
    let bodies = match (parsed(one), parsed(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.body == other.body,
    };
    bodies && one.location == other.location
}

/// Returns a random UUID (RFC 9562 section 5.4).
fn key() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    let random = SystemRandom::new().fill(&mut bytes);
    random.map_err(|_| "the system has no random numbers".to_owned())?;
    let number = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{number:032x}");
    let (parts, mut from) = ([8, 4, 4, 4, 12], 0);
    let parts = parts.map(|length| {
        from += length;
        hex.get(from - length..from).unwrap_or("")
    });
    Ok(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        let body = body.as_bytes().to_vec();
        Response {
            status,
            body,
            content_type: None,
            location: None,
            is_deprecated: false,
            is_replayed: false,
        }
    }

    #[test]
    fn what_three_responses_say() {
        let cases = [
            ((201, "{\"id\": 1}"), (200, "{\"id\":1}"), (201, "{\"id\":2}"), Verdict::Honoured),
            ((201, "{\"id\":1}"), (201, "{\"id\":2}"), (201, "{\"id\":3}"), Verdict::NotHonoured),
            ((201, "{\"id\":1}"), (409, "{}"), (201, "{\"id\":2}"), Verdict::Refused),
            ((204, ""), (204, ""), (204, ""), Verdict::Inconclusive),
            ((201, "{\"id\":1}"), (201, "{\"id\":1}"), (429, ""), Verdict::Inconclusive),
        ];
        for (first, second, third, expected) in cases {
            let [one, two, three] =
                [first, second, third].map(|(status, body)| response(status, body));
            assert_eq!(verdict(&one, &two, &three), expected, "{second:?}");
        }
    }

    #[test]
    fn keys_are_random_uuids() {
        let (one, other) = (key().unwrap(), key().unwrap());
        assert_ne!(one, other);
        let marks = |it: &str| (it.len(), it.as_bytes()[14], b"89ab".contains(&it.as_bytes()[19]));
        assert_eq!(marks(&one), (36, b'4', true), "{one}");
    }
}
