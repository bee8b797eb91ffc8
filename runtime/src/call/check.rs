//! Validation of parameters and bodies as they are set, where generated code declares constraints.
//!
//! Takes values as JSON; records violations. Setting a part again validates it again.

use serde_json::Value;

use super::Call;
use super::set::{JsonBody, ParameterValue};
use crate::check::{self, Constraints, RequestPart};

impl Call {
    /// Checks a parameter, or a body that will be written as XML.
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

    /// Checks a parameter that is sent as JSON text.
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

    /// Checks a body that is JSON text.
    pub(crate) fn check_body(&mut self, media: &'static str, body: JsonBody) -> JsonBody {
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
            // serde_json reads everything that it wrote, except values nested too deeply.
            Err(cause) => self.fail(format!("cannot check the constraints: {cause}")),
        }
    }

    fn check(&mut self, part: RequestPart, rules: Constraints, value: &Value) {
        self.parts.violations.extend(check::violations(part, rules, value));
    }
}
