//! Blocking calls, for programs without an async runtime.
//!
//! Takes requests of any client; returns their results after waiting on the calling thread. It must not know what they are.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::thread::JoinHandle;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::error::Error;

/// A runtime of its own, which drives requests while other threads wait for them.
///
/// It has one background thread. Clones share it, and any thread may use them at the same time; the thread ends with the last
/// clone. Within an async runtime, every call is a local error: waiting there would stop the other tasks of its thread. That
/// includes the threads of `spawn_blocking`.
///
/// # Examples
///
/// ```
/// # use renkei_runtime::codegen;
/// # use renkei_runtime::test::ScriptedTransport;
/// # struct Client { core: codegen::Core }
/// # impl codegen::FromCore for Client {
/// #     const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
/// #     fn from_core(core: codegen::Core) -> Self { Self { core } }
/// # }
/// # static GET: codegen::Operation =
/// #     codegen::Operation { id: "getOrder", path: "/v1/orders/{id}", ..codegen::Operation::GET };
/// # impl Client {
/// #     fn builder() -> codegen::ClientBuilder<Self> { codegen::ClientBuilder::new() }
/// #     fn get_order(&self, id: &str) -> codegen::Pending<codegen::Value, std::convert::Infallible> {
/// #         let mut call = codegen::Call::new(&self.core, &GET);
/// #         call.path("id", id);
/// #         call.send(codegen::Decode { ok: codegen::json, err: codegen::no_error })
/// #     }
/// # }
/// use renkei_runtime::blocking::Blocking;
///
/// fn main() -> Result<(), renkei_runtime::Error> {
///     let transport = ScriptedTransport::new().json(200, r#"{"id":"7"}"#);
///     let client = Client::builder().base_url("http://api.test").transport(transport).build()?;
///     let blocking = Blocking::new()?;
///
///     let order = blocking.wait(client.get_order("7"))?;
///     assert_eq!(order["id"], "7");
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Blocking(Arc<Inner>);

struct Inner {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Blocking {
    /// Starts the background thread.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if the system has no resources for it.
    pub fn new() -> Result<Self, Error> {
        let failed = |cause: std::io::Error| {
            let what = "the runtime of blocking calls cannot be started".to_owned();
            Error::build(what).with_source(Some(cause.into()))
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("renkei-blocking".to_owned());
        let thread = thread.spawn(move || drop(runtime.block_on(stopped))).map_err(failed)?;
        Ok(Self(Arc::new(Inner { handle, stop: Some(stop), thread: Some(thread) })))
    }

    /// Sends a request and waits for its result.
    ///
    /// # Errors
    ///
    /// Those of the request; and a local error within an async runtime, where nothing is sent.
    pub fn wait<F, T, E>(&self, request: F) -> Result<T, E>
    where
        F: IntoFuture<Output = Result<T, E>>,
        E: From<Error>,
    {
        outside_of_async()?;
        // Creating the future may need the runtime too.
        let future = {
            let _context = self.0.handle.enter();
            request.into_future()
        };
        self.0.handle.block_on(future)
    }

    /// Returns an iterator over a stream, such as the items of a list or the events of a response.
    ///
    /// Within an async runtime, its first item is a local error, and nothing is sent.
    pub fn iter<S, T, E>(&self, stream: S) -> BlockingIter<S>
    where
        S: Stream<Item = Result<T, E>> + Unpin,
        E: From<Error>,
    {
        BlockingIter { blocking: self.clone(), stream: Some(stream) }
    }
}

fn outside_of_async() -> Result<(), Error> {
    match Handle::try_current() {
        Err(_) => Ok(()),
        Ok(_) => Err(Error::local(
            "a blocking call within an async runtime would stop its tasks: await the request",
        )),
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.stop.take());
        let Some(thread) = self.thread.take() else { return };
        // The last clone may be dropped by a task of the runtime itself.
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blocking")
    }
}

/// An iterator over a stream. [`Blocking::iter`] creates it.
#[must_use = "an iterator does nothing until it is used"]
pub struct BlockingIter<S> {
    blocking: Blocking,
    /// `None` once the stream has ended.
    stream: Option<S>,
}

impl<S, T, E> Iterator for BlockingIter<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<Error>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.stream.as_mut()?;
        if let Err(error) = outside_of_async() {
            self.stream = None;
            return Some(Err(error.into()));
        }
        let next = poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx));
        let next = self.blocking.0.handle.block_on(next);
        if next.is_none() {
            self.stream = None;
        }
        next
    }
}

impl<S> fmt::Debug for BlockingIter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingIter")
            .field("ended", &self.stream.is_none())
            .finish_non_exhaustive()
    }
}
