//! The arguments of a call, made for the parameters and the body that the document declares.
//!
//! Takes a method of the client and its operation in the document; returns a line for the program and what it is meant to
//! send.

use std::collections::BTreeMap;

use renkei::model::Location;
use renkei::plan::{BodyItem, BodyKind, ParameterItem};
use serde_json::{Value, json};

use super::program::{Entry, Slot};
use super::request::{Content, Meant, Sent};
use super::spec::{Form, Media, Operation, Parameter, Place, Scheme, Style, essence};
use super::value::{Letters, Made, Pass};
use super::view::View;

/// A call, ready to be made.
pub(super) struct Call<'a> {
    /// Credentials and arguments as the program reads them.
    pub(super) line: String,
    pub(super) meant: Meant<'a>,
    /// The most members that a union in it has.
    pub(super) arity: usize,
}

/// Why there is no call.
#[derive(Clone, Debug)]
pub(super) enum NoCall {
    /// No valid value was made.
    Value(String),
    /// The client lacks something that the document has.
    Client(String),
}

/// What calls are made from.
pub(super) struct Maker<'a> {
    pub(super) view: &'a View,
    pub(super) schemes: &'a BTreeMap<String, Scheme>,
}

impl<'a> Maker<'a> {
    pub(super) fn call(
        &self,
        entry: &Entry<'_>,
        operation: &'a Operation,
        pass: Pass,
    ) -> Result<Call<'a>, NoCall> {
        let mut values = Values { view: self.view, pass, arity: 1 };
        let mut parameters = Vec::new();
        let mut arguments = vec![String::new(); entry.slots.len()];
        for parameter in &operation.parameters {
            parameters.push((parameter, values.given(entry, parameter, &mut arguments)?));
        }
        for (slot, argument) in entry.slots.iter().zip(&mut arguments) {
            let undeclared =
                |it: &ParameterItem| !operation.parameters.iter().any(|of| is_of(it, of));
            if let Slot::Parameter(item) = slot {
                if undeclared(item) {
                    // An undeclared name of a template is a parameter too.
                    if item.position.location != Location::Path {
                        return Err(NoCall::Client(format!(
                            "`{}` is not in the document",
                            item.wire
                        )));
                    }
                    *argument = json!("undeclared").to_string();
                }
            }
        }
        let body = values.body(entry, operation, &mut arguments)?;
        let (schemes, credentials) = self.credentials(operation, pass.turn);
        let line = std::iter::once(credentials).chain(arguments).collect::<Vec<_>>().join("\t");
        let meant = Meant { parameters, body, schemes };
        Ok(Call { line, meant, arity: values.arity.max(operation.security.len()) })
    }

    /// One alternative of the operation's security by turns: the schemes that should go along, and the pairs for the program.
    fn credentials(&self, operation: &'a Operation, turn: usize) -> (Vec<&'a Scheme>, String) {
        let has_place = |it: &&Vec<String>| {
            it.iter().all(|it| self.schemes.get(it).is_some_and(|it| *it != Scheme::MutualTls))
        };
        let open: Vec<&Vec<String>> = operation.security.iter().filter(has_place).collect();
        let Some(given) = open.get(turn % open.len().max(1)) else {
            return (Vec::new(), "[]".to_owned());
        };
        // An earlier alternative that the same credentials serve goes first.
        let first = open.iter().find(|it| !it.is_empty() && it.iter().all(|it| given.contains(it)));
        let sent = first.unwrap_or(given).iter().filter_map(|it| self.schemes.get(it)).collect();
        let pairs: Vec<(&String, &str)> =
            given.iter().filter_map(|it| Some((it, kind(self.schemes.get(it)?)))).collect();
        (sent, json!(pairs).to_string())
    }
}

fn kind(scheme: &Scheme) -> &'static str {
    match scheme {
        Scheme::Header(_) | Scheme::Query(_) | Scheme::Cookie(_) => "key",
        Scheme::Basic => "basic",
        Scheme::Bearer => "bearer",
        Scheme::MutualTls | Scheme::Other => "other",
    }
}

/// Whether an argument of the client is a parameter of the document.
fn is_of(item: &ParameterItem, parameter: &Parameter) -> bool {
    let place = match item.position.location {
        Location::Path => Place::Path,
        Location::Query => Place::Query,
        Location::Header => Place::Header,
        Location::Cookie => Place::Cookie,
    };
    place == parameter.place && item.wire.as_str() == parameter.name
}

struct Values<'a> {
    view: &'a View,
    pass: Pass,
    arity: usize,
}

impl<'a> Values<'a> {
    fn made(&mut self, what: &str, made: Result<Made, String>) -> Result<Value, NoCall> {
        let made = made.map_err(|why| NoCall::Value(format!("{what}: {why}")))?;
        self.arity = self.arity.max(made.arity);
        Ok(made.value)
    }

