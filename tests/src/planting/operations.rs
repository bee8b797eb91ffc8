//! Violations in operations: methods, bodies and responses.

use renkei::source::{Entry, Node};

use super::edit::{has, text};
use super::{Planted, Site};

/// A method of a path item.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) path: Entry<'a>,
    pub(super) method: Entry<'a>,
}

impl<'a> Operation<'a> {
    pub(super) fn mark(&self) -> usize {
        self.method.key_span.start as usize
    }

    fn is(&self, methods: &[&str]) -> bool {
        methods.contains(&self.method.key)
    }

    fn responses(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        self.method.value.get("responses").into_iter().flat_map(Node::members)
    }

    fn has_response(&self, status: &str) -> bool {
        self.responses().any(|it| it.key == status)
    }

    /// The body of the request, where it is written at the operation.
    fn body(&self) -> Option<Entry<'a>> {
        let body = self.method.value.entry("requestBody")?;
        body.value.get("content").map(|_| body)
    }

    /// Whether the path has an item below it that can be read.
    fn has_items(&self, site: &Site<'a>) -> bool {
        let prefix = format!("{}/{{", self.path.key.trim_end_matches('/'));
        let is_item = |it: &Operation<'_>| {
            let key = it.path.key;
            key.starts_with(&prefix) && key.ends_with('}') && !key[prefix.len()..].contains('/')
        };
        operations(site).iter().any(|it| it.method.key == "get" && is_item(it))
    }
}

/// The operations that are written under `paths`.
pub(super) fn operations<'a>(site: &Site<'a>) -> Vec<Operation<'a>> {
    let paths = site.root.get("paths").into_iter().flat_map(Node::members);
    let methods = ["get", "put", "post", "delete", "options", "head", "patch"];
    let of_path = |path: Entry<'a>| {
        let members = path.value.members().filter(move |it| methods.contains(&it.key));
        members.map(move |method| Operation { path, method })
    };
    paths.flat_map(of_path).filter(|it| it.method.value.get("$ref").is_none()).collect()
}

/// What `plant` makes of each operation.
fn each<'a>(site: &Site<'a>, plant: impl Fn(&Operation<'a>) -> Option<Planted>) -> Vec<Planted> {
    operations(site).iter().filter_map(plant).collect()
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5']) || status == "default"
}

/// The media type of a JSON body, and its schema.
fn json_content<'a>(owner: Node<'a>) -> Option<(Entry<'a>, Node<'a>)> {
    let content = owner.get("content")?.entry("application/json")?;
    Some((content, content.value.get("schema")?))
}

/// The schema of the successful response, where it is written at the operation, and the place of reports about it.
fn success<'a>(site: &Site<'a>, operation: &Operation<'a>) -> Option<(Node<'a>, usize)> {
    let response = operation.responses().find(|it| it.key.starts_with('2'))?.value;
    if site.is_swagger() {
        let schema = response.entry("schema")?;
        return Some((schema.value, schema.key_span.start as usize));
    }
    json_content(response).map(|(content, schema)| (schema, content.key_span.start as usize))
}

/// G002: the response for 429 under another status.
pub(super) fn without_429(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let limited = operation.responses().find(|it| it.key == "429")?;
        let renamed = site.rename(&limited, "428")?;
        (!operation.has_response("4XX")).then_some(Planted { mark: operation.mark(), ..renamed })
    })
}

/// M001: the summary under another name.
pub(super) fn without_summary(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let summary = operation.method.value.entry("summary")?;
        let renamed = site.rename(&summary, "x-summary")?;
        let is_only = operation.method.value.get("description").is_none();
        is_only.then_some(Planted { mark: operation.mark(), ..renamed })
    })
}

/// N012: an item is changed by POST.
pub(super) fn post_to_item(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let methods = |key: &str| operation.path.value.get(key).is_some();
        let is_item = operation.path.key.ends_with('}') && operation.path.key.contains("/{");
        let content = operation.body().and_then(|it| it.value.get("content"));
        let is_upload = content
            .into_iter()
            .flat_map(Node::members)
            .any(|it| ["multipart", "octet", "image"].iter().any(|kind| it.key.contains(kind)));
        let fits = operation.is(&["put", "patch"]) && methods("get") && !methods("post");
        (fits && is_item && !is_upload).then(|| site.rename(&operation.method, "post"))?
    })
}

/// N014: a space in the operationId.
pub(super) fn unsafe_operation_id(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let id = operation.method.value.get("operationId")?;
        site.replace(id, &format!("{} planted", id.as_str()?))
    })
}

