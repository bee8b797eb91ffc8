//! Reads `x-renkei-confirm`, and checks it against the write and the look-up.
//!
//! Takes the extension's node and both operations of the model; returns a [`Confirm`], or the errors with their nodes. It must not
//! know how the runtime evaluates an expression.

use super::DeclarationError;
use super::expression::{PathTarget, Reader, reach};
use crate::model::lower::paging::response::success_types;
use crate::model::{
    Api, Confirm, ConfirmParameter, Encoding, Location, Method, Operation, Parameter, PropertyPath,
    RequestValue, Style,
};
use crate::source::{Entry, Node};
use crate::text::JsonPointer;

const KEYS: [&str; 4] = ["operation", "parameters", "found", "equals"];

/// A declaration on a write.
pub(super) struct Declaration<'m, 'a> {
    api: &'m Api,
    write: &'m Operation,
    node: Node<'a>,
    errors: Vec<DeclarationError<'a>>,
}

/// The operation that a declaration names.
#[derive(Clone, Copy)]
struct LookUp<'m> {
    index: usize,
    id: &'m str,
    operation: &'m Operation,
}

impl<'m, 'a> Declaration<'m, 'a> {
    pub(super) fn new(api: &'m Api, write: &'m Operation, node: Node<'a>) -> Self {
        Self { api, write, node, errors: Vec::new() }
    }

    /// Returns the look-up, if nothing in the declaration is wrong, and what is.
    pub(super) fn read(mut self) -> (Option<Confirm>, Vec<DeclarationError<'a>>) {
        let found = self.confirm().filter(|_| self.errors.is_empty());
        (found, self.errors)
    }

    fn confirm(&mut self) -> Option<Confirm> {
        if !self.node.is_object() {
            return self.reject(self.node, format!("it is {}", self.node.kind_name()));
        }
        if self.write.method.is_safe() {
            let message = format!("{} takes no effect", self.write.method.as_str());
            let error = DeclarationError::new(self.node, message);
            return self.add(error.with_help("remove it, or move it to a write"));
        }
        for odd in self.node.members().filter(|it| !KEYS.contains(&it.key)) {
            let error =
                DeclarationError::new(odd.value, format!("`{}` is not one of its keys", odd.key));
            self.errors.push(error.with_suggestion(odd.key, &KEYS));
        }
        let look_up = self.look_up();
        let parameters = self.parameters(look_up);
        let look_up = look_up?;
        let found = self.found(look_up);
        let equals = self.equals(look_up);
        let (operation, id) = (look_up.index, look_up.id.to_owned());
        let confirm = Confirm { operation, id, parameters, found, equals };
        self.check_evidence(&confirm);
        Some(confirm)
    }

