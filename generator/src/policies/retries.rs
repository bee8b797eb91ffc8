//! What the runtime retries, by class. `tests/tests/policies.rs` compares every row with what the runtime does.

use super::Class;

/// When a failure is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// Always, within the limits of the call.
    Yes,
    /// If the response has `Retry-After`.
    WithRetryAfter,
    /// If the response says that the first request with the key is still in progress.
    InProgress,
    /// Once, with a new token, if the token can be renewed.
    WithNewToken,
    /// Never.
    No,
}

/// A failure without a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its name.
    pub name: &'static str,
    /// When it is retried, for each of [`Class::ALL`].
    pub retried: [Retried; 3],
    /// What `Error::outcome` says after it.
    pub outcome: &'static str,
}

/// The failures without a status, or whose status is a success.
pub const FAILURES: &[Failure] = &[
    failure("no connection", [Retried::Yes; 3], "NotSent"),
    failure("TLS failed", [Retried::No; 3], "NotSent"),
    failure("closed before sending", [Retried::Yes; 3], "NotSent"),
    failure("stale connection", [Retried::Yes, Retried::Yes, Retried::No], "Unknown"),
    failure("connection broken", [Retried::Yes, Retried::Yes, Retried::No], "Unknown"),
    failure("no response in time", [Retried::Yes, Retried::Yes, Retried::No], "Unknown"),
    failure("malformed response head", [Retried::No; 3], "Unknown"),
    failure("success with a broken body", [Retried::Yes, Retried::Yes, Retried::No], "Applied"),
    failure("success that cannot be decoded", [Retried::No; 3], "Applied"),
];

const fn failure(name: &'static str, retried: [Retried; 3], outcome: &'static str) -> Failure {
    Failure { name, retried, outcome }
}

/// A range of statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// The first status.
    pub first: u16,
    /// The last one.
    pub last: u16,
    /// When it is retried, for each of [`Class::ALL`].
    pub retried: [Retried; 3],
}

/// Every status of an error; of several rows that match, the first holds.
pub const STATUSES: &[StatusRow] = &[
    status(401, 401, [Retried::WithNewToken; 3]),
    status(408, 408, SAFE_AND_KEYED),
    status(409, 409, [Retried::No, Retried::InProgress, Retried::No]),
    status(422, 422, [Retried::No, Retried::InProgress, Retried::No]),
    status(425, 425, SAFE_AND_KEYED),
    status(429, 429, [Retried::Yes; 3]),
    status(400, 499, [Retried::No; 3]),
    status(501, 501, [Retried::No; 3]),
    status(503, 503, [Retried::Yes, Retried::Yes, Retried::WithRetryAfter]),
    status(505, 506, [Retried::No; 3]),
    status(508, 508, [Retried::No; 3]),
    status(510, 511, [Retried::No; 3]),
    status(500, 599, SAFE_AND_KEYED),
];

const SAFE_AND_KEYED: [Retried; 3] = [Retried::Yes, Retried::Yes, Retried::No];

const fn status(first: u16, last: u16, retried: [Retried; 3]) -> StatusRow {
    StatusRow { first, last, retried }
}

impl Class {
    /// Returns the entry of this class.
    #[must_use]
    pub fn of(self, [safe, keyed, other]: [Retried; 3]) -> Retried {
        match self {
            Self::Safe => safe,
            Self::Keyed => keyed,
            Self::Unsafe => other,
        }
    }

    /// Returns what is retried, in one phrase for each failure and range of statuses.
    #[must_use]
    pub fn retried_on(self) -> Vec<String> {
        let failures = FAILURES.iter().filter(|it| self.of(it.retried) == Retried::Yes);
        let mut list: Vec<String> = failures.map(|it| it.name.to_owned()).collect();
        for row in STATUSES {
            let condition = match self.of(row.retried) {
                Retried::Yes => "",
                Retried::WithRetryAfter => " with Retry-After",
                Retried::InProgress => " if the first request is in progress",
                Retried::WithNewToken => " once, with a new token",
                Retried::No => continue,
            };
            list.push(format!("{}{condition}", shown(row)));
        }
        list
    }
}

/// Returns the statuses of a row. The last row is that of the 5xx that no other names.
fn shown(row: &StatusRow) -> String {
    match (row.first, row.last) {
        (500, 599) => "other 5xx".to_owned(),
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first} to {last}"),
    }
}

/// Returns when a status is retried.
#[must_use]
pub fn retried_status(class: Class, status: u16) -> Retried {
    let row = STATUSES.iter().find(|it| (it.first..=it.last).contains(&status));
    row.map_or(Retried::No, |it| class.of(it.retried))
}