/// R001: XML in place of JSON.
pub(super) fn xml(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let response = operation.responses().find(|it| it.key.starts_with('2'));
        let owner = operation.body().or(response)?.value;
        let content = owner.get("content")?;
        let json = content.entry("application/json")?;
        (!has(content, &["application/xml"])).then(|| site.rename(&json, "application/xml"))?
    })
}

/// R002: a list at the root.
pub(super) fn list_at_root(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let (schema, mark) = success(site, operation)?;
        let members = [("type", "\"array\""), ("items", "{\"type\": \"object\"}")];
        site.instead_of_reference(schema, &members, mark)
    })
}

/// R003: the only error under a status of success.
pub(super) fn without_error(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let mut errors = operation.responses().filter(|it| is_error(it.key));
        let (error, second) = (errors.next()?, errors.next());
        // A body with a status and a message is an error, whatever its status.
        let text = site.text.get(error.key_span.start as usize..error.value.span().end as usize)?;
        let has_body = text.contains("schema") || text.contains("$ref");
        let is_free = second.is_none() && !operation.has_response("202") && !has_body;
        let renamed = site.rename(&error, "202")?;
        is_free.then_some(Planted { mark: operation.mark(), ..renamed })
    })
}

/// R004: an error with other members.
pub(super) fn error_without_message(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let error = operation.responses().find(|it| is_error(it.key))?;
        let (content, schema) = json_content(error.value)?;
        let properties = "{\"code\": {\"type\": \"string\"}}";
        let members = [("type", "\"object\""), ("properties", properties)];
        site.instead_of_reference(schema, &members, content.key_span.start as usize)
    })
}

/// R005: an error in a wrapper that the success does not have.
pub(super) fn error_in_wrapper(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let error = operation.responses().find(|it| is_error(it.key))?;
        let (_, schema) = json_content(error.value)?;
        let (body, _) = success(site, operation)?;
        let body = site.document.resolve(body).ok()?.node;
        let is_known = body.get("properties").is_some_and(|it| it.members().len() > 0);
        let is_plain =
            text(body, "type") == Some("object") && !has(body, &["allOf", "oneOf", "anyOf"]);
        let has_error = body.get("properties").is_some_and(|it| has(it, &["error"]));
        let inner = "{\"type\": \"object\", \"properties\": {\"code\": {\"type\": \"string\"}}}";
        let properties = format!("{{\"error\": {inner}}}");
        let members = [("type", "\"object\""), ("properties", properties.as_str())];
        let fits = is_known && is_plain && !has_error;
        fits.then(|| site.instead_of_reference(schema, &members, operation.mark()))?
    })
}

/// R008: a status that is not registered.
pub(super) fn unknown_status(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let error =
            operation.responses().find(|it| it.key.starts_with('4') && it.key.len() == 3)?;
        site.rename(&error, "499")
    })
}

/// R009: a GET with a body.
pub(super) fn get_with_body(site: &Site<'_>) -> Vec<Planted> {
    with_body_as(site, &["post", "put"], "get")
}

/// R014: a DELETE with a body.
pub(super) fn delete_with_body(site: &Site<'_>) -> Vec<Planted> {
    with_body_as(site, &["post", "put", "patch"], "delete")
}

fn with_body_as(site: &Site<'_>, methods: &[&str], method: &str) -> Vec<Planted> {
    each(site, |operation| {
        let body = operation.method.value.entry("requestBody")?;
        let fits = operation.is(methods) && operation.path.value.get(method).is_none();
        let renamed = site.rename(&operation.method, method).filter(|_| fits)?;
        Some(Planted { mark: body.key_span.start as usize, ..renamed })
    })
}

/// R011: a list of ids.
pub(super) fn list_of_ids(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let (schema, _) = success(site, operation)?;
        let members = [("type", "\"array\""), ("items", "{\"type\": \"string\"}")];
        let fits = operation.is(&["get"]) && operation.has_items(site);
        fits.then(|| site.instead_of_reference(schema, &members, operation.mark()))?
    })
}

/// R012: the only success under a status of errors.
pub(super) fn without_success(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let mut others = operation.responses().filter(|it| !it.key.starts_with(['4', '5']));
        let (success, second) = (others.next()?, others.next());
        let is_free = second.is_none() && !operation.has_response("418");
        let renamed = site.rename(&success, "418")?;
        is_free.then_some(Planted { mark: operation.mark(), ..renamed })
    })
}

