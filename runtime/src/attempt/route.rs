//! Routing: which server a call of a safe operation is sent to, and which one receives a copy.

use std::time::Duration;

use super::limits::CallLimits;
use super::retry_loop::retry_loop;
use crate::call::{Call, Prepared};
use crate::client::Core;
use crate::error::{Class, Error, ErrorKind};
use crate::hooks::Event;
use crate::routing::CanaryChange;

/// Sends a share of the calls to the canary, and copies of a share to the shadow.
pub(super) fn route(call: &Call, prepared: &mut Prepared) {
    let core = call.core();
    let is_routable = (core.canary().is_some() || core.shadow().is_some())
        && call.may_be_routed()
        && prepared.idempotency_key.is_none()
        && prepared.body.is_buffered();
    if !is_routable {
        return;
    }
    copy_to_shadow(call, prepared);
    let Some(canary) = core.canary() else { return };
    let share = canary.share();
    if share <= 0.0 || core.random().unit() >= share {
        return;
    }
    // The path was valid below the other base URL, so it is below this one.
    if let Ok(uri) = call.uri_below(canary.base()) {
        prepared.uri = uri;
        prepared.is_canary = true;
    }
}

/// Records a call that went to the canary.
pub(super) fn record(core: &Core, upstream: &str, duration: Duration, error: Option<&Error>) {
    let class = error.map(Error::class);
    // The canary has to take its share, so a closed gate or an open breaker is a failure too.
    let is_rejected = error.is_some_and(|it| matches!(it.kind(), ErrorKind::NotAdmitted(_)));
    let has_failed =
        is_rejected || matches!(class, Some(Class::Server | Class::Network | Class::Timeout));
    let change = core.canary().and_then(|it| it.record(upstream, duration, has_failed));
    match &change {
        Some(CanaryChange::Raised(share)) => {
            core.hooks().report(|| Event::CanaryRaised { upstream, share: *share });
        }
        Some(CanaryChange::Withdrawn(report)) => {
            core.hooks().report(|| Event::CanaryWithdrawn { report });
        }
        None => {}
    }
}

fn copy_to_shadow(call: &Call, prepared: &Prepared) {
    let core = call.core();
    let Some(shadow) = core.shadow() else { return };
    let own = core.upstream(&prepared.uri, call.operation().path);
    if !own.is_calm() || !own.meets_targets() || core.random().unit() >= shadow.share() {
        return;
    }
    let Ok(uri) = call.uri_below(shadow.base()) else { return };
    let Some(place) = shadow.begin() else { return };
    let copy = call.page_copy();
    tokio::spawn(async move {
        let Ok(mut prepared) = copy.prepare() else { return };
        prepared.uri = uri;
        let limits = CallLimits { attempts: 1, ..CallLimits::of(&copy) };
        // Boxed, because the future would otherwise contain itself. Nobody waits for the response.
        let sent: std::pin::Pin<Box<dyn Future<Output = bool> + Send + '_>> =
            Box::pin(async { retry_loop(&copy, &prepared, limits).await.is_ok() });
        sent.await;
        drop(place);
    });
}