    /// Gives a parameter a value, where it has a place in the call.
    fn given(
        &mut self,
        entry: &Entry<'_>,
        parameter: &Parameter,
        arguments: &mut [String],
    ) -> Result<Sent, NoCall> {
        let of = |it: &Slot<'_>| matches!(it, Slot::Parameter(item) if is_of(item, parameter));
        let Some(at) = entry.slots.iter().position(of) else {
            let item = entry.operation;
            let key = item.idempotency_header.as_deref();
            if key.is_some_and(|it| it.eq_ignore_ascii_case(&parameter.name)) {
                return Ok(Sent::Something);
            }
            if item.constants.iter().any(|it| it.wire.as_str() == parameter.name) {
                return self.parameter(parameter).map(Sent::Value);
            }
            return Err(NoCall::Client(format!(
                "the client has no parameter `{}`",
                parameter.name
            )));
        };
        if !parameter.required && !self.pass.full {
            return Ok(Sent::Nothing);
        }
        let value = self.parameter(parameter)?;
        if let Some(argument) = arguments.get_mut(at) {
            *argument = value.to_string();
        }
        Ok(Sent::Value(value))
    }

    fn parameter(&mut self, parameter: &Parameter) -> Result<Value, NoCall> {
        let letters = match (parameter.place, parameter.form) {
            (Place::Header, _) => Letters::Header,
            (
                _,
                Form::Style {
                    style: Style::Space | Style::Pipe | Style::Tab | Style::Label, ..
                },
            ) => Letters::Undelimited,
            // What stays as it is may look like the delimiter (OpenAPI 3.0.4, "Parameter Object", `allowReserved`).
            (_, Form::Style { reserved: true, .. }) => Letters::Undelimited,
            _ => Letters::All,
        };
        match &parameter.schema {
            Some(schema) => {
                let made = self.view.make(schema, self.pass.as_text(letters));
                self.made(&format!("the parameter `{}`", parameter.name), made)
            }
            None => Ok(json!("any text")),
        }
    }

    fn body(
        &mut self,
        entry: &Entry<'_>,
        operation: &'a Operation,
        arguments: &mut [String],
    ) -> Result<Option<Content<'a>>, NoCall> {
        let bodies: Vec<(usize, &BodyItem)> = entry
            .slots
            .iter()
            .enumerate()
            .filter_map(|(at, it)| match it {
                Slot::Body(item) => Some((at, *item)),
                Slot::Parameter(_) => None,
            })
            .collect();
        let Some(body) = &operation.body else {
            return match bodies.is_empty() {
                true => Ok(None),
                false => Err(NoCall::Client("the document has no body".to_owned())),
            };
        };
        if !body.required && !self.pass.full {
            return Ok(None);
        }
        let Some((at, item)) = bodies.get(self.pass.turn % bodies.len().max(1)) else {
            return match !body.required && body.is_empty {
                true => Ok(None),
                false => Err(NoCall::Client("the client takes no body".to_owned())),
            };
        };
        self.arity = self.arity.max(bodies.len());
        let same = |it: &&Media| it.name == item.media_type;
        let alike = |it: &&Media| essence(&it.name) == essence(&item.media_type);
        let any = |it: &&Media| it.name == "*/*";
        let declared = |is: &dyn Fn(&&Media) -> bool| body.media.iter().find(|it| is(it));
        let media = declared(&same).or_else(|| declared(&alike)).or_else(|| declared(&any));
        let Some(media) = media else {
            return Err(NoCall::Client(format!("{} is not in the document", item.media_type)));
        };
        let content = self.content(item, media)?;
        if let Some(argument) = arguments.get_mut(*at) {
            *argument = match &content.given {
                Some(given) => json!([given, content.value]).to_string(),
                None => content.value.to_string(),
            };
        }
        Ok(Some(content))
    }

    fn content(&mut self, item: &BodyItem, media: &'a Media) -> Result<Content<'a>, NoCall> {
        let schema = media.schema.as_deref();
        let value = match (item.kind, schema) {
            (BodyKind::Value(_) | BodyKind::Xml, Some(schema)) => {
                let made = self.view.make(schema, self.pass);
                self.made("the body", made)?
            }
            (BodyKind::Value(_), None) => json!({ "any": [1, null, "é"] }),
            (BodyKind::Lines, Some(schema)) => {
                let made = self.view.make(schema, self.pass);
                let value = self.made("the lines", made)?;
                if value.is_array() { value } else { json!([value, value]) }
            }
            (BodyKind::Lines, None) => json!([{ "any": 1 }, null]),
            (BodyKind::Form | BodyKind::Multipart, Some(schema)) => {
                let made = self.view.make(schema, self.pass.as_text(Letters::All));
                self.made("the form", made)?
            }
            (BodyKind::Form | BodyKind::Multipart, None) => json!({ "any": "a b&é" }),
            (BodyKind::Text, Some(schema)) => {
                let made = self.view.make(schema, self.pass.as_text(Letters::All)).ok();
                made.map(|it| it.value)
                    .filter(Value::is_string)
                    .unwrap_or_else(|| json!("text é\n"))
            }
            _ => json!("bytes \u{0} é"),
        };
        let given = (item.kind == BodyKind::BytesWithType)
            .then(|| format!("{}; boundary=drive", item.media_type));
        Ok(Content { media, value, given })
    }
}
