//! Reads a list of contacts that changes while it is read: by offset, by cursor, and by cursor over a SIGKILL.
//!
//! Run it with `cargo run -p crm_sync`. It exits with 1 if an expectation fails.

mod crm;

/// The client that `build.rs` generated from `crm.yaml`.
mod crm_api {
    renkei_runtime::include_client!("crm");
}

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use crm::Crm;
use crm_api::Client;
use crm_api::types::Contact;
use renkei_runtime::{FileCheckpoints, Items, ListSync, SyncReport};
use tokio::process::Command;
use tokio::time::sleep;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// How many contacts there are at the start.
const CONTACTS: i64 = 5000;
/// The variables that make this program a sync in a process of its own.
const URL: &str = "CRM_SYNC_URL";
const FOLDER: &str = "CRM_SYNC_FOLDER";

#[tokio::main]
async fn main() -> ExitCode {
    let result = match (std::env::var(URL), std::env::var(FOLDER)) {
        (Ok(url), Ok(folder)) => sync_to_file(&url, Path::new(&folder)).await,
        _ => story(CONTACTS, &[]).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nExpectation failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs all parts. `arguments` make this program a sync.
async fn story(contacts: i64, arguments: &[&str]) -> Result<(), Error> {
    println!(
        "1. {contacts} contacts by offset; after each page, three of the newest are deleted or three are added\n"
    );
    let crm = Crm::start(contacts).await?;
    let client = Client::builder().base_url(&crm.url).build()?;
    let (counts, report) = read(client.contacts().list_contacts_by_offset().items()).await?;
    let found = compare(&crm, &counts, &report);
    expect(found.lost > 0, "contacts were lost that were there all the time")?;
    expect(found.twice > 0, "contacts were read twice")?;
    expect(report.repeated > 0, "the report tells that contacts were repeated")?;

    println!("\n2. The same by cursor\n");
    let crm = Crm::start(contacts).await?;
    let client = Client::builder().base_url(&crm.url).build()?;
    let (counts, report) = read(client.contacts().list_contacts().items()).await?;
    let found = compare(&crm, &counts, &report);
    expect(found == Found::default(), "every contact was read once")?;

    println!("\n3. By cursor, in a process that is killed in the middle and starts again\n");
    over_kills(contacts, arguments).await
}

async fn over_kills(contacts: i64, arguments: &[&str]) -> Result<(), Error> {
    let crm = Crm::start(contacts).await?;
    let folder = tempfile::tempdir()?;
    let mut kills = 0;
    loop {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).env(URL, &crm.url).env(FOLDER, folder.path());
        let mut sync = command.stdout(Stdio::null()).kill_on_drop(true).spawn()?;
        let pages = crm.pages();
        // It is killed after a quarter of the list.
        while sync.try_wait()?.is_none()
            && (kills == 3 || crm.pages() < pages + crm.pages_of_list() / 4)
        {
            sleep(Duration::from_millis(1)).await;
        }
        match sync.try_wait()? {
            Some(status) if status.success() => break,
            Some(status) => return Err(format!("the sync ended with {status}").into()),
            None => sync.kill().await?,
        }
        kills += 1;
    }
    let text = std::fs::read_to_string(folder.path().join("contacts"))?;
    let mut counts = HashMap::new();
    for line in text.lines() {
        *counts.entry(line.parse()?).or_insert(0) += 1;
    }
    let report = std::fs::read_to_string(folder.path().join("report"))?;
    let found = compare(&crm, &counts, &SyncReport::default());
    println!("   report  {report}");
    expect(kills == 3, "the sync was killed three times")?;
    expect(found.lost == 0, "no contact was lost")?;
    expect(found.twice <= 3 * crm::PAGE, "at most a page was read twice after each restart")
}

/// Reads a whole list and counts how often each contact is in it.
async fn read<E>(items: Items<Contact, E>) -> Result<(HashMap<i64, usize>, SyncReport), Error>
where
    E: std::fmt::Debug + Send + Sync + 'static,
{
    let folder = tempfile::tempdir()?;
    let store = Arc::new(FileCheckpoints::open(folder.path())?);
    let mut sync = items.sync(store, "contacts").await?;
    let mut counts = HashMap::new();
    while let Some(contact) = next(&mut sync).await? {
        *counts.entry(contact.id).or_insert(0) += 1;
    }
    Ok((counts, sync.report().clone()))
}

async fn next<E: std::fmt::Debug>(
    sync: &mut ListSync<Contact, E>,
) -> Result<Option<Contact>, Error> {
    sync.try_next().await.map_err(|error| format!("{error:?}").into())
}

/// Reads the list in a process of its own, from where the one before it was killed. The contacts go to a file.
async fn sync_to_file(url: &str, folder: &Path) -> Result<(), Error> {
    let client = Client::builder().base_url(url).build()?;
    let store = Arc::new(FileCheckpoints::open(folder.join("checkpoints"))?);
    let mut sync = client.contacts().list_contacts().items().sync(store, "contacts").await?;
    let mut file = OpenOptions::new().append(true).create(true).open(folder.join("contacts"))?;
    while let Some(contact) = next(&mut sync).await? {
        // One write, so a line is there or not.
        file.write_all(format!("{}\n", contact.id).as_bytes())?;
    }
    std::fs::write(folder.join("report"), format!("{:?}", sync.report()))?;
    Ok(())
}

/// What a sync has missed.
#[derive(Debug, Default, PartialEq)]
struct Found {
    /// Contacts that were there all the time, and were not read.
    lost: usize,
    /// Contacts that were read more than once.
    twice: usize,
}

fn compare(crm: &Crm, counts: &HashMap<i64, usize>, report: &SyncReport) -> Found {
    let lost = crm.always_there().iter().filter(|id| !counts.contains_key(id)).count();
    let twice = counts.values().filter(|count| **count > 1).count();
    println!(
        "   read    {} contacts in {} pages; {lost} lost, {twice} twice",
        counts.len(),
        crm.pages()
    );
    if report.seen > 0 {
        println!("   report  {report:?}, missing: {:?}", report.missing());
    }
    Found { lost, twice }
}

/// Prints an expectation that holds; returns an error otherwise.
fn expect(holds: bool, what: &str) -> Result<(), Error> {
    if !holds {
        return Err(format!("not true: {what}").into());
    }
    println!("   ✓ {what}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not a test of its own: the story runs it in other processes.
    #[tokio::test]
    async fn sync() {
        if let (Ok(url), Ok(folder)) = (std::env::var(URL), std::env::var(FOLDER)) {
            let ended = sync_to_file(&url, Path::new(&folder)).await;
            assert!(ended.is_ok(), "{ended:?}");
        }
    }

    #[tokio::test]
    async fn the_story_holds() {
        let told = story(1000, &["--exact", "tests::sync", "--nocapture"]).await;
        assert!(told.is_ok(), "{told:?}");
    }
}
