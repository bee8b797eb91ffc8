//! What a client does when a call fails: one row for each operation, for `renkei policies`.
//!
//! Takes the model and the plan of a client; returns [`Policies`], which are data. It decides nothing about the client: the
//! rows say what the planned operations and the defaults of the runtime mean together. It must not know formats of output.

mod paging;
mod retries;

pub use self::retries::{FAILURES, Failure, Retried, STATUSES, StatusRow, retried_status};

use crate::model::{Api, ConfirmParameter};
use crate::plan::{ConfirmItem, Crate, OperationItem};

/// The number of attempts of a client by default.
pub const ATTEMPTS: u32 = 3;
/// The time limits of a client by default, in milliseconds.
pub const LIMITS: Limits = Limits {
    connect: 2_000,
    attempt: 3_000,
    deadline: 10_000,
    stream_idle: 10_000,
    confirm: 5_000,
};

/// Time limits in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For DNS, TCP and TLS.
    pub connect: u64,
    /// For one attempt with its body, or up to the head of a stream.
    pub attempt: u64,
    /// For the whole call with its waits.
    pub deadline: u64,
    /// For silence in a stream.
    pub stream_idle: u64,
    /// For look-ups after the call, if its response is lost.
    pub confirm: u64,
}

/// The policies of a client.
#[derive(Clone, Debug)]
pub struct Policies {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The operations by group, in the order of the client.
    pub operations: Vec<OperationPolicy>,
}

/// The policy of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationPolicy {
    /// The operation's id.
    pub id: String,
    /// The HTTP method.
    pub method: String,
    /// The path template.
    pub path: String,
    /// What a repeated request does.
    pub class: Class,
    /// Why it has this class.
    pub reason: String,
    /// Statuses that are retried in addition to those of the class.
    pub more_statuses: Vec<u16>,
    /// Statuses that the document lists, and that are not retried because a repeated request could take effect twice.
    pub ignored_statuses: Vec<u16>,
    /// The number of attempts in all.
    pub attempts: u32,
    /// Whether the document states the number of attempts.
    pub declares_attempts: bool,
    /// Whether a success may be read as a stream, for which the limit of silence holds.
    pub streams: bool,
    /// The header of the idempotency key; `None` if no key is sent.
    pub key_header: Option<KeyHeader>,
    /// How the pages of a list follow each other.
    pub paging: Option<String>,
    /// What it means if a request is sent and no response arrives.
    pub lost_response: LostResponse,
}

/// What a repeated request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing more than the first one.
    Safe,
    /// Nothing, because it carries a key that the server honours.
    Keyed,
    /// Possibly the same again.
    Unsafe,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::Safe, Self::Keyed, Self::Unsafe];

    /// Returns the letter of the class.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Safe => "S",
            Self::Keyed => "K",
            Self::Unsafe => "N",
        }
    }

    /// Returns what the class means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Safe => "safe to repeat",
            Self::Keyed => "safe to repeat with its idempotency key",
            Self::Unsafe => {
                "not safe to repeat: retried only if the server did not perform the request"
            }
        }
    }
}

/// The header of an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHeader {
    /// Its name.
    pub name: String,
    /// Whether the document declares it, so that retries rely on it.
    pub declared: bool,
}

/// What a lost response means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostResponse {
    /// Whether the request is repeated.
    pub repeated: bool,
    /// What the error says after the last attempt, as `Error::outcome` names it, unless a look-up tells more.
    pub outcome: &'static str,
    /// What to do then, as `Advice` names it.
    pub advice: &'static str,
    /// The same for people.
    pub text: String,
    /// The look-up that tells whether the request took effect.
    pub look_up: Option<LookUp>,
}

/// The look-up of a write whose response is lost (`x-renkei-confirm`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// The operation's id.
    pub operation: String,
    /// Its parameters, each with a runtime expression or a literal.
    pub parameters: Vec<(String, String)>,
    /// The JSON pointer to what only a write that took effect has.
    pub found: Option<String>,
    /// JSON pointers into the response, each with the value that it has if the write took effect.
    pub equals: Vec<(String, String)>,
}

