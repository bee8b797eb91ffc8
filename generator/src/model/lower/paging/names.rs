//! The names that detection knows, as lower-case letters and digits: `next_page_token` and `nextPageToken` are one
//! name.

/// Reduces a name to lower-case letters and digits, whatever its case style.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}

/// Parameters that take a cursor and nothing else.
pub(super) const CURSORS: &[&str] = &[
    "cursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "pagecursor",
    "after",
    "startingafter",
    "startafter",
    "marker",
    "nextmarker",
    "continuationtoken",
    "continuation",
    "nextcursor",
    "startcursor",
    "aftercursor",
    "pageafter",
    "bookmark",
    "startkey",
    "exclusivestartkey",
    "paginationtoken",
    "scrollid",
    "afterid",
];

/// Properties of a response that contain the cursor of the next page and nothing else.
pub(super) const NEXT_CURSORS: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextpagecursor",
    "continuationtoken",
    "nextcontinuationtoken",
    "nextpageoffset",
    "nextoffset",
    "nextkey",
    "nextstartkey",
    "nextstartingafter",
    "endcursor",
    "nextbookmark",
    "nextpageid",
    "paginationtoken",
    "nextpaginationtoken",
    "aftercursor",
    "cursornext",
];

/// Headers of a response, without `X-`, that contain the cursor or number of the next page and nothing else.
pub(super) const NEXT_HEADERS: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextpage",
    "continuation",
    "continuationtoken",
    "nextcontinuationtoken",
];

/// Objects of a response that contain metadata of its pages.
pub(super) const PAGE_OBJECTS: &[&str] = &[
    "meta",
    "metadata",
    "paging",
    "pagination",
    "pageinfo",
    "page",
    "pages",
    "cursor",
    "cursors",
    "responsemetadata",
    "links",
    "next",
    "nextpage",
    "info",
    "result",
    "response",
    "data",
    "paginginfo",
    "paginationinfo",
    "responsemeta",
];

/// Objects in which `after`, `next` and `token` can only mean the next page.
pub(super) const CURSOR_OBJECTS: &[&str] =
    &["paging", "pagination", "pageinfo", "cursor", "cursors", "next", "nextpage", "paginginfo"];

/// Parameters for the size of a page.
pub(super) const SIZES: &[&str] = &[
    "limit",
    "perpage",
    "pagesize",
    "size",
    "count",
    "maxresults",
    "top",
    "max",
    "maxitems",
    "pagelimit",
    "resultsperpage",
    "numresults",
    "itemsperpage",
    "take",
    "rows",
    "recordsperpage",
    "maxresult",
    "pagecount",
];

/// Parameters that are the number of a page.
pub(super) const PAGES: &[&str] = &["page", "pagenumber", "pageno", "pagenum", "pageindex"];

/// Parameters for the number of items to skip.
pub(super) const OFFSETS: &[&str] =
    &["offset", "skip", "startat", "startindex", "start", "pageoffset"];

/// Properties with the number of items on all pages; `count` is not among them, as it often counts those of one page.
pub(super) const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalrecords",
    "itemstotal",
    "totalsize",
    "totalelements",
    "recordstotal",
    "totalhits",
    "totalentries",
];

/// Properties with the number of pages.
pub(super) const PAGE_COUNTS: &[&str] =
    &["totalpages", "pagestotal", "pagecount", "numpages", "lastpage", "totalpagecount"];

/// Flags that are false on the last page.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasmoreitems",
    "hasmorepages",
    "hasnextpage",
    "hasnext",
    "morepages",
    "moreavailable",
    "hasmoreresults",
];

/// Properties whose name alone shows that they contain the URL of the next page.
pub(super) const NEXT_URLS: &[&str] = &[
    "nexturl",
    "nexthref",
    "nextpageuri",
    "nextpageurl",
    "nextlink",
    "odatanextlink",
    "nextpagelink",
    "nexturi",
];

/// Arrays that contain the items of a page.
pub(super) const LISTS: &[&str] = &[
    "data",
    "items",
    "results",
    "result",
    "values",
    "value",
    "entries",
    "records",
    "list",
    "objects",
    "content",
    "elements",
    "rows",
    "hits",
    "resources",
    "documents",
];

/// Arrays that are not the items.
pub(super) const NO_LISTS: &[&str] =
    &["errors", "warnings", "links", "order", "included", "facets", "aggregations", "highlights"];
