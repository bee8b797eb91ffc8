//! Connections that are being established: tasks of their own, so that they are not lost when the
//! request that wanted one is dropped.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use super::{Host, Http1Connection, Http2Shard};
use crate::transport::connect::{ConnectError, Protocol};

/// How long to wait after a further HTTP/2 connection could not be established.
const SHARD_RETRY: Duration = Duration::from_secs(1);

/// One of the connections that a host may have. Dropping it makes room for another.
pub(in crate::transport) struct Permit(Weak<Host>);

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(host) = self.0.upgrade() {
            host.with_state(|state| state.close_one());
            host.connect_if_needed();
        }
    }
}

/// An established connection.
enum Established {
    Http1(Box<Http1Connection>),
    Http2(Arc<Http2Shard>),
}

/// A connection that is being established. If it is dropped, it has failed.
struct Connecting {
    host: Arc<Host>,
    is_settled: bool,
}

impl Host {
    /// Establishes as many connections as those who wait need.
    pub(super) fn connect_if_needed(self: &Arc<Self>) {
        while self.with_state(|state| state.begin_connecting(self.settings(), Instant::now())) {
            let connecting = Connecting { host: self.clone(), is_settled: false };
            let permit = Permit(Arc::downgrade(self));
            let runtime =
                Handle::try_current().ok().or_else(|| self.with_state(|it| it.runtime.clone()));
            if let Some(runtime) = runtime {
                runtime.spawn(connecting.run(permit));
            }
        }
    }
}

impl Connecting {
    async fn run(mut self, permit: Permit) {
        match self.establish(permit).await {
            Ok(Established::Http1(connection)) => {
                self.succeed(Protocol::Http1);
                self.host.put_back(connection);
            }
            Ok(Established::Http2(shard)) => {
                self.succeed(Protocol::Http2);
                self.host.with_state(|state| state.add_shard(shard, Instant::now()));
                self.host.start_reaping();
                self.host.grant_streams();
            }
            Err((error, permit)) => {
                self.fail(&error);
                drop(permit);
            }
        }
        self.host.connect_if_needed();
    }

    /// On failure the permit is returned, because dropping it may begin another connection.
    async fn establish(&self, permit: Permit) -> Result<Established, (ConnectError, Permit)> {
        let connected = match self.host.connector().connect(self.host.target()).await {
            Ok(connected) => connected,
            Err(error) => return Err((error, permit)),
        };
        match connected.protocol {
            Protocol::Http1 => {
                let connection = Http1Connection::new(connected, permit);
                Ok(Established::Http1(Box::new(connection)))
            }
            Protocol::Http2 => {
                let host = Arc::downgrade(&self.host);
                let settings = &self.host.settings().http2;
                Http2Shard::new(connected, permit, host, settings).await.map(Established::Http2)
            }
        }
    }

    fn succeed(&mut self, protocol: Protocol) {
        self.is_settled = true;
        self.host.with_state(|state| state.end_connecting(protocol));
    }

    fn fail(&mut self, error: &ConnectError) {
        self.is_settled = true;
        let retry_at = Instant::now() + SHARD_RETRY;
        for waiter in self.host.with_state(|state| state.fail_connecting(retry_at)) {
            // Whoever waits no longer needs no error.
            let _ = waiter.send(Err(error.clone()));
        }
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        if !self.is_settled {
            self.fail(&ConnectError::abandoned());
        }
    }
}
