//! The policies for programs.

use std::collections::BTreeMap;

use renkei::policies::{ATTEMPTS, Class, LIMITS, LookUp, OperationPolicy, Policies};
use serde::Serialize;

use crate::json::json_text;

pub(super) fn text(policies: &Policies) -> String {
    json_text(&Document {
        format: 1,
        title: &policies.title,
        version: &policies.version,
        defaults: Defaults { attempts: ATTEMPTS, limits: Limits::of(false, false) },
        classes: Class::ALL.map(|it| ClassRow {
            class: it.letter(),
            meaning: it.meaning(),
            retried_on: it.retried_on(),
        }),
        operations: policies.operations.iter().map(Row::of).collect(),
    })
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    title: &'a str,
    version: &'a str,
    defaults: Defaults,
    classes: [ClassRow; 3],
    operations: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Defaults {
    attempts: u32,
    limits: Limits,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClassRow {
    class: &'static str,
    meaning: &'static str,
    retried_on: Vec<String>,
}

/// Time limits in milliseconds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    connect_ms: u64,
    attempt_ms: u64,
    deadline_ms: u64,
    stream_idle_ms: Option<u64>,
    confirm_ms: Option<u64>,
}

impl Limits {
    fn of(streams: bool, looks_up: bool) -> Self {
        Self {
            connect_ms: LIMITS.connect,
            attempt_ms: LIMITS.attempt,
            deadline_ms: LIMITS.deadline,
            stream_idle_ms: streams.then_some(LIMITS.stream_idle),
            confirm_ms: looks_up.then_some(LIMITS.confirm),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: &'a str,
    method: &'a str,
    path: &'a str,
    class: &'static str,
    reason: &'a str,
    attempts: u32,
    attempts_declared: bool,
    limits: Limits,
    retried_on: Vec<String>,
    ignored_statuses: &'a [u16],
    key: Option<Key<'a>>,
    paging: Option<&'a str>,
    lost_response: Lost<'a>,
}

#[derive(Serialize)]
struct Key<'a> {
    header: &'a str,
    declared: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Lost<'a> {
    repeated: bool,
    outcome: &'static str,
    advice: &'static str,
    text: &'a str,
    look_up: Option<LookUpOf<'a>>,
}

/// A look-up; its parameters and values by name.
#[derive(Serialize)]
struct LookUpOf<'a> {
    operation: &'a str,
    parameters: BTreeMap<&'a str, &'a str>,
    found: Option<&'a str>,
    equals: BTreeMap<&'a str, &'a str>,
}

impl<'a> From<&'a LookUp> for LookUpOf<'a> {
    fn from(it: &'a LookUp) -> Self {
        fn by_name(pairs: &[(String, String)]) -> BTreeMap<&str, &str> {
            pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
        }
        Self {
            operation: &it.operation,
            parameters: by_name(&it.parameters),
            found: it.found.as_deref(),
            equals: by_name(&it.equals),
        }
    }
}

impl<'a> Row<'a> {
    fn of(it: &'a OperationPolicy) -> Self {
        let lost = &it.lost_response;
        let more = it.more_statuses.iter().map(u16::to_string);
        let retried_on = match it.attempts {
            1 => Vec::new(),
            _ => it.class.retried_on().into_iter().chain(more).collect(),
        };
        Self {
            id: &it.id,
            method: &it.method,
            path: &it.path,
            class: it.class.letter(),
            reason: &it.reason,
            attempts: it.attempts,
            attempts_declared: it.declares_attempts,
            limits: Limits::of(it.streams, lost.look_up.is_some()),
            retried_on,
            ignored_statuses: &it.ignored_statuses,
            key: it
                .key_header
                .as_ref()
                .map(|key| Key { header: &key.name, declared: key.declared }),
            paging: it.paging.as_deref(),
            lost_response: Lost {
                repeated: lost.repeated,
                outcome: lost.outcome,
                advice: lost.advice,
                text: &lost.text,
                look_up: lost.look_up.as_ref().map(LookUpOf::from),
            },
        }
    }
}
