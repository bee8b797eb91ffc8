//! Paging: detected, not detected, and declared by the extensions of other tools.

use super::print;

/// The paging line of an operation and the codes of what was found, without the words that all have alike.
fn paging(operation: &str, answer: &str) -> String {
    // A header without a parameter would be reported as ignored.
    let link = match operation.contains(LINKED) {
        true => "headers: {link: {schema: {type: string}}}, ",
        false => "",
    };
    let content = format!("content: {{application/json: {{schema: {answer}}}}}");
    let printed = print(&format!(
        "
paths:
  /v1/stars:
    {operation}
components:
  responses:
    Page: {{description: '', {link}{content}}}
"
    ));
    let lines = printed.lines().map(str::trim);
    let found = lines.filter_map(|it| it.strip_prefix("paging ").or(it.strip_prefix("! ")));
    let found = found.collect::<Vec<_>>().join(" ! ");
    found
        .replace("the parameter ", "")
        .replace(" of the response", "")
        .replace("; the items are `/data`", "")
}

/// `name`, `name:type` and `name:type=default`, as parameters or properties.
fn schemas(words: &str) -> impl Iterator<Item = (&str, String)> {
    words.split_whitespace().map(|it| {
        let (name, schema) = it.split_once(':').unwrap_or((it, "string"));
        let (ty, rest) = schema
            .split_once('=')
            .map_or((schema, String::new()), |(ty, default)| (ty, format!(", default: {default}")));
        let ty = if ty == "uri" { "string, format: uri" } else { ty };
        (name, format!("{{type: {ty}{rest}}}"))
    })
}

/// An object with these properties and an array `data` of objects with an id. A dot means a nested object.
fn answer(properties: &str) -> String {
    let property = |(path, schema): (&str, String)| {
        path.rsplit('.').fold(None, |inner: Option<String>, name| {
            Some(match inner {
                None => format!("'{name}': {schema}"),
                Some(inner) => format!("'{name}': {{properties: {{{inner}}}}}"),
            })
        })
    };
    let properties: Vec<_> = schemas(properties).filter_map(property).collect();
    let data = "data: {type: array, items: {properties: {id: {type: string}}}}";
    format!("{{properties: {{{data}, {}}}}}", properties.join(", "))
}

fn get(parameters: &str, rest: &str) -> String {
    let parameters = schemas(parameters)
        .map(|(name, schema)| format!("{{name: '{name}', in: query, schema: {schema}}}"));
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    format!("get: {{operationId: listStars, parameters: [{parameters}], {rest}}}")
}

const PLAIN: &str = "responses: {200: {$ref: '#/components/responses/Page'}}";
const LINKED: &str = "responses: {'200': {$ref: '#/components/responses/Page'}}";

#[track_caller]
fn check(parameters: &str, properties: &str, expected: &str) {
    let found = paging(&get(parameters, PLAIN), &answer(properties));
    assert_eq!(found.trim_end_matches(" ! D020"), expected, "{parameters} with {properties}");
}

#[test]
fn cursors_are_found() {
    for (parameters, properties, from, to) in [
        ("cursor limit:integer", "next_cursor", "/next_cursor", "cursor"),
        ("pageToken", "nextPageToken", "/nextPageToken", "pageToken"),
        ("cursor", "meta.pagination.next_cursor", "/meta/pagination/next_cursor", "cursor"),
        ("after", "paging.next.after", "/paging/next/after", "after"),
        ("cursor", "response_metadata.next_cursor", "/response_metadata/next_cursor", "cursor"),
        ("marker", "next_marker", "/next_marker", "marker"),
        ("continuationToken", "continuationToken", "/continuationToken", "continuationToken"),
        ("page_token", "next_page", "/next_page", "page_token"),
        ("offset", "next_page.offset", "/next_page/offset", "offset"),
        ("page[after]", "meta.cursors.after", "/meta/cursors/after", "page[after]"),
    ] {
        check(parameters, properties, &format!("cursor: cursor `{from}` goes into `{to}`"));
    }
    let flagged = "cursor: cursor `/last_id` goes into `after` while `/has_more`";
    check("after", "last_id has_more:boolean", flagged);
    let last = "last-item: `/id` of the last item goes into `starting_after` while `/has_more`";
    check("starting_after ending_before", "has_more:boolean", last);
}

