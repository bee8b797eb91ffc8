//! Decodes a response without holding up the executor.
//!
//! Takes a response and its decoder; returns the response and the value. A decoder runs to its
//! end once it was called, because serde's traits cannot pause. So a large body is decoded on a
//! thread for blocking work, and the executor polls its other tasks meanwhile.

use std::any::Any;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::{DecodeError, RawResponse};
use crate::hooks::DriftReporter;
use crate::json::{Unknown, begin_count, count_unknown, end_count};

/// The length from which a body is decoded on another thread. Most decoders take less than a
/// millisecond for a shorter one, and the other thread costs some ten microseconds.
const LARGE: usize = 64 * 1024;

/// The decoder of a type.
type Decoder<T> = fn(&RawResponse) -> Result<T, DecodeError>;

/// The result of a decoder without its type, because what is here is compiled once, not once per type.
type Erased = Box<dyn Any + Send>;

/// A decoder and its response, for another thread.
pub(crate) type Job = Box<dyn FnOnce() -> Erased + Send>;

/// A decoded value, and what its types do not know of the response.
type Counted<T> = (Result<T, DecodeError>, Unknown);

/// Creates the job of a decoder.
pub(crate) fn job<T: Send + 'static>(mut response: RawResponse, decode: Decoder<T>) -> Job {
    let is_observed = response.take_drift_reporter().is_some();
    Box::new(move || Box::new(count_unknown(is_observed, || decode(&response))))
}

/// A response, and its value if another thread has decoded it.
pub(crate) struct Received {
    response: RawResponse,
    value: Option<Erased>,
}

impl Received {
    /// Returns the response and its value, which is decoded now unless another thread did it. Reports what the types do not
    /// know of the response.
    pub(crate) fn decode<T: 'static>(
        mut self,
        decode: Decoder<T>,
    ) -> (RawResponse, Result<T, DecodeError>) {
        let Some(Ok(counted)) = self.value.map(Erased::downcast::<Counted<T>>) else {
            return decode_here(self.response, decode);
        };
        let (value, unknown) = *counted;
        if let Some(reporter) = self.response.take_drift_reporter() {
            match value {
                Ok(_) => reporter.report(&unknown),
                Err(_) => reporter.report_unusable(),
            }
        }
        (self.response, value)
    }
}

/// Decodes a response on this thread, and reports what the types do not know of it.
#[inline]
pub(crate) fn decode_here<T>(
    mut response: RawResponse,
    decode: Decoder<T>,
) -> (RawResponse, Result<T, DecodeError>) {
    let count = Count::begin(response.take_drift_reporter());
    let value = decode(&response);
    count.end(value.is_ok());
    (response, value)
}

/// Decodes the body of a failure, and reports what its type does not know of it.
pub(crate) fn decode_failure<E>(
    response: &RawResponse,
    reporter: Option<DriftReporter>,
    decode: fn(&RawResponse) -> Option<E>,
) -> Option<E> {
    let count = Count::begin(reporter);
    let body = decode(response);
    if let Some((reporter, unknown)) = count.take().filter(|_| body.is_some()) {
        reporter.report(&unknown);
    }
    body
}

/// A count of what types do not know of a body, if someone is told. The value is not part of it, so that it is not moved.
struct Count(Option<DriftReporter>);

impl Count {
    fn begin(reporter: Option<DriftReporter>) -> Self {
        if reporter.is_some() {
            begin_count();
        }
        Self(reporter)
    }

    fn take(self) -> Option<(DriftReporter, Unknown)> {
        self.0.map(|reporter| (reporter, end_count()))
    }

    fn end(self, is_decoded: bool) {
        let Some((reporter, unknown)) = self.take() else { return };
        if is_decoded {
            reporter.report(&unknown);
        } else {
            reporter.report_unusable();
        }
    }
}

/// The decoding of a large response on another thread, once it has begun.
#[derive(Default)]
pub(crate) struct Decoding(Option<Box<Thread>>);

/// A large response that is being decoded.
struct Thread {
    response: RawResponse,
    handle: JoinHandle<Erased>,
}

