//! Whether what a call says of itself agrees with the log of the server.
//!
//! Takes the log of one call and what the client said; returns in words what is wrong. It must not know how either came
//! about.

use super::fault::Script;
use crate::corpus::drive::session::Reply;

/// What the server knows of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The idempotency key.
    pub(super) key: Option<String>,
    /// Whether the whole request was read.
    pub(super) whole: bool,
    /// Whether the request took effect.
    pub(super) executed: bool,
    /// Whether the whole response was written.
    pub(super) answered: bool,
}

/// The facts about the operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Whether the method may be repeated (RFC 9110 section 9.2.2; RFC 10008 for QUERY).
    pub(super) idempotent: bool,
    /// Whether the document declares an idempotency key for it.
    pub(super) keyed: bool,
    /// Whether a success is returned before the end of its body.
    pub(super) streams: bool,
    /// Whether a call without faults succeeds.
    pub(super) succeeds: bool,
}

impl Facts {
    /// Whether a call with these faults has to succeed.
    pub(super) fn recovers(&self, script: &Script) -> bool {
        let repeats = self.idempotent || self.keyed || script.is_harmless();
        self.succeeds && repeats && script.ends_within(ATTEMPTS)
    }
}

/// How many attempts a call has.
pub(super) const ATTEMPTS: usize = 3;

/// What is wrong with a call.
pub(super) fn violations(
    facts: Facts,
    script: &Script,
    reply: &Reply,
    log: &[Seen],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let executed = log.iter().filter(|it| it.executed).count();
    if !facts.idempotent && !facts.keyed && executed > 1 {
        wrong.push(format!("takes effect {executed} times"));
    }
    // Only what was read has a key that the server knows.
    let keys: Vec<_> = log.iter().filter(|it| it.whole).map(|it| it.key.as_deref()).collect();
    if keys.iter().any(|it| Some(it) != keys.first()) {
        wrong.push("an attempt has another idempotency key".to_owned());
    }
    if facts.keyed && keys.contains(&None) {
        wrong.push("the idempotency key is missing".to_owned());
    }
    if log.len() > ATTEMPTS {
        wrong.push(format!("{} requests are sent, {ATTEMPTS} are allowed", log.len()));
    }
    let whole = log.iter().filter(|it| it.whole).count();
    let claims = |effect: &str| reply.word == "err" && reply.effect == effect;
    if claims("NotSent") && whole > 0 {
        wrong.push(format!("NotSent, and the server read {whole} requests"));
    }
    if claims("Rejected") && executed > 0 {
        wrong.push(format!("Rejected, and {executed} requests took effect"));
    }
    if claims("Applied") && executed == 0 {
        wrong.push("Applied, and no request took effect".to_owned());
    }
    if claims("Unknown") && log.is_empty() {
        wrong.push("Unknown, and the server saw no request".to_owned());
    }
    if reply.word == "ok" && !facts.streams && !log.last().is_some_and(|it| it.answered) {
        wrong.push("a success, and the server did not write a whole response".to_owned());
    }
    if reply.word != "ok" && facts.recovers(script) {
        wrong.push(format!("no success after {} requests", log.len()));
    }
    wrong.iter().map(|it| format!("{it} ({script}): {} {}", reply.effect, reply.message)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fault::Fault;
    use super::*;

    const POST: Facts = Facts { idempotent: false, keyed: false, streams: false, succeeds: true };
    const GET: Facts = Facts { idempotent: true, ..POST };

    fn reply(word: &str, effect: &str) -> Reply {
        let [word, effect] = [word, effect].map(str::to_owned);
        Reply { word, effect, message: String::new(), value: None }
    }

    fn executed() -> Seen {
        Seen { whole: true, executed: true, ..Seen::default() }
    }

    fn once(fault: Fault) -> Script {
        Script { first: vec![fault], then: None }
    }

    #[track_caller]
    fn check(facts: Facts, said: (&str, &str), log: &[Seen], expected: Option<&str>) {
        let found = violations(facts, &once(Fault::Lost), &reply(said.0, said.1), log);
        let texts: Vec<&str> = found.iter().filter_map(|it| it.split(" (").next()).collect();
        assert_eq!(texts, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_write_without_a_key_takes_effect_once() {
        let answered = Seen { answered: true, ..executed() };
        check(POST, ("err", "Unknown"), &[executed()], None);
        let twice = [executed(), answered.clone()];
        check(POST, ("ok", ""), &twice, Some("takes effect 2 times"));
        check(GET, ("ok", ""), &twice, None);
    }

    #[test]
    fn what_is_said_of_the_effect_agrees_with_the_log() {
        let refused = Seen { whole: true, ..Seen::default() };
        check(
            POST,
            ("err", "NotSent"),
            std::slice::from_ref(&refused),
            Some("NotSent, and the server read 1 requests"),
        );
        check(POST, ("err", "NotSent"), &[Seen::default()], None);
        check(
            POST,
            ("err", "Rejected"),
            &[executed()],
            Some("Rejected, and 1 requests took effect"),
        );
        check(POST, ("err", "Rejected"), std::slice::from_ref(&refused), None);
        check(POST, ("err", "Applied"), &[refused], Some("Applied, and no request took effect"));
        check(POST, ("err", "Applied"), &[executed()], None);
        check(POST, ("err", "Unknown"), &[], Some("Unknown, and the server saw no request"));
        let half = "a success, and the server did not write a whole response";
        check(POST, ("ok", ""), &[executed()], Some(half));
    }

    #[test]
    fn keys_stay_the_same() {
        let with = |key: &str| Seen { key: Some(key.to_owned()), answered: true, ..executed() };
        let keyed = Facts { keyed: true, ..POST };
        check(keyed, ("ok", ""), &[with("a"), with("a")], None);
        check(keyed, ("ok", ""), &[Seen::default(), with("a")], None);
        let other = "an attempt has another idempotency key";
        check(keyed, ("ok", ""), &[with("a"), with("b")], Some(other));
        let none = Seen { answered: true, ..executed() };
        check(keyed, ("ok", ""), &[none], Some("the idempotency key is missing"));
    }

    #[test]
    fn what_may_be_repeated_succeeds_in_the_end() {
        check(GET, ("err", "Unknown"), &[executed()], Some("no success after 1 requests"));
        check(Facts { succeeds: false, ..GET }, ("err", "Applied"), &[executed()], None);
        assert!(POST.recovers(&once(Fault::TooManyRequests)));
        assert!(!POST.recovers(&once(Fault::ServerError)));
    }
}
