//! A list never ends silently with items left, and an honest list is never an error.

use renkei_runtime::codegen::{End, Next, Paging, Target};
use renkei_runtime::{Class, PagingError};

use crate::paging_styles::{
    DATA, FLAGGED, IN_BODY, LAST, LINK, MORE, OPEN, PAGE, URL, all, asked, items, owned, start,
    stopped,
};
use crate::server::json;

static NUMBERED: Paging = Paging {
    items: DATA,
    next: Next::Page {
        to: Target::Query("page"),
        first: 1,
        end: End { more: Some(&["more"]), ..OPEN },
    },
};

#[tokio::test]
async fn a_page_that_says_more_and_not_where_is_an_error() {
    use PagingError::{EmptyPage, InvalidCursor, MissingCursor, MissingList};
    let cases: [(&'static Paging, &str, usize, PagingError); 14] = [
        (&FLAGGED, r#"{"data":[1],"more":true,"last":null}"#, 1, MissingCursor),
        (&FLAGGED, r#"{"data":[1],"more":true}"#, 1, MissingCursor),
        (&FLAGGED, r#"{"data":[1],"more":"true","last":""}"#, 1, MissingCursor),
        (&FLAGGED, r#"{"data":[1],"more":true,"last":{"id":1}}"#, 1, InvalidCursor),
        (&IN_BODY, r#"{"data":[1],"next":{"id":1}}"#, 1, InvalidCursor),
        (&URL, r#"{"data":[1],"links":{"next":{"href":"?b"}}}"#, 1, InvalidCursor),
        (&LAST, r#"{"data":[{"id":"a"},{"name":"b"}],"more":true}"#, 2, MissingCursor),
        (&LAST, r#"{"data":[{"id":{"a":1}}],"more":true}"#, 1, InvalidCursor),
        (&LAST, r#"{"data":[],"more":true}"#, 0, EmptyPage),
        (&LAST, r#"{"more":true}"#, 0, MissingList),
        (&MORE, r#"{"data":[],"more":true}"#, 0, EmptyPage),
        (&MORE, r#"{"data":null,"more":true}"#, 0, MissingList),
        (&NUMBERED, r#"{"data":[],"more":true}"#, 0, EmptyPage),
        (&NUMBERED, r#"{"data":{"a":1},"more":false}"#, 0, MissingList),
    ];
    for (paging, page, count, expected) in cases {
        let (server, client) = start(&[json(page), json(r#"{"data":[9]}"#)]).await;
        let body = matches!(paging.next, Next::Cursor { to: Target::Body(_), .. }).then_some("{}");
        let mut list = items(&client, paging, body);
        let mut found = 0;
        let error = loop {
            match list.try_next().await {
                Ok(Some(_)) => found += 1,
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        assert_eq!(found, count, "{page}: its items come first");
        assert_eq!(error.as_ref().map(|it| it.class()), Some(Class::Paging), "{page}");
        stopped(error, &expected);
        assert!(list.try_next().await.unwrap().is_none(), "{page}: it has ended");
        assert_eq!(server.requests().len(), 1, "{page}");
    }
}

#[tokio::test]
async fn honest_lists_are_complete() {
    let cases: [(&'static Paging, &[&str], usize); 8] = [
        // Two equal pages, of which the first says that there are more.
        (
            &MORE,
            &[
                r#"{"data":[5,5],"more":true}"#,
                r#"{"data":[5,5],"more":true}"#,
                r#"{"data":[5],"more":false}"#,
            ],
            5,
        ),
        // The cursor of a session stays the same while the items differ.
        (
            &FLAGGED,
            &[
                r#"{"data":[1],"more":true,"last":"s"}"#,
                r#"{"data":[2],"more":true,"last":"s"}"#,
                r#"{"data":[3],"more":false,"last":"s"}"#,
            ],
            3,
        ),
        (&FLAGGED, &[r#"{"data":[],"more":true,"last":"a"}"#, r#"{"data":[1],"more":false}"#], 1),
        (&FLAGGED, &[r#"{"data":[1],"last":null}"#], 1),
        (&LAST, &[r#"{"data":[{"id":0}],"more":true}"#, r#"{"data":[{"id":1}],"more":false}"#], 2),
        (&PAGE, &[r#"{"data":[1]}"#, "{}"], 1),
        (&URL, &[r#"{"data":[1],"links":{"next":false}}"#], 1),
        (&LINK, &["[1]"], 1),
    ];
    for (paging, pages, count) in cases {
        let script: Vec<_> = pages.iter().map(|page| json(page)).collect();
        let (server, client) = start(&script).await;
        let (found, error) = all(items(&client, paging, None)).await;
        assert!(error.is_none(), "{pages:?}: {error:?}");
        assert_eq!((found.len(), server.requests().len()), (count, pages.len()), "{pages:?}");
    }
}

#[tokio::test]
async fn a_session_that_repeats_its_items_is_an_error() {
    let page = |item: u8| json(&format!(r#"{{"data":[{item}],"more":true,"last":"s"}}"#));
    let (server, client) = start(&[page(1), page(2), page(1), page(2)]).await;
    let (found, error) = all(items(&client, &FLAGGED, None)).await;
    stopped(error, &PagingError::CursorRepeated { cursor: "s".to_owned() });
    assert_eq!((found.len(), server.requests().len()), (3, 3));
}

#[tokio::test]
async fn an_endless_list_of_equal_pages_ends_in_an_error() {
    let script: Vec<_> = (0..200).map(|_| json(r#"{"data":[5],"more":true}"#)).collect();
    let (_server, client) = start(&script).await;
    let (found, error) = all(items(&client, &NUMBERED, None)).await;
    stopped(error, &PagingError::PageRepeated { cursor: "101".to_owned() });
    assert_eq!(found.len(), 101);
}

#[tokio::test]
async fn cursors_keep_their_digits_and_the_body_its_text() {
    let digits = "12345678901234567890123";
    let next = |cursor: &str| json(&format!(r#"{{"data":[1],"last":{cursor},"next":{cursor}}}"#));
    let (server, client) = start(&[next(digits), next("1.10"), json("{}")]).await;
    all(items(&client, &FLAGGED, None)).await;
    let expected = [String::new(), format!("&after={digits}"), "&after=1.10".to_owned()];
    assert_eq!(asked(&server), expected);

    let (server, client) = start(&[next(digits), next("1.10"), json("{}")]).await;
    let body = r#"{"amount": 1.0, "page": {"size":2}, "id": 98765432109876543210, "amount":1.50}"#;
    all(items(&client, &IN_BODY, Some(body))).await;
    let with = |cursor: &str| body.replace("{\"size", &format!("{{\"after\":{cursor},\"size"));
    assert_eq!(asked(&server), owned(&[body, &with(digits), &with("1.10")]));
}
