//! Decodes a response without holding up the executor.
//!
//! Takes a response and its decoder; returns the response and the value. A decoder runs to its
//! end once it was called, because serde's traits cannot pause. So a large body is decoded on a
//! thread for blocking work, and the executor polls its other tasks meanwhile.

use std::any::Any;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::{DecodeError, RawResponse};

/// The length from which a body is decoded on another thread. Most decoders take less than a
/// millisecond for a shorter one, and the other thread costs some ten microseconds.
const LARGE: usize = 64 * 1024;

/// A decoded response and its value.
pub(crate) type Decoded<T> = (RawResponse, Result<T, DecodeError>);

/// A large response that is being decoded on another thread.
pub(crate) struct Decoding<T> {
    response: RawResponse,
    decode: fn(&RawResponse) -> Result<T, DecodeError>,
    /// The result is a `Result<T, DecodeError>`. Its type is erased, because a task is compiled
    /// again for each type of result.
    thread: JoinHandle<Box<dyn Any + Send>>,
}

/// A response is decoded at once, or on another thread.
#[allow(
    clippy::large_enum_variant,
    reason = "most responses are small, and a box costs an allocation"
)]
pub(crate) enum Started<T> {
    Done(Decoded<T>),
    OnThread(Box<Decoding<T>>),
}

impl<T: Send + 'static> Decoding<T> {
    /// Starts. Outside of tokio, where there is no thread for blocking work, any body is decoded at
    /// once.
    pub(crate) fn begin(
        response: RawResponse,
        decode: fn(&RawResponse) -> Result<T, DecodeError>,
    ) -> Started<T> {
        let handle = (response.body().len() >= LARGE).then(Handle::try_current);
        let Some(Ok(handle)) = handle else {
            let result = decode(&response);
            return Started::Done((response, result));
        };
        let shared = response.clone();
        let thread = spawn(&handle, Box::new(move || Box::new(decode(&shared))));
        Started::OnThread(Box::new(Self { response, decode, thread }))
    }

    /// Polls for the value. A panic of the decoder continues here.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Decoded<T>> {
        let result = match ready!(Pin::new(&mut self.thread).poll(cx)) {
            Ok(result) => result.downcast().ok(),
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            // A runtime that shuts down does not start the thread.
            Err(_) => None,
        };
        let result = result.map_or_else(|| (self.decode)(&self.response), |result| *result);
        Poll::Ready((self.response.clone(), result))
    }
}

/// Compiled once, not once per type.
fn spawn(
    handle: &Handle,
    decode: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>,
) -> JoinHandle<Box<dyn Any + Send>> {
    handle.spawn_blocking(decode)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    static IS_OTHER_TASK_DONE: AtomicBool = AtomicBool::new(false);

    /// Returns whether another task runs while this decoder does.
    fn waits(_: &RawResponse) -> Result<bool, DecodeError> {
        let start = Instant::now();
        while !IS_OTHER_TASK_DONE.load(Ordering::SeqCst) {
            if start.elapsed() > Duration::from_secs(5) {
                return Ok(false);
            }
            std::thread::yield_now();
        }
        Ok(true)
    }

    fn panics(_: &RawResponse) -> Result<bool, DecodeError> {
        panic!("as a user's own type might");
    }

    async fn decode(
        length: usize,
        decode: fn(&RawResponse) -> Result<bool, DecodeError>,
    ) -> (RawResponse, Result<bool, DecodeError>) {
        let body = Bytes::from(vec![b' '; length]);
        let response = RawResponse::new(StatusCode::OK, HeaderMap::new(), body);
        match Decoding::begin(response, decode) {
            Started::Done(decoded) => decoded,
            Started::OnThread(mut decoding) => poll_fn(|cx| decoding.poll(cx)).await,
        }
    }

    #[tokio::test]
    async fn other_tasks_run_while_a_large_body_is_decoded() {
        let other = async { IS_OTHER_TASK_DONE.store(true, Ordering::SeqCst) };
        let ((response, result), ()) = tokio::join!(decode(LARGE, waits), other);
        assert_eq!(response.body().len(), LARGE);
        assert!(result.unwrap());
    }

    #[tokio::test]
    async fn a_panic_of_a_decoder_reaches_the_caller() {
        for length in [1, LARGE] {
            let task = tokio::spawn(decode(length, panics));
            assert!(task.await.unwrap_err().is_panic());
        }
    }
}