/// The paging of a list of strings with these parameters, `name` in the query or `name@` in a header, and with these headers
/// of its response, `name`, `name:type` or `name='description'`.
fn with_headers(parameters: &str, headers: &str, rest: &str) -> String {
    let parameter = |it: &str| match it.split_once('@') {
        Some((name, _)) => format!("{{name: {name}, in: header, schema: {{type: string}}}}"),
        None => {
            let (name, ty) = it.split_once(':').unwrap_or((it, "string"));
            format!("{{name: {name}, in: query, schema: {{type: {ty}}}}}")
        }
    };
    let header = |it: &str| {
        let (it, description) = it.split_once('=').unwrap_or((it, "''"));
        let (name, ty) = it.split_once(':').unwrap_or((it, "string"));
        format!("{name}: {{description: {description}, schema: {{type: {ty}}}}}")
    };
    let list = |it: &str, each: &dyn Fn(&str) -> String| {
        it.split_whitespace().map(each).collect::<Vec<_>>().join(", ")
    };
    let (parameters, headers) = (list(parameters, &parameter), list(headers, &header));
    let page = "content: {application/json: {schema: {type: array, items: {type: string}}}}";
    let responses = format!("'200': {{description: '', headers: {{{headers}}}, {page}}}");
    let get = format!("get: {{parameters: [{parameters}], {rest}responses: {{{responses}}}}}");
    let found = paging(&get, "{}");
    let found = found.replace("the header ", "").replace("; the response is the list", "");
    found.trim_end_matches(" ! D020").to_owned()
}

#[test]
fn cursors_in_headers_are_found() {
    for (parameters, headers, from, to) in [
        ("cursor limit:integer", "X-Next-Cursor", "X-Next-Cursor", "cursor"),
        ("nextCursor", "next-cursor", "next-cursor", "nextCursor"),
        ("page:integer per_page:integer", "X-Next-Page:integer", "X-Next-Page", "page"),
        ("X-MS-Continuation@", "x-ms-continuation", "x-ms-continuation", "X-MS-Continuation"),
        (
            "continuation x-ms-continuation@",
            "x-ms-continuation",
            "x-ms-continuation",
            "x-ms-continuation",
        ),
        (
            "continuationToken",
            "x-ms-continuationtoken",
            "x-ms-continuationtoken",
            "continuationToken",
        ),
        ("page_token", "X-Next-Page-Token", "X-Next-Page-Token", "page_token"),
        ("X-Cursor@", "X-Next-Cursor", "X-Next-Cursor", "X-Cursor"),
    ] {
        let expected = format!("cursor: `{from}` goes into `{to}`");
        assert_eq!(with_headers(parameters, headers, ""), expected, "{parameters} with {headers}");
    }
    // A link precedes it, and a header of the server precedes what a client counts.
    let link = with_headers("page:integer", "X-Next-Page Link", "");
    assert_eq!(link, "link: the `Link` header has the URL of the next page");
}

#[test]
fn cursors_in_headers_that_nothing_takes_are_not_found() {
    for (parameters, headers) in [
        // No parameter of a matching name, or more than one.
        ("", "X-Next-Cursor"),
        ("limit:integer", "x-ms-continuation"),
        ("after", "X-Next-Cursor"),
        ("token", "X-Next-Token"),
        ("cursor next_cursor", "X-Next-Cursor"),
        ("cursor X-Cursor@", "X-Next-Cursor"),
        ("page", "X-Next-Cursor"),
        ("continuation", "x-ms-continuationtoken"),
        // No header that is the next cursor.
        ("cursor", "X-Cursor"),
        ("page", "X-Page"),
        ("X-Request-Id@", "X-Request-Id"),
        ("cursor", "X-Prev-Cursor"),
        // No cursor by its type or description.
        ("page", "X-Next-Page='URL'"),
        ("page", "X-Next-Page:boolean"),
        ("cursor", "X-Next-Cursor:array"),
    ] {
        assert_eq!(with_headers(parameters, headers, ""), "", "{parameters} with {headers}");
    }
}

