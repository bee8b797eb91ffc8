//! What the responses to three writes say: the first one, one with the same key, and one with another key.

use serde::Serialize;

use super::identity::Evidence;
use super::send::Response;

/// Whether a server honours idempotency keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Honoured,
    NotHonoured,
    Refused,
    Inconclusive,
}

/// A verdict, and why it is that.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) message: String,
}

impl Finding {
    /// Compares the responses, of which the first one is a success. `keys` are the keys, of which the first two responses have the
    /// first one.
    pub(super) fn of(responses: [&Response; 3], keys: [&str; 2]) -> Self {
        let [first, second, third] = responses;
        if !second.is_success() {
            return Self::of_failure(second, third);
        }
        // A header that every response has says nothing.
        let is_replayed = second.is_replayed && !first.is_replayed && !third.is_replayed;
        match (Evidence::of(responses, keys), is_replayed) {
            (Evidence::SameEffect, _) | (Evidence::None, true) => Self::new(
                Verdict::Honoured,
                "the server honours the key: the repeated request has the first response",
            ),
            (Evidence::NewEffect, false) => Self::new(
                Verdict::NotHonoured,
                "the server does not honour the key: the repeated request has ids of its own",
            ),
            (Evidence::NewEffect | Evidence::Contradictory, true) => Self::inconclusive(
                "the repeated response has `Idempotent-Replayed: true`, but also ids of its own",
            ),
            (Evidence::Contradictory, false) => Self::inconclusive(
                "some ids of the repeated response are those of the first one, and some are its own",
            ),
            (Evidence::None, false) if !third.is_success() => Self::inconclusive(format!(
                "the request with another key failed with status {}",
                third.status
            )),
            (Evidence::None, false) => Self::inconclusive(
                "no `Location` and no id in the responses depends on the key, and the repeated one has no `Idempotent-Replayed: true`",
            ),
        }
    }

    /// The repeated request failed. That is about its key if a request with another key succeeds.
    fn of_failure(second: &Response, third: &Response) -> Self {
        let status = second.status;
        // These are about the client, the time or the rate of requests.
        let is_general = matches!(status, 401 | 403 | 407 | 408 | 425 | 429);
        if !third.is_success() {
            return Self::inconclusive(format!(
                "the repeated request failed with status {status}, and one with another key fails too (status {})",
                third.status
            ));
        }
        if is_general || !(400..500).contains(&status) {
            return Self::inconclusive(format!(
                "the repeated request failed with status {status}, which says nothing about the key"
            ));
        }
        Self::new(
            Verdict::Refused,
            "the server refuses a repeated key, so a retry does not learn the first response",
        )
    }

    fn new(verdict: Verdict, message: impl Into<String>) -> Self {
        Self { verdict, message: message.into() }
    }

    fn inconclusive(reason: impl std::fmt::Display) -> Self {
        Self::new(Verdict::Inconclusive, format!("the responses do not tell: {reason}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response((status, body): (u16, &str)) -> Response {
        Response { status, body: body.as_bytes().to_vec(), ..Response::default() }
    }

    fn verdict(responses: &[Response; 3]) -> Verdict {
        let [first, second, third] = responses;
        let finding = Finding::of([first, second, third], ["one", "other"]);
        assert!(!finding.message.is_empty());
        finding.verdict
    }

    #[test]
    fn what_three_responses_say() {
        let (one, two, three) = ("{\"id\": 1}", "{\"id\":2}", "{\"id\":3}");
        let cases = [
            ((201, one), (200, "{\"id\":1}"), (201, two), Verdict::Honoured),
            ((201, one), (201, two), (201, three), Verdict::NotHonoured),
            ((201, one), (201, two), (429, ""), Verdict::NotHonoured),
            ((201, one), (409, "{}"), (201, two), Verdict::Refused),
            ((201, one), (409, "{}"), (409, "{}"), Verdict::Inconclusive),
            ((201, one), (429, "{}"), (201, two), Verdict::Inconclusive),
            ((201, one), (503, "{}"), (201, two), Verdict::Inconclusive),
            ((204, ""), (204, ""), (204, ""), Verdict::Inconclusive),
            ((201, one), (201, one), (429, ""), Verdict::Inconclusive),
            ((201, one), (201, one), (409, "{\"id\":\"err_1\"}"), Verdict::Inconclusive),
            ((201, one), (201, one), (201, one), Verdict::Inconclusive),
        ];
        for (first, second, third, expected) in cases {
            let responses = [first, second, third].map(response);
            assert_eq!(verdict(&responses), expected, "{second:?}");
        }
    }

    #[test]
    fn headers_say_it_without_a_body() {
        let at = |location: &str| Response {
            location: Some(location.to_owned()),
            ..response((201, ""))
        };
        assert_eq!(verdict(&[at("/1"), at("/1"), at("/2")]), Verdict::Honoured);
        assert_eq!(verdict(&[at("/1"), at("/2"), at("/3")]), Verdict::NotHonoured);
        assert_eq!(verdict(&[at("/one"), at("/one"), at("/other")]), Verdict::Inconclusive);

        let replayed = |body| Response { is_replayed: true, ..response((200, body)) };
        let empty = || response((200, ""));
        assert_eq!(verdict(&[empty(), replayed(""), empty()]), Verdict::Honoured);
        let always = [replayed(""), replayed(""), replayed("")];
        assert_eq!(verdict(&always), Verdict::Inconclusive);
        let first = response((200, "{\"id\":1}"));
        let lying = [first, replayed("{\"id\":2}"), empty()];
        assert_eq!(verdict(&lying), Verdict::Inconclusive);
    }
}
