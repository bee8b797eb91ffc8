//! Checking the parts of a call as they are set, where generated code states rules for them.
//!
//! Takes values as JSON, remembers what breaks the rules. A part that is set again is checked anew.

use serde_json::Value;

use super::Call;
use super::set::{JsonBody, ParameterValue};
use crate::check::{self, Constraints, RequestPart};

impl Call {
    /// A parameter on its way to its style, or a body on its way to XML.
    pub(crate) fn check_parameter(
        &mut self,
        part: RequestPart,
        value: ParameterValue,
    ) -> ParameterValue {
        if let (Some(rules), Ok(value)) = (self.rules(part), &value) {
            self.check(part, rules, value);
        }
        value
    }

    /// A parameter that is sent as JSON text.
    pub(super) fn check_json_parameter(
        &mut self,
        part: RequestPart,
        text: ParameterValue,
    ) -> ParameterValue {
        if let (Some(rules), Ok(Value::String(text))) = (self.rules(part), &text) {
            self.check_json(part, rules, text.as_bytes());
        }
        text
    }

    /// A body on its way to its form.
    pub(super) fn check_body(&mut self, media: &'static str, body: JsonBody) -> JsonBody {
        if let Ok(body) = &body {
            if let Some(rules) = self.rules(RequestPart::Body(media)) {
                self.check_json(RequestPart::Body(media), rules, body);
            }
        }
        body
    }

    pub(super) fn check_text(&mut self, media: &'static str, body: &str) {
        if let Some(rules) = self.rules(RequestPart::Body(media)) {
            self.check(RequestPart::Body(media), rules, &Value::String(body.to_owned()));
        }
    }

    fn rules(&mut self, part: RequestPart) -> Option<Constraints> {
        if self.parts.checks.is_empty() {
            return None;
        }
        self.parts.violations.retain(|it| !it.is_in(part));
        self.parts.checks.iter().find(|(it, _)| *it == part).map(|(_, rules)| *rules)
    }

    fn check_json(&mut self, part: RequestPart, rules: Constraints, text: &[u8]) {
        match serde_json::from_slice(text) {
            Ok(value) => self.check(part, rules, &value),
            // What serde_json wrote it reads, but for what is nested too deep to be walked.
            Err(cause) => self.fail(format!("the constraints cannot be checked: {cause}")),
        }
    }

    fn check(&mut self, part: RequestPart, rules: Constraints, value: &Value) {
        self.parts.violations.extend(check::violations(part, rules, value));
    }
}
