//! PING keep-alive of an HTTP/2 connection (RFC 9113 § 6.7): whether a silent peer is still there.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use h2::{Ping, PingPong};
use tokio::time::{Instant, Sleep, sleep};

use super::super::connect::ConnectionStats;
use super::http2::{Control, Http2Settings};

/// Sends a PING when a used connection was silent for a while. Any byte counts as its response.
pub(super) struct KeepAlive {
    ping: PingPong,
    control: Arc<Control>,
    stats: Arc<ConnectionStats>,
    interval: Option<Duration>,
    timeout: Duration,
    state: State,
    timer: Pin<Box<Sleep>>,
    /// The bytes that were read when the timer was set.
    read: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The timer measures silence.
    Watching,
    /// A PING was sent, and the timer measures its response.
    Waiting,
}

/// Longer than any connection lives.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

impl KeepAlive {
    pub(super) fn new(
        ping: PingPong,
        control: &Arc<Control>,
        stats: &Arc<ConnectionStats>,
        settings: &Http2Settings,
    ) -> Self {
        let interval = settings.ping_interval;
        Self {
            ping,
            control: control.clone(),
            stats: stats.clone(),
            interval,
            timeout: settings.ping_timeout,
            state: State::Watching,
            timer: Box::pin(sleep(interval.unwrap_or(NEVER))),
            read: 0,
        }
    }

    /// Returns whether the peer has not responded in time.
    pub(super) fn poll_missed(&mut self, cx: &mut Context<'_>) -> bool {
        if self.control.take_probe() && self.state == State::Watching {
            self.send();
        }
        loop {
            if self.state == State::Waiting && self.has_responded(cx) {
                self.watch();
            }
            if self.timer.as_mut().poll(cx).is_pending() {
                return false;
            }
            match self.state {
                State::Waiting => return true,
                State::Watching if self.control.is_used() && !self.was_read() => self.send(),
                State::Watching => self.watch(),
            }
        }
    }

    fn was_read(&self) -> bool {
        self.stats.read() != self.read
    }

    /// Polls for the PONG even if other bytes were read, because only one PING may be outstanding.
    fn has_responded(&mut self, cx: &mut Context<'_>) -> bool {
        matches!(self.ping.poll_pong(cx), Poll::Ready(_)) || self.was_read()
    }

    fn watch(&mut self) {
        self.set(State::Watching, self.interval.unwrap_or(NEVER));
    }

    fn send(&mut self) {
        // An error means that a PING is outstanding, which serves as well.
        let _ = self.ping.send_ping(Ping::opaque());
        self.set(State::Waiting, self.timeout);
    }

    fn set(&mut self, state: State, wait: Duration) {
        self.state = state;
        self.read = self.stats.read();
        self.timer.as_mut().reset(Instant::now() + wait);
    }
}