impl LookUp {
    fn of(item: &ConfirmItem) -> Self {
        let parameter = |it: &ConfirmParameter| (it.name.as_str().to_owned(), it.value.to_string());
        let equals = item.equals.iter().map(|(path, value)| (path.to_string(), value.to_string()));
        Self {
            operation: item.operation.id.clone(),
            parameters: item.parameters.iter().map(parameter).collect(),
            found: item.found.as_ref().map(ToString::to_string),
            equals: equals.collect(),
        }
    }
}

/// Returns the policies of a client.
#[must_use]
pub fn policies(api: &Api, plan: &Crate) -> Policies {
    let operations = plan.groups.iter().flat_map(|it| &it.operations);
    let operations = operations.map(|it| operation(api, plan, it)).collect();
    Policies { title: plan.title.clone(), version: plan.api_version.clone(), operations }
}

fn operation(api: &Api, plan: &Crate, item: &OperationItem) -> OperationPolicy {
    let class = class(item);
    let listed = item.retry.on.clone();
    let (more_statuses, ignored_statuses) = match class {
        Class::Unsafe => (Vec::new(), listed),
        Class::Safe | Class::Keyed => (listed, Vec::new()),
    };
    let modelled = api.operations.iter().find(|it| it.pointer == item.pointer);
    let basis = modelled.and_then(|it| it.paging.as_ref()).map(|it| it.basis);
    OperationPolicy {
        id: item.id.clone(),
        method: item.http_method.as_str().to_owned(),
        path: item.path.clone(),
        class,
        reason: reason(item, class),
        more_statuses,
        ignored_statuses,
        attempts: item.retry.attempts.unwrap_or(ATTEMPTS),
        declares_attempts: item.retry.attempts.is_some(),
        streams: !item.streams.is_empty(),
        key_header: key_header(plan, item),
        paging: item.paging.as_ref().map(|it| paging::text(it, basis)),
        lost_response: lost_response(class, item),
    }
}

fn class(item: &OperationItem) -> Class {
    match (item.repeatable, &item.idempotency_header) {
        (true, _) => Class::Safe,
        (false, Some(_)) => Class::Keyed,
        (false, None) => Class::Unsafe,
    }
}

fn reason(item: &OperationItem, class: Class) -> String {
    let method = item.http_method.as_str();
    let is_idempotent = item.http_method.is_idempotent();
    match (class, &item.idempotency_header) {
        (Class::Safe, _) if item.http_method.is_safe() => format!("{method} is a safe method"),
        (Class::Safe, _) if is_idempotent => format!("{method} is idempotent"),
        (Class::Safe, _) => "`x-renkei-idempotent` is true".to_owned(),
        (Class::Keyed, Some(name)) => format!("the document declares `{name}`"),
        _ if is_idempotent => "`x-renkei-idempotent` is false".to_owned(),
        _ => format!("{method} is not idempotent, and no key header is declared"),
    }
}

/// Safe methods carry no key, unless the document declares one.
fn key_header(plan: &Crate, item: &OperationItem) -> Option<KeyHeader> {
    if item.http_method.is_safe() {
        return None;
    }
    Some(match &item.idempotency_header {
        Some(name) => KeyHeader { name: name.clone(), declared: true },
        None => KeyHeader { name: plan.idempotency_header.clone(), declared: false },
    })
}

fn lost_response(class: Class, item: &OperationItem) -> LostResponse {
    let is_sent_once = item.retry.attempts == Some(1);
    let (advice, text) = match (class, is_sent_once) {
        (Class::Safe, true) => ("retry", "not repeated; sending it again is safe"),
        (Class::Keyed, true) => ("retry", "not repeated; sending it again with its key is safe"),
        (Class::Safe, false) if item.http_method.is_safe() => {
            ("retry", "repeated; it changes nothing")
        }
        (Class::Safe, false) => ("retry", "repeated; the effect is the same"),
        (Class::Keyed, false) => ("retry", "repeated with its key; the server performs it once"),
        (Class::Unsafe, _) if item.confirm.is_some() => ("confirm", "not repeated"),
        (Class::Unsafe, _) => ("confirm", "not repeated; look before you send it again"),
    };
    let look_up = item.confirm.as_ref().map(LookUp::of);
    let text = match &look_up {
        Some(it) => format!("{text}; {} looks it up", it.operation),
        None => text.to_owned(),
    };
    let repeated = class != Class::Unsafe && !is_sent_once;
    LostResponse { repeated, outcome: "Unknown", advice, text, look_up }
}
