//! `Intent`: a keyed write that is about to be sent.

use std::fmt;
use std::io;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::stored::{StoredCall, StoredLookUp};
use crate::call::{Call, Prepared};
use crate::client::Core;
use crate::confirm::LookUp;
use crate::stable_hash::StableHash;

/// The form of a stored intent whose key the server honours. Another form than these two is not read: forms 1 and 2 did not have
/// [`StoredCall::has_own_credentials`].
const KEYED: u32 = 3;
/// The form of one that is looked up before it is sent again, because the server does not honour its key.
const LOOKED_UP: u32 = 4;
/// How far clocks may differ. What was recorded later than this in the future has an unknown age.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);

/// A keyed write that is about to be sent: its key, operation and fingerprint, and the request without credentials.
///
/// `Debug` shows only the operation, because URLs and bodies contain data of people.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    version: u32,
    key: String,
    /// The hash of method, URL, content type and body, and whether there are credentials of the call's own.
    fingerprint: String,
    /// Milliseconds since the epoch.
    created: u64,
    pub(super) call: StoredCall,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    look_up: Option<StoredLookUp>,
}

/// What an intent of each version has.
#[derive(Deserialize)]
struct Head {
    version: u32,
    #[serde(default)]
    fingerprint: String,
}

impl Intent {
    /// Returns the intent of a call; `None` if it is not recorded: its key is not honoured and it cannot be looked up, or its
    /// body is not in memory.
    pub(crate) fn of(call: &Call, prepared: &Prepared) -> Option<Self> {
        let key = prepared.idempotency_key.as_ref()?.to_str().ok()?.to_owned();
        let look_up = StoredLookUp::of(call);
        let version = match (prepared.is_key_honoured, &look_up) {
            (true, _) => KEYED,
            (false, Some(_)) => LOOKED_UP,
            (false, None) => return None,
        };
        let call = StoredCall::of(call, prepared)?;
        let fingerprint = StableHash::NEW
            .add(call.method().as_bytes())
            .add(call.url.as_bytes())
            .add(call.content_type.as_deref().unwrap_or("").as_bytes())
            .add(call.body.as_bytes())
            .add(&[u8::from(call.has_own_credentials)]);
        let created = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let created = u64::try_from(created.as_millis()).ok()?;
        Some(Self { version, key, fingerprint: fingerprint.text(), created, call, look_up })
    }

    /// Whether the server honours the key, so that it performs the request once.
    pub(super) fn is_key_honoured(&self) -> bool {
        self.version == KEYED
    }

    /// Returns the look-up that tells whether the write took effect, if the document declares one.
    pub(super) fn look_up(&self, core: &Core) -> Option<LookUp> {
        self.look_up.as_ref()?.look_up(core)
    }

    /// Returns what identifies the write: key, method and URL.
    pub fn id(&self) -> String {
        format!("{} {} {}", self.key, self.call.method(), self.call.url)
    }

    /// Returns the idempotency key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the operation's id.
    pub fn operation(&self) -> &str {
        self.call.operation_id()
    }

    /// Returns the hash of method, URL, content type and body, and of whether the call had credentials of its own.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Returns the body of the request.
    pub fn body(&self) -> &[u8] {
        self.call.body.as_bytes()
    }

    /// Whether the call had credentials of its own: a cookie, or a header or query parameter with a name of a credential. They are not
    /// stored, so [`Recover::resume`](crate::Recover::resume) does not send the request.
    pub fn has_own_credentials(&self) -> bool {
        self.call.has_own_credentials
    }

    /// Returns how long ago it was recorded first. It is [`Duration::MAX`] if that is over a minute in the future, because the
    /// clock was changed and the age is not known.
    pub fn age(&self) -> Duration {
        age(self.created)
    }

    /// Returns when it was recorded first, in milliseconds since the epoch.
    pub fn created_ms(&self) -> u64 {
        self.created
    }

    /// Returns the intent as bytes, to be stored.
    ///
    /// # Errors
    ///
    /// Never, for an intent of a call.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Reads a stored intent.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are no intent, or one of another version. The error then names the version and the fingerprint.
    pub fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        // Another version may have other properties.
        let Head { version, fingerprint } = serde_json::from_slice(bytes)?;
        if ![KEYED, LOOKED_UP].contains(&version) {
            let what = format!(
                "the intent with the fingerprint {fingerprint:?} has version {version}, and this program reads {KEYED} and {LOOKED_UP}"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(serde_json::from_slice(bytes)?)
    }
}

/// Returns how long ago a time was, in milliseconds since the epoch; [`Duration::MAX`] if it is in the future.
pub(super) fn age(created_ms: u64) -> Duration {
    let created = Duration::from_millis(created_ms);
    match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(now) if created <= now.saturating_add(CLOCK_TOLERANCE) => now.saturating_sub(created),
        _ => Duration::MAX,
    }
}

/// Whether the server may have forgotten the key of a write of this age.
pub(super) fn is_forgotten(age: Duration, retention: Duration) -> bool {
    age > retention || age == Duration::MAX
}

impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intent")
            .field("operation", &self.operation())
            .field("created", &self.created)
            .finish_non_exhaustive()
    }
}
