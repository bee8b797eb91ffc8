//! Syncs: a list is read over several runs, and a report counts what was read.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use renkei_runtime::codegen::{Paging, serde_json};
use renkei_runtime::{CheckpointStore, FileCheckpoints, ListSync, Outcome, SyncReport, SyncState};

use crate::folder::Folder;
use crate::orders_client::Client;
use crate::paging_styles::{FLAGGED, OFFSET, asked, items, start};
use crate::server::{chain, json};

fn store(folder: &Folder) -> Arc<FileCheckpoints> {
    Arc::new(FileCheckpoints::open(folder.path()).unwrap())
}

/// Starts a run of the sync.
async fn start_sync(folder: &Folder, client: &Client, paging: &'static Paging) -> ListSync<String> {
    items(client, paging, None).sync(store(folder), "orders").await.unwrap()
}

/// The one file of the sync.
const FILE: &str = "orders.json";

async fn take(sync: &mut ListSync<String>, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    for _ in 0..count {
        found.push(sync.try_next().await.unwrap().unwrap());
    }
    found
}

async fn rest(sync: &mut ListSync<String>) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(item) = sync.try_next().await.unwrap() {
        found.push(item);
    }
    found
}

/// Seen, repeated, gaps, total and resumed.
fn counts(report: &SyncReport) -> (u64, u64, u64, Option<u64>, u64) {
    (report.seen, report.repeated, report.gaps, report.total, report.resumed)
}

const FIRST: &str = r#"{"data":[1,2],"last":"b","more":true}"#;
const SECOND: &str = r#"{"data":[3,4],"last":"d","more":true}"#;
const THIRD: &str = r#"{"data":[5],"last":"e","more":false}"#;