#[test]
fn cursors_in_headers_are_declared() {
    let declared = |declaration: &str, parameters: &str, headers: &str| {
        let rest = format!("x-renkei-pagination: {{items: '', {declaration}}}, ");
        with_headers(parameters, headers, &rest)
    };
    let after = "cursor: `X-After` goes into `X-Starting-After`";
    let own = "cursor: x-starting-after, next-header: x-after";
    assert_eq!(declared(own, "X-Starting-After@", "X-After"), after);
    // A query parameter precedes a header of its name.
    let own = "cursor: token, next-header: X-Token";
    let found = declared(own, "token Token@", "X-Token");
    assert_eq!(found, "cursor: `X-Token` goes into `token`");
    for (own, parameters, headers) in [
        (own, "token", "X-Other"),
        (own, "other", "X-Token"),
        (own, "token", "X-Token:boolean"),
        ("cursor: token, next-header: 7", "token", "X-Token"),
        ("cursor: token, next: /a, next-header: X-Token", "token", "X-Token"),
        ("cursor: /token, next-header: X-Token", "token", "X-Token"),
        ("next-header: X-Token", "token", "X-Token"),
    ] {
        assert_eq!(declared(own, parameters, headers), "D004", "{own}");
    }
}

#[test]
fn counting_is_found() {
    check("page:integer per_page:integer", "", "page: `page` counts pages from 1");
    let told = "page: `page` counts pages from 0 to the number of pages `/meta/totalPages`";
    check("page:integer=0 size:integer", "meta.totalPages:integer", told);
    let spring = "page: `page` counts pages from 0 to the number of pages `/totalPages`";
    check("page:integer size:integer", "number:integer totalPages:integer", spring);
    let offset = "offset: `offset` counts items from 0 to the number of items `/total`";
    check("offset:integer limit:integer", "total:integer", offset);
    let scim = "offset: `startIndex` counts items from 1 to the number of items `/totalResults`";
    check("startIndex:integer count:integer", "totalResults:integer", scim);
}

#[test]
fn the_items_are_found_among_several_lists() {
    let items = |lists: &str, required: &str| {
        let lists = lists.split(' ').map(|it| format!("{it}: {{type: array, items: {{}}}}"));
        let lists = lists.collect::<Vec<_>>().join(", ");
        let page = format!(
            "{{required: [{required}], properties: {{{lists}, next_cursor: {{type: string}}}}}}"
        );
        let found = paging(&get("cursor", PLAIN), &page);
        found.split_once("the items are `").map(|(_, it)| it.split('`').next().map(str::to_owned))
    };
    for (lists, required, expected) in [
        ("all", "", Some("/all")),
        ("all others", "", None),
        ("all others", "all", Some("/all")),
        ("all others", "all, others", None),
        ("all stars", "", Some("/stars")),
        ("all stars items", "all", Some("/stars")),
        ("all items", "all, next_cursor", Some("/items")),
        ("stars items", "items", Some("/items")),
    ] {
        let found = items(lists, required).flatten();
        let expected = expected.map(str::to_owned);
        assert_eq!(found, expected, "{lists} of which {required} are required");
    }
}

#[test]
fn urls_are_found() {
    let url = |from| format!("url: `{from}` is the URL of the next page");
    check("limit:integer", "next:uri", &url("/next"));
    check("limit:integer", "links.next", &url("/links/next"));
    check("limit:integer", "_links.next.href", &url("/_links/next/href"));
    check("PageSize:integer Page:integer PageToken", "next_page_uri:uri", &url("/next_page_uri"));
    let linked = paging(&get("page:integer per_page:integer", LINKED), "{type: array, items: {}}");
    assert_eq!(
        linked,
        "link: the `Link` header has the URL of the next page; the response is the list ! D020"
    );
}

#[test]
fn what_might_not_be_paged_is_left_alone() {
    for (parameters, properties) in [
        ("", ""),
        ("cursor", ""),
        ("limit:integer", "next_cursor"),
        ("marker after", "next_key"),
        ("page:integer", ""),
        ("page:integer=10 limit:integer", ""),
        ("page:string limit:integer", ""),
        ("offset:integer", ""),
        ("start:integer end:integer limit:integer", ""),
        ("after", "has_more:boolean"),
        ("page:integer limit:integer page_token", ""),
        ("folder", "next:uri"),
        ("limit:integer", "next"),
        ("marker usemarker:boolean", "next_marker"),
        ("cursor", "order.next_cursor"),
    ] {
        check(parameters, properties, "");
    }
    let two =
        "{properties: {added: {type: array}, removed: {type: array}, next_cursor: {type: string}}}";
    assert_eq!(paging(&get("cursor", PLAIN), two), "", "nothing says which are the items");
}

