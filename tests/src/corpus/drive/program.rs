//! A program that calls a client's operations by number: written beside the client, compiled with it, fed over stdin.
//!
//! Takes the plan of the client; returns Rust. What it writes for an operation is a function of a few lines, since a large
//! client has a thousand of them.

use std::fmt::Write as _;
use std::time::Duration;

use renkei::plan::{
    Argument, BodyItem, BodyKind, Crate, Decoder, ErrorDecoder, Group, Ident, OperationItem,
    ParameterItem, RustType,
};

use crate::corpus::examples::reader::code;

/// How long an attempt of a call that is repeated may take: more than a response takes, which comes from memory.
pub(super) const ATTEMPT: Duration = Duration::from_millis(250);

const HEAD: &str = include_str!("program_head.rs.txt");

/// A method of the client, and what it takes.
pub(super) struct Entry<'a> {
    pub(super) operation: &'a OperationItem,
    /// What is taken, by place in the line of a call: the method's arguments, then setters.
    pub(super) slots: Vec<Slot<'a>>,
    group: &'a Group,
    method: &'a Ident,
    /// How many of the slots are arguments of the method.
    arguments: usize,
}

/// Something that a call can be given.
#[derive(Clone, Copy)]
pub(super) enum Slot<'a> {
    Parameter(&'a ParameterItem),
    Body(&'a BodyItem),
}

/// Every method that makes a request.
pub(super) fn entries(plan: &Crate) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for group in &plan.groups {
        for operation in &group.operations {
            let alternatives = operation.alternatives.iter().map(|it| (&it.method, &it.arguments));
            let methods = std::iter::once((&operation.method, &operation.arguments));
            for (method, arguments) in methods.chain(alternatives) {
                let taken = arguments.iter().map(|it| match it {
                    Argument::Parameter(item) => Slot::Parameter(item),
                    Argument::Body(item) => Slot::Body(item),
                });
                let setters = operation.setters.iter().map(Slot::Parameter);
                let bodies = operation.body_setters.iter().map(Slot::Body);
                let slots = taken.chain(setters).chain(bodies).collect();
                let arguments = arguments.len();
                entries.push(Entry { operation, slots, group, method, arguments });
            }
        }
    }
    entries
}

impl Entry<'_> {
    /// Whether it is the method of the preferred media type.
    pub(super) fn is_main(&self) -> bool {
        self.method == &self.operation.method
    }

    /// The call as a reader of the client would write it.
    pub(super) fn shown(&self) -> String {
        format!("{}().{}", self.group.module, self.method)
    }
}

/// The program's text.
pub(super) fn source(entries: &[Entry<'_>]) -> String {
    let mut out = HEAD.to_owned();
    let _ = writeln!(out, "\nconst ATTEMPT_MILLIS: u64 = {};", ATTEMPT.as_millis());
    out.push_str("\nstatic CALLS: &[Call] = &[\n");
    for number in 0..entries.len() {
        let _ = writeln!(out, "    call_{number},");
    }
    out.push_str("];\n");
    for (number, entry) in entries.iter().enumerate() {
        call(&mut out, number, entry);
    }
    out
}

fn call(out: &mut String, number: usize, entry: &Entry<'_>) {
    let (group, method) = (&entry.group.module, entry.method);
    let (arguments, setters) = entry.slots.split_at(entry.arguments);
    let arguments: Vec<String> =
        arguments.iter().enumerate().map(|(at, slot)| taken(*slot, at)).collect();
    let _ = writeln!(out, "\nfn call_{number}(c: &client::Client, a: &Args) -> Sending {{");
    let _ = writeln!(out, "    let mut r = c.{group}().{method}({});", arguments.join(", "));
    for (at, slot) in setters.iter().enumerate() {
        let at = at + entry.arguments;
        let (Slot::Parameter(ParameterItem { name, .. }) | Slot::Body(BodyItem { name, .. })) =
            slot;
        let _ = writeln!(out, "    if a.has({at}) {{ r = r.{name}({}); }}", taken(*slot, at));
    }
    let (ok, err) = (shown(number, entry.operation), failed(number, entry.operation));
    let _ = writeln!(out, "    send(r.send_full(), {}, {})\n}}", ok.0, err.0);
    out.push_str(&ok.1);
    out.push_str(&err.1);
}

/// An argument as it is handed over.
fn taken(slot: Slot<'_>, at: usize) -> String {
    match slot {
        Slot::Parameter(item) => value(&item.ty, at),
        Slot::Body(item) => match item.kind {
            BodyKind::Text => format!("a.get::<String>({at})?"),
            BodyKind::Bytes => format!("a.bytes({at})?"),
            BodyKind::BytesWithType => format!("&a.media({at})?, a.bytes({at})?"),
            _ => value(&item.ty, at),
        },
    }
}

fn value(ty: &RustType, at: usize) -> String {
    match ty {
        RustType::Str => format!("&a.get::<String>({at})?"),
        RustType::Slice(of) if **of == RustType::Str => format!("&a.texts({at})?"),
        RustType::Slice(of) => format!("&a.get::<Vec<{}>>({at})?", code(of)),
        RustType::Ref(of) => format!("&a.get::<{}>({at})?", code(of)),
        other => format!("a.get::<{}>({at})?", code(other)),
    }
}

/// The function that shows a success, and its text where it is one of its own.
fn shown(number: usize, item: &OperationItem) -> (String, String) {
    let plain = |name: &str| (name.to_owned(), String::new());
    match &item.response.decoder {
        Decoder::Empty => plain("nothing"),
        Decoder::Value(_) | Decoder::ValueOrEmpty(_) | Decoder::Text | Decoder::Xml(_) => {
            plain("json")
        }
        Decoder::Bytes => plain("bytes"),
        Decoder::Stream => plain("opened"),
        Decoder::ByStatus { path, variants, .. } => {
            let arms = variants.iter().map(|it| (&it.name, it.ty.as_ref()));
            by_status(&format!("ok_{number}"), &path.to_string(), arms)
        }
    }
}

fn failed(number: usize, item: &OperationItem) -> (String, String) {
    let plain = |name: &str| (name.to_owned(), String::new());
    match &item.error.decoder {
        ErrorDecoder::None => plain("never"),
        ErrorDecoder::Single(_) => plain("json"),
        ErrorDecoder::ByStatus { path, variants, .. } => {
            let arms = variants.iter().map(|it| (&it.name, Some(&it.ty)));
            by_status(&format!("err_{number}"), &path.to_string(), arms)
        }
    }
}

fn by_status<'a>(
    name: &str,
    path: &str,
    variants: impl Iterator<Item = (&'a Ident, Option<&'a RustType>)>,
) -> (String, String) {
    let mut text = format!("fn {name}(value: &client::{path}) -> Shown {{\n    match value {{\n");
    for (variant, ty) in variants {
        let arm = match ty {
            None => format!("client::{path}::{variant} => nothing(&())"),
            Some(RustType::Bytes) => format!("client::{path}::{variant}(it) => bytes(it)"),
            Some(_) => format!("client::{path}::{variant}(it) => json(it)"),
        };
        let _ = writeln!(text, "        {arm},");
    }
    text.push_str("    }\n}\n");
    (name.to_owned(), text)
}