#[tokio::test]
async fn a_crash_between_pages_repeats_at_most_a_page() {
    let folder = Folder::new("sync-crash");
    let (_server, client) = start(&[json(FIRST), json(SECOND)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    assert_eq!(take(&mut sync, 2).await, ["1", "2"]);
    assert!(!folder.file(FILE).exists(), "nothing is saved before the second page is needed");
    assert_eq!(take(&mut sync, 1).await, ["3"]);
    // The process ends here, and 3 was not saved.
    drop(sync);

    let (server, client) = start(&[json(FIRST), json(SECOND), json(THIRD)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    assert_eq!(rest(&mut sync).await, ["3", "4", "5"]);
    assert_eq!(asked(&server), ["", "&after=b", "&after=d"]);
    assert_eq!(counts(sync.report()), (5, 0, 0, None, 1));
    assert_eq!(sync.report().missing(), None);

    // A complete sync leaves nothing, so the next one starts over.
    assert!(!folder.file(FILE).exists());
    let (_server, client) = start(&[json(THIRD)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    assert_eq!(rest(&mut sync).await, ["5"]);
    assert_eq!(counts(sync.report()), (1, 0, 0, None, 0));
}

#[tokio::test]
async fn a_saved_item_is_not_returned_again() {
    let folder = Folder::new("sync-save");
    let (_server, client) = start(&[json(FIRST)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    assert_eq!(take(&mut sync, 1).await, ["1"]);
    sync.save().await.unwrap();
    drop(sync);
    // The item before the position is deleted, so its page is returned from its start.
    for (page, expected) in [(FIRST, &["2"][..]), (r#"{"data":[0,2],"more":true}"#, &["0", "2"])] {
        let (_server, client) = start(&[json(page)]).await;
        let mut sync = start_sync(&folder, &client, &FLAGGED).await;
        assert_eq!(take(&mut sync, expected.len()).await, expected);
        assert_eq!(sync.report().seen, 1 + expected.len() as u64);
    }
}

#[tokio::test]
async fn a_save_within_a_page_does_not_replace_the_one_at_its_end() {
    let folder = Folder::new("sync-save-within");
    let (_server, client) = start(&[json(FIRST), json(SECOND)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    take(&mut sync, 1).await;
    sync.save().await.unwrap();
    assert_eq!(take(&mut sync, 2).await, ["2", "3"]);
    drop(sync);
    let (_server, client) = start(&[json(FIRST), json(SECOND)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    assert_eq!(take(&mut sync, 1).await, ["3"], "the first page is done");
}

#[tokio::test]
async fn rows_that_were_deleted_between_runs_are_gaps() {
    let folder = Folder::new("sync-gaps");
    let pages = [r#"{"data":[1,2],"total":5}"#, r#"{"data":[3,4],"total":5}"#].map(json);
    let (_server, client) = start(&pages).await;
    take(&mut start_sync(&folder, &client, &OFFSET).await, 3).await;
    // Rows 0 and 1 are deleted, so others move before the position.
    let pages = [r#"{"data":[2,3],"total":3}"#, r#"{"data":[4],"total":3}"#].map(json);
    let (_server, client) = start(&pages).await;
    let mut sync = start_sync(&folder, &client, &OFFSET).await;
    assert_eq!(rest(&mut sync).await, ["3", "4"]);
    assert_eq!(counts(sync.report()), (4, 0, 2, Some(3), 1));
}

#[tokio::test]
async fn the_report_counts_deleted_and_repeated_rows_of_a_list_by_offset() {
    // Row 2 is deleted after the first page, so row 3 moves to it and is lost.
    let deleted = [r#"{"data":[1,2],"total":5}"#, r#"{"data":[4,5],"total":4}"#];
    // Row 0 is inserted after the first page, so row 2 moves to the second one.
    let inserted =
        [r#"{"data":[1,2],"total":4}"#, r#"{"data":[2,3],"total":5}"#, r#"{"data":[4],"total":5}"#];
    for (pages, rows, expected, missing) in [
        (&deleted[..], &["1", "2", "4", "5"][..], (4, 0, 1, Some(4), 0), 0),
        (&inserted, &["1", "2", "2", "3", "4"], (5, 1, 0, Some(5), 0), 1),
    ] {
        let folder = Folder::new("sync-report");
        let pages: Vec<_> = pages.iter().map(|page| json(page)).collect();
        let (_server, client) = start(&pages).await;
        let mut sync = start_sync(&folder, &client, &OFFSET).await;
        assert_eq!(rest(&mut sync).await, rows);
        assert_eq!(counts(sync.report()), expected);
        assert_eq!(sync.report().missing(), Some(missing));
    }
}

#[tokio::test]
async fn a_torn_file_is_an_error_and_a_torn_replacement_is_none() {
    let folder = Folder::new("sync-torn");
    let (_server, client) = start(&[json(FIRST), json(SECOND)]).await;
    take(&mut start_sync(&folder, &client, &FLAGGED).await, 3).await;
    let whole = fs::read(folder.file(FILE)).unwrap();
    // A crash while the file is replaced: the one before counts.
    fs::write(folder.file("orders.new"), &whole[..whole.len() / 2]).unwrap();
    let (_server, client) = start(&[json(FIRST), json(SECOND), json(THIRD)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    assert_eq!(take(&mut sync, 1).await, ["3"]);
    drop(sync);
    // A file that someone has cut is never the start of the list.
    for length in 0..whole.len() {
        fs::write(folder.file(FILE), &whole[..length]).unwrap();
        let result = items(&client, &FLAGGED, None).sync(store(&folder), "orders").await;
        assert!(result.is_err(), "{length} of {} bytes", whole.len());
    }
    fs::write(folder.file(FILE), &whole).unwrap();
    let state = store(&folder).load("orders").await.unwrap().unwrap();
    assert_eq!(serde_json::to_vec(&state).unwrap(), whole);
}

#[tokio::test]
async fn a_position_that_cannot_be_saved_is_an_error_and_loses_no_item() {
    let folder = Folder::new("sync-unsaved");
    let (server, client) = start(&[json(FIRST), json(SECOND)]).await;
    let mut sync = start_sync(&folder, &client, &FLAGGED).await;
    take(&mut sync, 2).await;
    fs::remove_dir_all(folder.path()).unwrap();
    for _ in 0..2 {
        let error = sync.try_next().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        let text = chain(&error);
        assert!(text.contains("the position of the list cannot be saved"), "{text}");
    }
    assert_eq!(server.requests().len(), 1, "the second page was not fetched");
    fs::create_dir(folder.path()).unwrap();
    assert_eq!(take(&mut sync, 1).await, ["3"]);
    assert!(folder.file(FILE).exists());
}

#[tokio::test]
async fn syncs_are_told_apart_by_name_and_stay_in_the_folder() {
    let folder = Folder::new("sync-names");
    let (_server, client) = start(&[json(FIRST), json(FIRST)]).await;
    for (name, taken) in [("../a/b", 1), ("a b", 2)] {
        let list = items(&client, &FLAGGED, None);
        let mut sync = list.sync(store(&folder), name).await.unwrap();
        take(&mut sync, taken).await;
        sync.save().await.unwrap();
    }
    let store = store(&folder);
    for (name, seen) in [("../a/b", Some(1)), ("a b", Some(2)), ("b", None)] {
        let state = store.load(name).await.unwrap();
        assert_eq!(state.map(|state| state.report.seen), seen, "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    store.remove("a b").await.unwrap();
    store.remove("a b").await.unwrap();
    assert!(store.load("a b").await.unwrap().is_none());
    assert!(store.load("../a/b").await.unwrap().is_some());
}

/// A state with this count and a cursor of this length.
fn state(seen: u64, length: usize) -> SyncState {
    let mut state = serde_json::to_value(SyncState::default()).unwrap();
    state["checkpoint"]["cursor"] = "x".repeat(length).into();
    state["report"]["seen"] = seen.into();
    serde_json::from_value(state).unwrap()
}

#[tokio::test]
async fn a_save_that_was_cancelled_never_replaces_a_later_one() {
    let folder = Folder::new("sync-cancelled");
    let store = store(&folder);
    for round in (0..60).step_by(2) {
        let mut cancelled = store.save("orders", state(round, 1_000_000));
        tokio::select! {
            biased;
            _ = &mut cancelled => {}
            () = std::future::ready(()) => {}
        }
        drop(cancelled);
        store.save("orders", state(round + 1, 1)).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
        let state = store.load("orders").await.unwrap().unwrap();
        assert_eq!(state.report.seen, round + 1);
    }
    drop(store.save("orders", state(0, 1)));
    store.remove("orders").await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}

#[tokio::test]
async fn the_end_of_a_sync_is_durable_and_leaves_nothing() {
    let folder = Folder::new("sync-end");
    let store = store(&folder);
    store.save("orders", state(1, 1)).await.unwrap();
    // Crashes have left these. The second one is of another sync.
    for left in ["orders.new", "orders%2Dold.1.new"] {
        fs::write(folder.file(left), "{").unwrap();
    }
    store.remove("orders").await.unwrap();
    assert!(folder.file("orders%2Dold.1.new").exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    fs::remove_dir_all(folder.path()).unwrap();
    assert!(store.remove("orders").await.is_err(), "its removal cannot be made durable");
    fs::create_dir(folder.path()).unwrap();
    store.remove("orders").await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_a_state() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("sync-mode");
    store(&folder).save("orders", state(1, 1)).await.unwrap();
    let mode = fs::metadata(folder.file(FILE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
