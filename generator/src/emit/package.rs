//! The `Cargo.toml`, the readme and the example programs of a generated crate, from templates.
//!
//! Titles and names are untrusted text, so each value in a template goes through the filter of its language.

use std::collections::BTreeMap;

use minijinja::{Environment, Value, context};

use super::error::Error;
use super::files::RelativePath;
use super::{Options, layout, text};
use crate::plan::ir::{Crate, Dependency, ExampleProgram, Setting, server_enum};
use crate::text::is_hidden;

const MANIFEST: &str = include_str!("../../templates/Cargo.toml.jinja");
const README: &str = include_str!("../../templates/README.md.jinja");
const EXAMPLE: &str = include_str!("../../templates/example.rs.jinja");

/// Adds `Cargo.toml`, `README.md` and `examples/`.
pub(super) fn add(
    plan: &Crate,
    options: &Options,
    texts: &mut BTreeMap<RelativePath, String>,
) -> Result<(), Error> {
    let values = values(plan, options);
    for (file, template) in [("Cargo.toml", MANIFEST), ("README.md", README)] {
        texts.insert(layout::path(file)?, render(file, template, &values)?);
    }
    for program in &plan.examples {
        let file = format!("examples/{}.rs", program.name);
        let text = render(&file, EXAMPLE, &example_values(plan, options, program))?;
        texts.insert(layout::path(&file)?, text);
    }
    Ok(())
}

fn example_values(plan: &Crate, options: &Options, program: &ExampleProgram) -> Value {
    let calls = program.calls.iter().map(|call| {
        context! {
            name => call.name.as_str(),
            function => call.function.as_str(),
            request => call.request.as_str(),
            statement => call.statement.as_str(),
            has_response => call.has_response,
        }
    });
    context! {
        generated_by => layout::generated_by(options),
        crate_name => plan.name.replace('-', "_"),
        env => plan.environment_prefix(),
        name => program.name.as_str(),
        module => program.module.as_str(),
        calls => calls.collect::<Vec<_>>(),
    }
}

fn values(plan: &Crate, options: &Options) -> Value {
    let groups: Vec<Value> = plan
        .groups
        .iter()
        .map(|group| {
            context! {
                feature => group.feature.as_str(),
                call => format!("client.{}()", group.module),
                operations => group.operations.len(),
            }
        })
        .collect();
    // A crate of its own re-exports the webhook verifier. Users of the other layouts enable the runtime's features themselves.
    let mut features = plan.runtime_features.clone();
    features.extend(plan.has_webhooks.then_some("webhooks"));
    context! {
        generated_by => layout::generated_by(options),
        name => plan.name.as_str(),
        crate_name => plan.name.replace('-', "_"),
        version => plan.version.as_str(),
        title => plan.title.as_str(),
        api_version => plan.api_version.as_str(),
        description => text::line(&match plan.types_only {
            true => format!("The types of {}", plan.title),
            false => format!("A client for {}", plan.title),
        }),
        has_base_url => plan.is_connected(),
        types_only => plan.types_only,
        auth => plan.auth_example(),
        env => plan.environment_prefix(),
        call => plan.call_example(),
        runtime_path => options.runtime_path.as_deref(),
        in_workspace => options.in_workspace,
        runtime_version => env!("CARGO_PKG_VERSION"),
        runtime_features => features,
        servers => servers(plan),
        dependencies => dependencies(plan),
        groups => groups,
        examples => examples(plan),
    }
}

/// The example programs, each with the feature that it needs.
fn examples(plan: &Crate) -> Vec<Value> {
    let examples = plan.examples.iter();
    examples
        .map(|it| context! { name => it.name.as_str(), feature => it.feature.as_str() })
        .collect()
}

/// The arguments of `.server(…)`, with their URLs.
fn servers(plan: &Crate) -> Vec<Value> {
    let fixed = plan.servers.fixed.iter();
    let fixed = fixed.map(|it| (format!("{}::{}", server_enum(), it.name), &it.url));
    let open = plan.servers.open.iter().map(|it| (format!("{}::new()", it.name), &it.url));
    fixed.chain(open).map(|(value, url)| context! { value, url }).collect()
}

/// The configured dependencies, each value through the filter of its kind.
fn dependencies(plan: &Crate) -> Vec<Value> {
    let setting = |(key, setting): &(&'static str, Setting)| {
        let value = match setting {
            Setting::Text(text) => toml(text.clone()),
            Setting::Flag(flag) => flag.to_string(),
            Setting::Texts(texts) => {
                let texts: Vec<_> = texts.iter().cloned().map(toml).collect();
                format!("[{}]", texts.join(", "))
            }
        };
        format!("{key} = {value}")
    };
    let dependency = |it: &Dependency| {
        let fields: Vec<_> = it.fields.iter().map(setting).collect();
        context! { name => it.name.text.as_str(), fields => fields.join(", ") }
    };
    plan.dependencies.iter().map(dependency).collect()
}

fn render(file: &str, template: &str, values: &Value) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.add_filter("toml", toml);
    environment.add_filter("key", key);
    environment.add_filter("md", markdown);
    environment.add_filter("code", |value: String| text::code(&value));
    environment.add_filter("cell", |value: String| cell(&value));
    let text = environment.render_named_str(file, template, values.clone());
    // minijinja removes the last line end of a template.
    text.map(|text| text + "\n").map_err(|error| Error::new(file, error))
}

/// A basic string (TOML 1.0 "String").
fn toml(value: String) -> String {
    let mut out = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            it if is_hidden(it) => out.push_str(&format!("\\u{:04X}", u32::from(it))),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

/// A key, bare where it can be (TOML 1.0 "Keys").
fn key(value: String) -> String {
    let bare = !value.is_empty()
        && value.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-'));
    if bare { value } else { toml(value) }
}

/// Inline code in a table cell. A bar ends the cell even in code (GitHub Flavored Markdown section 4.10).
fn cell(value: &str) -> String {
    text::code(value).replace('|', "\\|")
}

/// Text in a paragraph or a heading (CommonMark section 2.4, "Backslash escapes").
fn markdown(value: String) -> String {
    let mut out = String::new();
    for character in text::line(&value).chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' | '!' | '$'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_values() {
        assert_eq!(toml("a\"\n\\\u{7f}".to_owned()), r#""a\"\u000A\\\u007F""#);
        assert_eq!(cell("https://a.b/x|`y`"), r"`https://a.b/x\|'y'`");
        assert_eq!(markdown("# <b>x</b>\n[a](b)".to_owned()), r"\# \<b\>x\</b\> \[a\](b)");
    }
}