#[test]
fn a_search_by_post_has_its_cursor_in_the_body() {
    let post = |id: &str| {
        format!(
            "post: {{operationId: {id}, requestBody: {{content: {{application/json: {{schema: {{properties: {{start_cursor: {{type: string}}}}}}}}}}}}, {PLAIN}}}"
        )
    };
    let found = paging(&post("searchStars"), &answer("next_cursor has_more:boolean"));
    let cursor = "cursor: cursor `/next_cursor` goes into `/start_cursor` of the body while `/has_more` ! D020";
    assert_eq!(found, cursor);
    assert_eq!(paging(&post("moveStars"), &answer("next_cursor")), "", "it may change something");
}

#[track_caller]
fn check_declared(declaration: &str, expected: &str) {
    let operation = get("p:integer after", &format!("{declaration}, {PLAIN}"));
    let properties = "next more:boolean n:integer odata.nextLink meta.next";
    let found = paging(
        &operation,
        &answer(properties).replace(
            "'odata': {properties: {'nextLink': {type: string}}}",
            "'odata.nextLink': {type: string}",
        ),
    );
    assert_eq!(found, expected, "{declaration}");
}

#[test]
fn declarations_in_our_words() {
    let own = |it: &str| format!("x-renkei-pagination: {{items: /data, {it}}}");
    check_declared(
        &own("cursor: after, next: /meta/next, more: /more"),
        "cursor: cursor `/meta/next` goes into `after` while `/more`",
    );
    check_declared(
        &own("page: p, first: 0, pages: /n"),
        "page: `p` counts pages from 0 to the number of pages `/n`",
    );
    check_declared(
        &own("offset: p, total: /n"),
        "offset: `p` counts items from 0 to the number of items `/n`",
    );
    check_declared(&own("url: /next"), "url: `/next` is the URL of the next page");
    check_declared(&own("link: true"), "link: the `Link` header has the URL of the next page");
    check_declared("x-renkei-pagination: false", "");
    for wrong in [
        "link: 1",
        "page: q",
        "page: p, first: x",
        "offset: p, total: /more",
        "url: /none",
        "cursor: after",
    ] {
        check_declared(&own(wrong), "D004");
    }
}

#[test]
fn declarations_in_the_words_of_others() {
    check_declared(
        "x-ms-pageable: {nextLinkName: next, itemName: data}",
        "url: `/next` is the URL of the next page",
    );
    check_declared(
        "x-ms-pageable: {nextLinkName: odata.nextLink, itemName: data}",
        "url: `/odata.nextLink` is the URL of the next page",
    );
    check_declared("x-ms-pageable: {nextLinkName: null}", "");
    check_declared("x-ms-pageable: {nextLinkName: next}", "D004");
    let speakeasy = |it: &str| format!("x-speakeasy-pagination: {{{it}}}");
    check_declared(
        &speakeasy(
            "type: cursor, inputs: [{name: after, in: parameters, type: cursor}], outputs: {results: $.data, nextCursor: $.meta.next}",
        ),
        "cursor: cursor `/meta/next` goes into `after`",
    );
    check_declared(
        &speakeasy(
            "type: offsetLimit, inputs: [{name: p, in: parameters, type: page}], outputs: {results: $.data, numPages: $.n}",
        ),
        "page: `p` counts pages from 1 to the number of pages `/n`",
    );
    check_declared(
        &speakeasy("type: offsetLimit, inputs: [{name: p, in: parameters, type: offset}]"),
        "offset: `p` counts items from 0",
    );
    check_declared(
        &speakeasy("type: url, outputs: {nextUrl: $.next}"),
        "url: `/next` is the URL of the next page",
    );
    check_declared(
        &speakeasy(
            "type: cursor, inputs: [{name: after, in: parameters, type: cursor}], outputs: {nextCursor: '$.data[-1].id'}",
        ),
        "D004",
    );
    let fern = |it: &str| format!("x-fern-pagination: {{{it}}}");
    check_declared(
        &fern("cursor: $request.after, next_cursor: $response.meta.next, results: $response.data"),
        "cursor: cursor `/meta/next` goes into `after`",
    );
    check_declared(
        &fern("offset: $request.p, results: $response.data, has-next-page: $response.more"),
        "page: `p` counts pages from 1 while `/more`",
    );
    check_declared(
        &fern("offset: $request.p, step: $request.after, results: $response.data"),
        "offset: `p` counts items from 0",
    );
    check_declared(
        &fern("cursor: $request.none, next_cursor: $response.next, results: $response.data"),
        "D004",
    );
    let both = format!(
        "x-renkei-pagination: false, {}",
        fern("cursor: $request.after, next_cursor: $response.next")
    );
    check_declared(&both, "");
}