    fn look_up(&mut self) -> Option<LookUp<'m>> {
        let Some(node) = self.node.get("operation") else {
            return self.reject(self.node, "`operation` is missing");
        };
        let Some(id) = node.as_str() else {
            return self.reject(node, "`operation` is not an operationId");
        };
        let mut all = self.api.operations.iter().enumerate();
        let Some((index, target)) = all.find(|(_, it)| it.id.as_deref() == Some(id)) else {
            let reads = self.api.operations.iter().filter(|it| is_look_up(it));
            let known: Vec<_> = reads.filter_map(|it| it.id.as_deref()).collect();
            let error =
                DeclarationError::new(node, format!("the document has no operation `{id}`"));
            return self.add(error.with_suggestion(id, &known));
        };
        if !is_look_up(target) {
            let method = target.method.as_str();
            let error = DeclarationError::new(node, format!("`{id}` is sent with {method}"));
            return self.add(error.with_help("name an operation with GET or HEAD"));
        }
        if target.body.as_ref().is_some_and(|it| it.required) {
            return self.reject(node, format!("`{id}` requires a body"));
        }
        Some(LookUp { index, id: target.id.as_deref()?, operation: target })
    }

    fn parameters(&mut self, look_up: Option<LookUp<'m>>) -> Vec<ConfirmParameter> {
        let node = self.node.get("parameters");
        if let Some(other) = node.filter(|it| !it.is_object()) {
            let _: Option<()> = self.reject(other, "`parameters` is not an object");
            return Vec::new();
        }
        let written: Vec<Entry<'a>> = node.into_iter().flat_map(Node::members).collect();
        let Some(look_up) = look_up else {
            // Their expressions are checked in any case.
            for it in written {
                let _ = self.value(it.value);
            }
            return Vec::new();
        };
        let LookUp { id, operation: target, .. } = look_up;
        for parameter in target.parameters.iter().filter(|it| it.required) {
            let name = parameter.name.as_str();
            if !written.iter().any(|it| it.key == name) {
                let message = format!("`parameters` has no `{name}`, which `{id}` requires");
                self.errors.push(
                    DeclarationError::new(node.unwrap_or(self.node), message).with_help(format!(
                        "add `{name}` with a runtime expression, such as `$request.body#/{name}`"
                    )),
                );
            }
        }
        written.into_iter().filter_map(|it| self.parameter(look_up, it)).collect()
    }

    fn parameter(&mut self, look_up: LookUp<'m>, entry: Entry<'a>) -> Option<ConfirmParameter> {
        let LookUp { id, operation: target, .. } = look_up;
        let value = self.value(entry.value);
        let Some(parameter) = target.parameters.iter().find(|it| it.name.as_str() == entry.key)
        else {
            let known: Vec<_> = target.parameters.iter().map(|it| it.name.as_str()).collect();
            let error = DeclarationError::new(
                entry.value,
                format!("`{id}` has no parameter `{}`", entry.key),
            );
            return self.add(error.with_suggestion(entry.key, &known));
        };
        if !is_plain(parameter) {
            let message = format!("the parameter `{}` has a style of its own", entry.key);
            let error = DeclarationError::new(entry.value, message);
            return self
                .add(error.with_help("name an operation whose parameters have the default style"));
        }
        let (location, name) = (parameter.location, parameter.name.clone());
        Some(ConfirmParameter { location, name, value: value? })
    }

    fn value(&mut self, node: Node<'a>) -> Option<RequestValue> {
        match (Reader { api: self.api, write: self.write }).read(node) {
            Ok(value) => Some(value),
            Err(error) => self.add(error),
        }
    }

    fn found(&mut self, look_up: LookUp<'m>) -> Option<PropertyPath> {
        let node = self.node.get("found")?;
        let path = node.as_str().and_then(JsonPointer::parse).as_ref().map(PropertyPath::from);
        let Some(path) = path else {
            return self.reject(node, "`found` is not a JSON pointer");
        };
        self.check_response(node, look_up, &path);
        Some(path)
    }

    fn equals(&mut self, look_up: LookUp<'m>) -> Vec<(PropertyPath, RequestValue)> {
        let Some(node) = self.node.get("equals") else { return Vec::new() };
        if !node.is_object() || node.members().len() == 0 {
            let _: Option<()> = self.reject(node, "`equals` is not an object with members");
        }
        let mut pairs = Vec::new();
        for entry in node.members() {
            let path = JsonPointer::parse(entry.key).filter(|it| !it.as_str().is_empty());
            let value = self.value(entry.value);
            match path {
                Some(path) => {
                    let path = PropertyPath::from(&path);
                    self.check_response(entry.value, look_up, &path);
                    pairs.extend(value.map(|it| (path, it)));
                }
                None => {
                    let message = format!("`{}` is not a JSON pointer to a property", entry.key);
                    self.errors.push(DeclarationError::new(entry.value, message));
                }
            }
        }
        pairs
    }

    /// Reports a path that the look-up's response does not have.
    fn check_response(&mut self, at: Node<'a>, look_up: LookUp<'m>, path: &PropertyPath) {
        let LookUp { id, operation: target, .. } = look_up;
        let bodies = if target.method == Method::Head { Vec::new() } else { success_types(target) };
        if bodies.is_empty() {
            let _: Option<()> = self.reject(at, format!("`{id}` has no JSON response"));
            return;
        }
        let reached = bodies.iter().map(|ty| reach(self.api, *ty, path));
        match reached.max().unwrap_or(PathTarget::Nothing) {
            PathTarget::Nothing => {
                let message = format!("the response of `{id}` has no `{path}`");
                let _: Option<()> = self.reject(at, message);
            }
            PathTarget::Element => {
                let message = format!("`{path}` names an item of a list");
                let error = DeclarationError::new(at, message);
                self.errors.push(
                    error.with_help("name the list itself: `found` means that it has an item"),
                );
            }
            PathTarget::Value | PathTarget::Container => {}
        }
    }

    /// Reports a look-up that succeeds whether or not the write took effect: it finds a resource that existed before.
    fn check_evidence(&mut self, confirm: &Confirm) {
        let is_compared = confirm.found.is_some() || !confirm.equals.is_empty();
        let is_removal = self.write.method == Method::Delete;
        if is_compared || is_removal || !self.errors.is_empty() {
            return;
        }
        let changes = matches!(self.write.method, Method::Put | Method::Patch);
        let is_old = |it: &ConfirmParameter| {
            matches!(it.value, RequestValue::Path(_) | RequestValue::Literal(_))
        };
        if changes || confirm.parameters.iter().all(is_old) {
            let message =
                format!("`{}` finds a resource that existed before the write", confirm.id);
            let error = DeclarationError::new(self.node, message);
            self.errors.push(error.with_help(
                "compare what the write changes with `equals`, such as `equals: {/status: $request.body#/status}`, or name what it adds with `found`",
            ));
        }
    }

    fn reject<T>(&mut self, at: Node<'a>, message: impl Into<String>) -> Option<T> {
        self.add(DeclarationError::new(at, message))
    }

    fn add<T>(&mut self, error: DeclarationError<'a>) -> Option<T> {
        self.errors.push(error);
        None
    }
}

fn is_look_up(operation: &Operation) -> bool {
    matches!(operation.method, Method::Get | Method::Head)
}

/// Whether a parameter has the default style of its location, in which one value is written.
pub(super) fn is_plain(parameter: &Parameter) -> bool {
    let style = match parameter.encoding {
        Encoding::Style { style, .. } => style,
        Encoding::Json => return false,
    };
    match parameter.location {
        Location::Path | Location::Header => style == Style::Simple,
        Location::Query | Location::Cookie => style == Style::Form,
    }
}
