//! Whether a server honours idempotency keys: one write is sent twice with one key, and once with another one.

use renkei::pipeline::ClientProbe;
use renkei::probe;
use ring::rand::{SecureRandom as _, SystemRandom};
use serde::Serialize;

use super::access::Access;
use super::rounds::prepare;
use super::send::{Sender, Write};
use super::verdict::{Finding, Verdict};
use crate::args::{self, ProbeFormat};
use crate::exit::Exit;
use crate::json::json_text;
use crate::output;
use crate::terminal::Terminal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: u32,
    operation: &'a str,
    key_header: &'a str,
    verdict: Verdict,
    message: &'a str,
    statuses: [u16; 3],
}

/// The result of a check.
struct Checked {
    finding: Finding,
    statuses: [u16; 3],
    key_header: String,
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
    let checked = match checked {
        Ok(checked) => checked,
        Err(message) => return terminal.cannot_run(&message),
    };
    let text = text(args.format, operation, &checked);
    let written = output::write(&text, args.out.as_deref(), terminal);
    match checked.finding.verdict {
        Verdict::Honoured => written,
        _ => written.max(Exit::Problems),
    }
}

fn text(format: ProbeFormat, operation: &str, checked: &Checked) -> String {
    let Checked { finding: Finding { verdict, message }, statuses, key_header } = checked;
    match format {
        ProbeFormat::Json => json_text(&Document {
            format: 1,
            operation,
            key_header,
            verdict: *verdict,
            message,
            statuses: *statuses,
        }),
        ProbeFormat::Human | ProbeFormat::Prometheus => {
            let [first, second, other] = statuses;
            format!(
                "{operation}, {key_header}: {message}\n(statuses: {first}, repeated {second}, with another key {other})\n"
            )
        }
    }
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
) -> Result<Checked, String> {
    let api = &loaded.api;
    let request = probe::request(api, operation, &args.values())?;
    if matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY") {
        return Err(format!("{operation} only reads, so it has no idempotency key"));
    }
    let of_client = &loaded.idempotency_header;
    let key_header = request.key_header.clone().unwrap_or_else(|| of_client.clone());
    let media_type = request.json_body.clone().unwrap_or_else(|| "application/json".to_owned());
    let prepared = prepare(loaded, access, request).map_err(|it| it.reason)?;
    let sender = Sender::new(args.timeout);
    let (one, other) = (key()?, key()?);
    let send = |request: &str, key: &str| {
        let write = Write { key: (&key_header, key), media_type: &media_type, body };
        let (_, response) = sender.send(&prepared, Some(&write));
        response.map_err(|error| format!("{request} failed: {error}"))
    };
    let first = send("the first request", &one)?;
    if !first.is_success() {
        return Err(format!("the first request failed with status {}", first.status));
    }
    let second = send("the repeated request", &one)?;
    let third = send("the request with another key", &other)?;
    let statuses = [first.status, second.status, third.status];
    let finding = Finding::of([&first, &second, &third], [&one, &other]);
    Ok(Checked { finding, statuses, key_header })
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

    #[test]
    fn keys_are_random_uuids() {
        let (one, other) = (key().unwrap(), key().unwrap());
        assert_ne!(one, other);
        let marks = |it: &str| (it.len(), it.as_bytes()[14], b"89ab".contains(&it.as_bytes()[19]));
        assert_eq!(marks(&one), (36, b'4', true), "{one}");
    }
}
