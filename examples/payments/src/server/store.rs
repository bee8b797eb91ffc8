//! The server's storage in a SQLite file: orders, captures, and a response per idempotency key.
//!
//! A write and the response to its key are one transaction, so money is never taken while the key is unknown. This makes a
//! retry safe, and only a server can do it.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Value, json};

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS orders (
        number INTEGER PRIMARY KEY, amount INTEGER NOT NULL, currency TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS captures (
        number INTEGER PRIMARY KEY, order_number INTEGER NOT NULL REFERENCES orders, amount INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS responses (
        key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
";

/// The time of every event.
const NOW: &str = "2025-04-01T09:30:00Z";

/// A status and a JSON body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredResponse {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl StoredResponse {
    /// The error body that the document declares.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        Self { status, body: json!({"status": status, "message": message}) }
    }
}

/// A write that a client requests, and its key.
pub(crate) struct Write<'a> {
    pub(crate) key: Option<&'a str>,
    /// A fingerprint of the request.
    pub(crate) request: String,
}

/// The totals, as an auditor reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Books {
    pub(crate) captures: i64,
    pub(crate) amount: i64,
    /// Orders that were charged more than once.
    pub(crate) charged_twice: i64,
}

/// The file.
pub(crate) struct Store(Mutex<Connection>);

impl Store {
    /// Opens a file, or creates it.
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Stores an order.
    pub(crate) fn create_order(
        &self,
        write: &Write<'_>,
        order: &Value,
    ) -> rusqlite::Result<StoredResponse> {
        self.once(write, |books| {
            let (Some(amount), Some(currency)) = (
                order.get("amount").and_then(Value::as_i64),
                order.get("currency").and_then(Value::as_str),
            ) else {
                return Ok(StoredResponse::error(400, "an order needs an amount and a currency"));
            };
            books.execute(
                "INSERT INTO orders (amount, currency) VALUES (?, ?)",
                params![amount, currency],
            )?;
            let body = json!({
                "id": format!("ord_{}", books.last_insert_rowid()),
                "amount": amount,
                "currency": currency,
                "status": "pending",
                "createdAt": NOW,
            });
            Ok(StoredResponse { status: 201, body })
        })
    }

    /// Captures an order's money; without an amount, all that is left.
    pub(crate) fn capture(
        &self,
        write: &Write<'_>,
        order: &str,
        amount: Option<i64>,
    ) -> rusqlite::Result<StoredResponse> {
        self.once(write, |books| {
            let Some((number, left, currency)) = left_of(books, order)? else {
                return Ok(StoredResponse::error(404, &format!("no order has the id {order}")));
            };
            let amount = amount.unwrap_or(left);
            if amount < 1 || amount > left {
                return Ok(StoredResponse::error(409, &format!("{left} is left to be captured")));
            }
            books.execute(
                "INSERT INTO captures (order_number, amount) VALUES (?, ?)",
                params![number, amount],
            )?;
            let body = capture(books.last_insert_rowid(), number, amount, &currency);
            Ok(StoredResponse { status: 201, body })
        })
    }

    /// Returns a page of an order's captures after the cursor.
    pub(crate) fn captures(
        &self,
        order: &str,
        cursor: i64,
        limit: i64,
    ) -> rusqlite::Result<StoredResponse> {
        let books = self.lock();
        let mut rows = books.prepare_cached(
            "SELECT c.number, o.number, c.amount, o.currency FROM captures c JOIN orders o ON o.number = c.order_number
             WHERE o.number = ? AND c.number > ? ORDER BY c.number LIMIT ?",
        )?;
        let found = rows.query_map(params![number_of(order), cursor, limit + 1], |row| {
            let currency: String = row.get(3)?;
            Ok((row.get::<_, i64>(0)?, capture(row.get(0)?, row.get(1)?, row.get(2)?, &currency)))
        })?;
        let mut found: Vec<(i64, Value)> = found.collect::<rusqlite::Result<_>>()?;
        let more = i64::try_from(found.len()).is_ok_and(|it| it > limit);
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next = found.last().filter(|_| more).map(|(number, _)| number.to_string());
        let data: Vec<Value> = found.into_iter().map(|(_, capture)| capture).collect();
        Ok(StoredResponse { status: 200, body: json!({"data": data, "nextCursor": next}) })
    }

    /// Returns the totals of all orders from `first` on.
    pub(crate) fn books(&self, first: i64) -> rusqlite::Result<Books> {
        self.lock().query_row(
            "SELECT coalesce(sum(n), 0), coalesce(sum(taken), 0), coalesce(sum(n > 1), 0) FROM
             (SELECT count(*) AS n, sum(amount) AS taken FROM captures WHERE order_number >= ? GROUP BY order_number)",
            params![first],
            |row| Ok(Books { captures: row.get(0)?, amount: row.get(1)?, charged_twice: row.get(2)? }),
        )
    }

    /// Performs a write once per key. A repeat returns the first response; the key with another request is rejected.
    fn once(
        &self,
        write: &Write<'_>,
        effect: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<StoredResponse>,
    ) -> rusqlite::Result<StoredResponse> {
        let mut books = self.lock();
        let transaction = books.transaction()?;
        let Some(key) = write.key else {
            let response = effect(&transaction)?;
            transaction.commit()?;
            return Ok(response);
        };
        if let Some((request, response)) = remembered(&transaction, key)? {
            let same = request == write.request;
            return Ok(if same {
                response
            } else {
                StoredResponse::error(409, "the key was used for another request")
            });
        }
        let response = effect(&transaction)?;
        transaction.execute(
            "INSERT INTO responses (key, request, status, body) VALUES (?, ?, ?, ?)",
            params![key, write.request, response.status, response.body.to_string()],
        )?;
        transaction.commit()?;
        Ok(response)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remembered(
    books: &Transaction<'_>,
    key: &str,
) -> rusqlite::Result<Option<(String, StoredResponse)>> {
    books
        .query_row(
            "SELECT request, status, body FROM responses WHERE key = ?",
            params![key],
            |row| {
                let body: String = row.get(2)?;
                let body = serde_json::from_str(&body).unwrap_or(Value::Null);
                Ok((row.get(0)?, StoredResponse { status: row.get(1)?, body }))
            },
        )
        .optional()
}

/// An order's number, the amount left to capture, and its currency.
fn left_of(books: &Transaction<'_>, order: &str) -> rusqlite::Result<Option<(i64, i64, String)>> {
    books
        .query_row(
            "SELECT number, amount - (SELECT coalesce(sum(amount), 0) FROM captures WHERE order_number = orders.number), currency
             FROM orders WHERE number = ?",
            params![number_of(order)],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
}

fn capture(number: i64, order: i64, amount: i64, currency: &str) -> Value {
    json!({
        "id": format!("cap_{number}"),
        "orderId": format!("ord_{order}"),
        "amount": amount,
        "currency": currency,
        "createdAt": NOW,
    })
}

/// Returns the number in an id such as `ord_17`, or -1, which no order has.
fn number_of(id: &str) -> i64 {
    id.strip_prefix("ord_").and_then(|it| it.parse().ok()).unwrap_or(-1)
}