/// R013: a body for 204.
pub(super) fn body_for_204(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let response = operation.responses().find(|it| it.key == "204")?;
        let is_free = !has(response.value, &["$ref", "content", "schema"]);
        let (key, value) = match site.is_swagger() {
            true => ("schema", "{\"type\": \"object\"}"),
            false => ("content", "{\"application/json\": {\"schema\": {\"type\": \"object\"}}}"),
        };
        let inserted = site.insert(response.value, key, value).filter(|_| is_free)?;
        Some(Planted { mark: response.key_span.start as usize, ..inserted })
    })
}

/// R016: a PATCH in plain JSON.
pub(super) fn patch_in_json(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let body = operation.body()?;
        let content = body.value.get("content")?.entry("application/json")?;
        let fits = operation.is(&["put", "post"]) && operation.path.value.get("patch").is_none();
        let is_patch = body.value.get("content")?.members().any(|it| it.key.contains("patch"));
        let renamed = site.rename(&operation.method, "patch").filter(|_| fits && !is_patch)?;
        Some(Planted { mark: content.key_span.start as usize, ..renamed })
    })
}

/// P002: a list that grows, without pages: in place of what GET returns, or as a GET beside a POST.
pub(super) fn list_without_pages(site: &Site<'_>) -> Vec<Planted> {
    let list = "{\"type\": \"array\", \"items\": {\"type\": \"object\"}}";
    let response = match site.is_swagger() {
        true => format!("\"schema\": {list}"),
        false => format!("\"content\": {{\"application/json\": {{\"schema\": {list}}}}}"),
    };
    let get =
        format!("{{\"responses\": {{\"200\": {{\"description\": \"planted\", {response}}}}}}}");
    each(site, |operation| {
        if !grows(site, operation) || is_paged(site, operation) {
            return None;
        }
        if operation.is(&["post"]) && !has(operation.path.value, &["get", "$ref"]) {
            return site.insert(operation.path.value, "get", &get);
        }
        let (schema, _) = success(site, operation).filter(|_| operation.is(&["get"]))?;
        let members = [("type", "\"array\""), ("items", "{\"type\": \"object\"}")];
        site.instead_of_reference(schema, &members, operation.mark())
    })
}

/// Whether items are added by POST and read by GET.
fn grows<'a>(site: &Site<'a>, operation: &Operation<'a>) -> bool {
    operation.path.value.get("post").is_some() && operation.has_items(site)
}

/// Whether a parameter has the name of one that pages.
fn is_paged(site: &Site<'_>, operation: &Operation<'_>) -> bool {
    let lists = [&operation.path, &operation.method].map(|it| it.value.get("parameters"));
    lists.into_iter().flatten().flat_map(Node::items).any(|it| {
        let name = site.document.resolve(it).ok().and_then(|it| text(it.node, "name"));
        name.is_none_or(|name| PAGING.iter().any(|word| name.to_lowercase().contains(word)))
    })
}

/// Parts of names of parameters that page.
const PAGING: &[&str] = &[
    "page", "cursor", "limit", "offset", "after", "before", "token", "start", "count", "link",
    "marker", "contin", "skip", "max", "top", "size", "since", "last",
];

/// A query parameter, in JSON.
fn query(site: &Site<'_>, name: &str, schema: &str) -> String {
    match site.is_swagger() {
        true => format!("{{\"name\": \"{name}\", \"in\": \"query\", {schema}}}"),
        false => format!("{{\"name\": \"{name}\", \"in\": \"query\", \"schema\": {{{schema}}}}}"),
    }
}