impl Decoding {
    /// Polls for a response with `receive`, and then for its value if it is large. Outside of tokio, where there is no
    /// thread for blocking work, any body is decoded where it is used.
    pub(crate) fn poll<E>(
        &mut self,
        cx: &mut Context<'_>,
        receive: impl FnOnce(&mut Context<'_>) -> Poll<Result<RawResponse, E>>,
        job: &dyn Fn(RawResponse) -> Job,
    ) -> Poll<Result<Received, E>> {
        let mut thread = match self.0.take() {
            Some(thread) => thread,
            None => {
                let response = ready!(receive(cx))?;
                let handle = (response.body().len() >= LARGE).then(Handle::try_current);
                let Some(Ok(handle)) = handle else {
                    return Poll::Ready(Ok(Received { response, value: None }));
                };
                let handle = handle.spawn_blocking(job(response.clone()));
                Box::new(Thread { response, handle })
            }
        };
        match thread.poll(cx) {
            Poll::Ready(received) => Poll::Ready(Ok(received)),
            Poll::Pending => {
                self.0 = Some(thread);
                Poll::Pending
            }
        }
    }
}

impl Thread {
    /// Polls for the value. A panic of the decoder continues here.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Received> {
        let value = ready!(joined(&mut self.handle, cx));
        Poll::Ready(Received { response: self.response.clone(), value })
    }
}

/// A large item of a stream that is being decoded on another thread.
pub(crate) struct ItemDecoding<I, R> {
    item: Arc<I>,
    decode: fn(&I) -> R,
    is_observed: bool,
    handle: JoinHandle<Erased>,
}

impl<I: Clone + Send + Sync + 'static, R: Send + 'static> ItemDecoding<I, R> {
    /// Starts, if the item is large. `Err` returns one that is decoded at once.
    pub(crate) fn begin(
        item: I,
        length: usize,
        decode: fn(&I) -> R,
        is_observed: bool,
    ) -> Result<Self, I> {
        let handle = (length >= LARGE).then(Handle::try_current);
        let Some(Ok(handle)) = handle else { return Err(item) };
        let item = Arc::new(item);
        let shared = item.clone();
        let job: Job = Box::new(move || Box::new(count_unknown(is_observed, || decode(&shared))));
        Ok(Self { item, decode, is_observed, handle: handle.spawn_blocking(job) })
    }

    /// Polls for the value, and what its types do not know of the item. A panic of the decoder continues here.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<(R, Unknown)> {
        let value = ready!(joined(&mut self.handle, cx)).map(Erased::downcast::<(R, Unknown)>);
        Poll::Ready(match value {
            Some(Ok(value)) => *value,
            _ => count_unknown(self.is_observed, || (self.decode)(&self.item)),
        })
    }

    /// Returns the item, when it is decoded.
    pub(crate) fn into_item(self) -> I {
        Arc::unwrap_or_clone(self.item)
    }
}

/// Polls for the result of a thread. It is `None` if a runtime that shuts down did not start it.
fn joined(handle: &mut JoinHandle<Erased>, cx: &mut Context<'_>) -> Poll<Option<Erased>> {
    match ready!(Pin::new(handle).poll(cx)) {
        Ok(value) => Poll::Ready(Some(value)),
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        Err(_) => Poll::Ready(None),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
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
        let mut decoding = Decoding::default();
        let received = poll_fn(|cx| {
            let response = RawResponse::new(StatusCode::OK, HeaderMap::new(), body.clone());
            decoding.poll(cx, |_| Poll::Ready(Ok::<_, Infallible>(response)), &|it| job(it, decode))
        });
        let Ok(received) = received.await;
        received.decode(decode)
    }

    #[tokio::test]
    async fn other_tasks_run_while_a_large_body_is_decoded() {
        let other = async { IS_OTHER_TASK_DONE.store(true, Ordering::SeqCst) };
        let ((response, result), ()) = tokio::join!(decode(LARGE, waits), other);
        assert_eq!(response.body().len(), LARGE);
        assert!(result.unwrap());
    }

    #[tokio::test]
    async fn a_large_item_is_decoded_on_another_thread() {
        let name = |_: &Bytes| std::thread::current().id();
        assert!(ItemDecoding::begin(Bytes::from_static(b"x"), LARGE - 1, name, false).is_err());
        let mut decoding =
            ItemDecoding::begin(Bytes::from_static(b"x"), LARGE, name, false).ok().unwrap();
        assert_ne!(poll_fn(|cx| decoding.poll(cx)).await.0, std::thread::current().id());
        assert_eq!(decoding.into_item(), "x");
    }

    #[tokio::test]
    async fn a_panic_of_a_decoder_reaches_the_caller() {
        for length in [1, LARGE] {
            let task = tokio::spawn(decode(length, panics));
            assert!(task.await.unwrap_err().is_panic());
        }
    }
}
