//! An HTTP/2 connection: what its streams share, and the task that drives it.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use h2::client::{Builder, Connection, SendRequest};
use tokio::sync::oneshot;

use super::super::TransportErrorKind;
use super::super::connect::{ConnectError, Connected, ConnectionStats, MonitoredStream};
use super::super::pool::{ConnectionPermit, Host};
use super::ping::KeepAlive;

/// The settings of HTTP/2 connections.
#[derive(Clone, Debug)]
pub(in super::super) struct Http2Settings {
    pub(in super::super) stream_window: u32,
    pub(in super::super) connection_window: u32,
    pub(in super::super) max_header_list: u32,
    pub(in super::super) ping_interval: Option<Duration>,
    pub(in super::super) ping_timeout: Duration,
}

/// How many streams a connection may have before the peer has sent its SETTINGS, which is its first
/// frame (RFC 9113 § 3.4).
const STREAMS_BEFORE_SETTINGS: usize = 1;

/// An HTTP/2 connection that streams are opened on. It is closed when nothing refers to it.
pub(in super::super) struct Http2Shard {
    sender: SendRequest<Bytes>,
    stats: Arc<ConnectionStats>,
    streams: AtomicUsize,
    control: Arc<Control>,
    /// Ends the task that drives the connection when it is dropped.
    _open: oneshot::Sender<()>,
}

/// What the streams and the task that drives the connection tell each other.
#[derive(Default)]
pub(super) struct Control {
    has_ended: AtomicBool,
    /// Whether to send a PING now.
    probe: AtomicBool,
    is_used: AtomicBool,
    driver: Mutex<Option<Waker>>,
}

impl Control {
    pub(super) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Acquire)
    }

    pub(super) fn take_probe(&self) -> bool {
        self.probe.swap(false, Ordering::AcqRel)
    }

    fn wake_driver(&self) {
        let waker = self.driver.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn set_driver(&self, waker: &Waker) {
        let mut driver = self.driver.lock().unwrap_or_else(PoisonError::into_inner);
        match driver.as_mut() {
            Some(current) => current.clone_from(waker),
            None => *driver = Some(waker.clone()),
        }
    }
}

impl Http2Shard {
    pub(in super::super) async fn new(
        connected: Connected,
        permit: ConnectionPermit,
        host: Weak<Host>,
        settings: &Http2Settings,
    ) -> Result<Arc<Self>, (ConnectError, ConnectionPermit)> {
        let stats = connected.stream.stats().clone();
        let handshake = Builder::new()
            .enable_push(false)
            .initial_max_send_streams(STREAMS_BEFORE_SETTINGS)
            .initial_window_size(settings.stream_window)
            .initial_connection_window_size(settings.connection_window)
            .max_header_list_size(settings.max_header_list)
            .handshake(connected.stream);
        let (sender, connection) = match handshake.await {
            Ok(opened) => opened,
            Err(error) => {
                return Err((ConnectError::new(TransportErrorKind::Connect, error), permit));
            }
        };
        let control = Arc::<Control>::default();
        let (open, closed) = oneshot::channel();
        let driver = Driver::new(connection, closed, &control, &stats, settings, host);
        tokio::spawn(driver.run(permit));
        let streams = AtomicUsize::new(0);
        Ok(Arc::new(Self { sender, stats, streams, control, _open: open }))
    }

    pub(super) fn sender(&self) -> SendRequest<Bytes> {
        self.sender.clone()
    }

    pub(super) fn stats(&self) -> &Arc<ConnectionStats> {
        &self.stats
    }

    /// Sends a PING now, whose loss ends the connection.
    pub(super) fn probe(&self) {
        self.control.probe.store(true, Ordering::Release);
        self.control.wake_driver();
    }

    /// Whether the connection has ended, or the peer has announced its end.
    pub(in super::super) fn is_dead(&self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        self.control.has_ended.load(Ordering::Acquire)
            || matches!(self.sender.clone().poll_ready(&mut cx), Poll::Ready(Err(_)))
    }

    pub(in super::super) fn streams(&self) -> usize {
        self.streams.load(Ordering::Acquire)
    }

    pub(in super::super) fn add_stream(&self) {
        self.streams.fetch_add(1, Ordering::AcqRel);
        self.control.is_used.store(true, Ordering::Release);
    }

    pub(in super::super) fn remove_stream(&self) {
        if self.streams.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.control.is_used.store(false, Ordering::Release);
        }
    }

    pub(in super::super) fn has_room(&self) -> bool {
        self.streams() < self.sender.current_max_send_streams()
    }

    /// Whether the peer's own limit is reached. Before its SETTINGS that is unknown.
    pub(in super::super) fn is_full(&self) -> bool {
        self.stats.read() > 0 && !self.has_room()
    }
}

/// Drives a connection: a task of its own, because all streams need it.
struct Driver {
    connection: Connection<MonitoredStream, Bytes>,
    closed: oneshot::Receiver<()>,
    control: Arc<Control>,
    keep_alive: Option<KeepAlive>,
    host: Weak<Host>,
    /// The peer's limit of streams that the host knows.
    max_streams: usize,
    has_settings: bool,
    stats: Arc<ConnectionStats>,
}

impl Driver {
    fn new(
        mut connection: Connection<MonitoredStream, Bytes>,
        closed: oneshot::Receiver<()>,
        control: &Arc<Control>,
        stats: &Arc<ConnectionStats>,
        settings: &Http2Settings,
        host: Weak<Host>,
    ) -> Self {
        let ping = connection.ping_pong();
        let keep_alive = ping.map(|it| KeepAlive::new(it, control, stats, settings));
        let max_streams = connection.max_concurrent_send_streams();
        let (control, stats) = (control.clone(), stats.clone());
        let has_settings = false;
        Self { connection, closed, control, keep_alive, host, max_streams, has_settings, stats }
    }

    /// Runs until the connection has ended, is no longer needed, or the peer is silent.
    async fn run(mut self, permit: ConnectionPermit) {
        poll_fn(|cx| self.poll(cx)).await;
        let (control, host) = (self.control.clone(), self.host.clone());
        control.has_ended.store(true, Ordering::Release);
        // Its streams fail now.
        drop(self);
        drop(permit);
        if let Some(host) = host.upgrade() {
            host.grant_streams();
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.control.set_driver(cx.waker());
        if Pin::new(&mut self.closed).poll(cx).is_ready() {
            return Poll::Ready(());
        }
        if self.keep_alive.as_mut().is_some_and(|it| it.poll_missed(cx)) {
            return Poll::Ready(());
        }
        if Pin::new(&mut self.connection).poll(cx).is_ready() {
            return Poll::Ready(());
        }
        self.report_limit();
        Poll::Pending
    }

    /// Tells the host when the peer allows more streams.
    fn report_limit(&mut self) {
        let max_streams = self.connection.max_concurrent_send_streams();
        let has_settings = self.stats.read() > 0;
        let is_news = max_streams > self.max_streams || (has_settings && !self.has_settings);
        (self.max_streams, self.has_settings) = (max_streams, has_settings);
        if let Some(host) = self.host.upgrade().filter(|_| is_news) {
            host.grant_streams();
        }
    }
}