/// An operation with one more parameter, with the report at `mark` in its text.
fn with_parameter(
    site: &Site<'_>,
    fits: impl Fn(&Operation<'_>) -> bool,
    parameters: &[(&str, &str)],
    mark: Option<&str>,
) -> Vec<Planted> {
    each(site, |operation| {
        let list = operation.method.value.get("parameters").filter(|_| fits(operation))?;
        let is_free = list.items().all(|it| {
            let name = site.document.resolve(it).ok().and_then(|it| text(it.node, "name"));
            parameters.iter().all(|(new, _)| name != Some(*new))
        });
        let items: Vec<String> =
            parameters.iter().map(|(name, schema)| query(site, name, schema)).collect();
        let planted = site.prepend(list, &items, mark.unwrap_or("{")).filter(|_| is_free)?;
        let mark = mark.map_or(operation.mark(), |_| planted.mark);
        Some(Planted { mark, ..planted })
    })
}

/// P001: an offset and a limit.
pub(super) fn offset_and_limit(site: &Site<'_>) -> Vec<Planted> {
    let integer = "\"type\": \"integer\"";
    let fits = |it: &Operation<'_>| it.is(&["get"]) && !is_paged(site, it);
    let fits = |it: &Operation<'_>| fits(it) && !it.path.key.contains("scim");
    with_parameter(site, fits, &[("offset", integer), ("limit", integer)], None)
}

/// P003: a page number for a list that grows.
pub(super) fn page_number(site: &Site<'_>) -> Vec<Planted> {
    let fits = |it: &Operation<'_>| it.is(&["get"]) && !is_paged(site, it);
    each(site, |operation| {
        let grows = grows(site, operation) && fits(operation);
        let list = operation.method.value.get("parameters").filter(|_| grows)?;
        let planted = site.prepend(list, &[query(site, "page", "\"type\": \"integer\"")], "{")?;
        Some(Planted { mark: operation.mark(), ..planted })
    })
}

/// P004: a size without bounds.
pub(super) fn size_without_bounds(site: &Site<'_>) -> Vec<Planted> {
    let schema = "\"type\": \"integer\"";
    with_parameter(site, |_| true, &[("page_size", schema)], Some("\"page_size\""))
}

/// R010: a query that can be longer than a URL.
pub(super) fn long_query(site: &Site<'_>) -> Vec<Planted> {
    let fits = |it: &Operation<'_>| {
        it.is(&["get"])
            && operations(site).iter().all(|other| {
                other.method.key != "post"
                    || !other.path.key.starts_with(it.path.key.trim_end_matches('/'))
            })
    };
    let list = "\"type\": \"array\", \"items\": {\"type\": \"string\", \"maxLength\": 100}";
    with_parameter(site, fits, &[("ones", list), ("twos", list), ("threes", list)], None)
}

/// R015: a header that is ignored.
pub(super) fn reserved_header(site: &Site<'_>) -> Vec<Planted> {
    if site.is_swagger() {
        return Vec::new();
    }
    let item =
        "{\"name\": \"Authorization\", \"in\": \"header\", \"schema\": {\"type\": \"string\"}}";
    each(site, |operation| {
        let list = operation.method.value.get("parameters")?;
        site.prepend(list, &[item.to_owned()], "\"Authorization\"")
    })
}

/// S004: a secret in the query.
pub(super) fn secret_in_query(site: &Site<'_>) -> Vec<Planted> {
    with_parameter(site, |_| true, &[("api_key", "\"type\": \"string\"")], Some("\"in\""))
}

/// X008: a tag that is not defined.
pub(super) fn undefined_tag(site: &Site<'_>) -> Vec<Planted> {
    each(site, |operation| {
        let tag = operation.method.value.get("tags")?.items().next()?;
        let is_listed = site.root.get("tags").is_some_and(|it| it.items().len() > 0);
        is_listed.then(|| site.replace(tag, "planted-tag"))?
    })
}

/// I001: a suppression of a rule that reports nothing there.
pub(super) fn unused_suppression(site: &Site<'_>) -> Vec<Planted> {
    suppression(site, "{\"N001\": \"planted\"}", "renkei-ignore N001: planted")
}

/// I002: a suppression of a rule that does not exist, or without a reason.
pub(super) fn invalid_suppression(site: &Site<'_>) -> Vec<Planted> {
    suppression(site, "{\"N999\": \"planted\"}", "renkei-ignore N001")
}

/// I003: a suppression that has ended.
pub(super) fn ended_suppression(site: &Site<'_>) -> Vec<Planted> {
    let value = "{\"N001\": {\"reason\": \"planted\", \"until\": \"2020-01-31\"}}";
    suppression(site, value, "renkei-ignore N001 until 2020-01-31: planted")
}

/// A suppression as a member of the path item, or in a comment.
fn suppression(site: &Site<'_>, value: &str, comment: &str) -> Vec<Planted> {
    let paths = site.root.get("paths").into_iter().flat_map(Node::members).enumerate();
    let planted = paths.filter_map(|(index, path)| {
        if index % 2 == 0 && !site.is_json() {
            return site.comment(&path, comment);
        }
        let inserted = site.insert(path.value, "x-lint-ignore", value)?;
        let mark = inserted.mark + inserted.new.find("\"N")?;
        Some(Planted { mark, ..inserted })
    });
    planted.collect()
}
