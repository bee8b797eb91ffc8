//! The CRM: contacts by id, the newest first. With each page that it serves, contacts come and go.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::sleep;

/// How many contacts a page has.
pub(crate) const PAGE: usize = 50;
/// How long a page takes.
const LATENCY: Duration = Duration::from_millis(5);

/// A CRM with its state.
pub(crate) struct Crm {
    pub(crate) url: String,
    state: Shared,
    contacts: usize,
}

type Shared = Arc<Mutex<Contacts>>;

#[derive(Default)]
struct Contacts {
    names: BTreeMap<i64, String>,
    /// Those that were there at the start and are still there.
    always: BTreeSet<i64>,
    newest: i64,
    pages: usize,
}

impl Crm {
    pub(crate) async fn start(contacts: i64) -> io::Result<Self> {
        let names = (1..=contacts).map(|id| (id, format!("Contact {id}"))).collect();
        let always = (1..=contacts).collect();
        let state = Contacts { names, always, newest: contacts, pages: 0 };
        let state = Arc::new(Mutex::new(state));
        let routes = Router::new()
            .route("/v1/contacts", get(by_cursor))
            .route("/v1/old/contacts", get(by_offset))
            .with_state(state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let contacts = usize::try_from(contacts).unwrap_or(usize::MAX);
        Ok(Self { url, state, contacts })
    }

    /// Returns the contacts that were there all the time.
    pub(crate) fn always_there(&self) -> BTreeSet<i64> {
        lock(&self.state).always.clone()
    }

    /// Returns how many pages were served.
    pub(crate) fn pages(&self) -> usize {
        lock(&self.state).pages
    }

    /// Returns how many pages the list had at the start.
    pub(crate) fn pages_of_list(&self) -> usize {
        self.contacts / PAGE
    }
}

impl Contacts {
    /// Changes the list as others would: deletes three of the newest contacts, and adds three the next time.
    fn change(&mut self) {
        self.pages += 1;
        if self.pages % 2 == 0 {
            for _ in 0..3 {
                self.newest += 1;
                self.names.insert(self.newest, format!("Contact {}", self.newest));
            }
        } else {
            for _ in 0..3 {
                if let Some((id, _)) = self.names.pop_last() {
                    self.always.remove(&id);
                }
            }
        }
    }
}

type Parameters = Query<BTreeMap<String, i64>>;

/// Returns the contacts that are older than the cursor.
async fn by_cursor(State(state): State<Shared>, Query(query): Parameters) -> Json<Value> {
    sleep(LATENCY).await;
    let mut contacts = lock(&state);
    let before = query.get("cursor").copied().unwrap_or(i64::MAX);
    let page = contacts.names.range(..before).rev().take(PAGE);
    let data: Vec<Value> = page.map(contact).collect();
    let last = data.last().and_then(|it| it.get("id")?.as_i64());
    let more = last.filter(|last| contacts.names.range(..last).next().is_some());
    contacts.change();
    Json(json!({"data": data, "next_cursor": more.map(|it| it.to_string())}))
}

/// Returns the contacts after so many others.
async fn by_offset(State(state): State<Shared>, Query(query): Parameters) -> Json<Value> {
    sleep(LATENCY).await;
    let mut contacts = lock(&state);
    let offset = query.get("offset").and_then(|it| usize::try_from(*it).ok()).unwrap_or(0);
    let page = contacts.names.iter().rev().skip(offset).take(PAGE);
    let data: Vec<Value> = page.map(contact).collect();
    let total = contacts.names.len();
    contacts.change();
    Json(json!({"data": data, "total": total}))
}

fn contact((id, name): (&i64, &String)) -> Value {
    json!({"id": id, "name": name})
}

fn lock(state: &Shared) -> MutexGuard<'_, Contacts> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
