//! Routing: which server a call of a safe operation is sent to, and which one receives a copy.

use std::pin::Pin;

use super::limits::CallLimits;
use super::retry_loop::{retry_loop_in, start_span};
use crate::call::{Call, Destination, Prepared};

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
    if share <= 0.0 {
        return;
    }
    prepared.destination = Destination::BaseBesideCanary;
    if core.random().unit() >= share {
        return;
    }
    // The path was valid below the other base URL, so it is below this one.
    if let Ok(uri) = call.uri_below(canary.base()) {
        prepared.uri = uri;
        prepared.destination = Destination::Canary;
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
    let Ok(mut prepared) = copy.prepare() else { return };
    prepared.uri = uri;
    prepared.destination = Destination::Shadow;
    // Here, because it belongs to the trace of the caller.
    let upstream = core.upstream(&prepared.uri, copy.operation().path);
    let span = start_span(&copy, &upstream);
    tokio::spawn(async move {
        let limits = CallLimits { attempts: 1, ..CallLimits::of(&copy) };
        // Boxed, because the future would otherwise contain itself. Nobody waits for the response.
        let sent: Pin<Box<dyn Future<Output = bool> + Send + '_>> = Box::pin(async {
            retry_loop_in(&copy, &prepared, limits, (upstream, span)).await.is_ok()
        });
        sent.await;
        drop(place);
    });
}
