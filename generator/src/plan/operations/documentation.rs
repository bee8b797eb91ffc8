//! The documentation of operations and their parameters.

use super::OperationPlanner;
use crate::model::{Envelope, Location, Operation, Parameter, StatusMatch};
use crate::plan::docs;
use crate::plan::ir::{Argument, ErrorDecoder, ErrorItem, Ident, RustType};
use crate::plan::naming::grouping::OperationNames;
use crate::plan::naming::identifier;

impl OperationPlanner<'_, '_> {
    /// The documentation of an operation's method.
    pub(super) fn operation_docs(
        &self,
        operation: &Operation,
        arguments: &[Argument],
        envelope: Option<&Envelope>,
        (error, group): (&ErrorItem, &Ident),
    ) -> Vec<String> {
        let mut lines = self.method_docs(operation, arguments);
        if let Some(envelope) = envelope {
            docs::note(&mut lines, envelope_docs(envelope));
        }
        note_retry(operation, &mut lines);
        if operation.long_running.is_some() {
            docs::note(&mut lines, "Goes on after its response: `poller` polls it until it ends.");
        }
        if let Some(confirm) = &operation.confirm {
            let id = docs::code(&confirm.id);
            let note = format!("If its response is lost, {id} finds out whether it took effect.");
            docs::note(&mut lines, note);
        }
        note_links(operation, &mut lines);
        note_errors(error, group, &mut lines);
        lines
    }

    /// The documentation that the methods of all of an operation's media types share.
    pub(super) fn method_docs(&self, operation: &Operation, arguments: &[Argument]) -> Vec<String> {
        let mut lines = docs::prose(&operation.docs);
        let request = format!("{} {}", operation.method.as_str(), operation.path);
        docs::note(&mut lines, docs::code(&request));
        if self.has_own_servers(operation) {
            let urls: Vec<_> = operation.servers.iter().map(|it| docs::code(&it.url)).collect();
            let servers =
                format!("Sent to {}, unless the client has a base URL.", urls.join(" or "));
            docs::note(&mut lines, servers);
        }
        let listed: Vec<_> = arguments.iter().filter_map(argument_line).collect();
        if !listed.is_empty() {
            lines.push(String::new());
            lines.extend(listed);
        }
        lines
    }
}

/// Documents the typed bodies of errors.
fn note_errors(error: &ErrorItem, group: &Ident, lines: &mut Vec<String>) {
    let by_status = error.by_status.iter();
    let typed: Vec<_> = match &error.decoder {
        ErrorDecoder::None => Vec::new(),
        ErrorDecoder::Single(_) => {
            by_status.filter(|it| it.1.as_ref() == Some(&error.ty)).collect()
        }
        ErrorDecoder::ByStatus { .. } => by_status.filter(|it| it.1.is_some()).collect(),
    };
    let statuses: Vec<_> = typed.iter().map(|(status, _)| *status).collect();
    let (body, statuses) = (linked(&error.ty, group), error_statuses(&statuses));
    let text = match &error.decoder {
        ErrorDecoder::None => "The document describes no error body.".to_owned(),
        ErrorDecoder::Single(_) | ErrorDecoder::ByStatus { .. } => {
            format!("Responses with {statuses} have the body {body}.")
        }
    };
    docs::note(lines, "# Errors");
    // A heading needs no empty line after it (CommonMark section 4.2), and there are many methods.
    lines.push(text);
}

/// A type as code, with a link to a generated one. The text is in the module of a group, which is a child of the root; a
/// type of the same module needs no path.
fn linked(ty: &RustType, group: &Ident) -> String {
    match ty {
        RustType::Item(path) if path.module.0.as_slice() == std::slice::from_ref(group) => {
            format!("[`{}`]", path.name.plain())
        }
        RustType::Item(path) => format!("[`{}`](super::{path})", path.name.plain()),
        other => format!("`{other}`"),
    }
}

/// Statuses of errors in a sentence.
fn error_statuses(statuses: &[StatusMatch]) -> String {
    let words: Vec<String> = statuses
        .iter()
        .map(|status| match status {
            StatusMatch::Default if statuses.len() == 1 => "any error status".to_owned(),
            StatusMatch::Default => "any other error status".to_owned(),
            status => status_words(*status),
        })
        .collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => words.concat(),
    }
}

fn status_words(status: StatusMatch) -> String {
    match status {
        StatusMatch::Exact(status) => format!("`{status}`"),
        StatusMatch::Range(class) => format!("`{class}XX`"),
        StatusMatch::Default => "any other status".to_owned(),
    }
}

/// The documentation of a request type.
pub(super) fn request(names: &OperationNames) -> String {
    let handle = identifier::camel(names.group.plain());
    format!("The request for [`{handle}::{}`].", names.method.plain())
}

pub(super) fn parameter_docs(parameter: &Parameter) -> Vec<String> {
    let location = match parameter.location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    };
    let wire = docs::code(parameter.name.as_str());
    let mut lines = docs::prose_or(&parameter.docs, format!("{location} parameter {wire}."));
    let default = parameter.default.as_ref().map(|literal| literal.0.as_str());
    if let Some(bounds) = docs::bounds(&parameter.constraints, default) {
        docs::note(&mut lines, bounds);
    }
    lines
}

fn envelope_docs(envelope: &Envelope) -> String {
    let place = docs::code(&envelope.status.to_string());
    format!("A response with a failure at {place} is an error of `ErrorKind::Domain`.")
}

/// Documents the declared retry policy.
fn note_retry(operation: &Operation, lines: &mut Vec<String>) {
    let on: Vec<_> = operation.retry.on.iter().map(|it| format!("`{it}`")).collect();
    let on = on.join(", ");
    let attempts = match operation.retry.attempts {
        Some(1) => Some("Sent once by default, without retries".to_owned()),
        Some(attempts) => Some(format!("Sent up to {attempts} times by default")),
        None => None,
    };
    match (attempts, on.is_empty()) {
        (None, true) => {}
        (Some(attempts), true) => docs::note(lines, format!("{attempts}.")),
        (Some(attempts), false) => {
            docs::note(lines, format!("{attempts}, also after {on} if a retry is safe."));
        }
        (None, false) => {
            docs::note(lines, format!("Also retried after {on} if a retry is safe."));
        }
    }
}

/// Documents the links of the responses to further operations.
fn note_links(operation: &Operation, lines: &mut Vec<String>) {
    let links: Vec<_> = operation
        .responses
        .iter()
        .flat_map(|it| it.links.iter().map(|link| (it.status, link)))
        .collect();
    if links.is_empty() {
        return;
    }
    docs::note(lines, "# Links");
    lines.push(String::new());
    for (status, link) in links {
        let after = status_words(status);
        let given = link.parameters.iter().map(|(name, from)| (docs::code(name), from));
        let body = link.body.iter().map(|from| ("the body".to_owned(), from));
        let given: Vec<_> = given
            .chain(body)
            .map(|(name, from)| format!("{name} from {}", docs::code(from)))
            .collect();
        let with =
            if given.is_empty() { String::new() } else { format!(", with {}", given.join(", ")) };
        let (name, next) = (docs::code(&link.name), docs::code(&link.operation));
        lines.push(format!("- {name}, after {after}: {next}{with}."));
        let mut about = Vec::new();
        docs::paragraph(&mut about, link.description.as_deref());
        lines.extend(about.iter().map(|line| format!("  {line}").trim_end().to_owned()));
    }
}

/// The list item of an argument with documentation: its name and its first line.
fn argument_line(argument: &Argument) -> Option<String> {
    let (name, lines) = match argument {
        Argument::Parameter(it) => (&it.name, &it.docs),
        Argument::Body(it) => (&it.name, &it.docs),
    };
    let first =
        lines.first().filter(|line| !line.starts_with(['`', '~']) || !line.starts_with("```"))?;
    Some(format!("- `{}`: {first}", name.plain()))
}
