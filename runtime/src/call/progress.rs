//! Requests that are several calls: the pages of a list, and long-running operations.

use super::Call;
use crate::decode::Decode;
use crate::long_running::{LongRunning, Poller, PollerToken};
use crate::paging::{Items, Pages, Paging, ToJson};

impl Call {
    /// Returns a stream of pages.
    pub fn pages<P, E>(self, paging: &'static Paging, decode: Decode<P, E>) -> Pages<P, E> {
        Pages::new(self, paging, decode, None)
    }

    /// Returns a long-running operation, which this request starts.
    pub fn poller<T, E>(self, spec: &'static LongRunning, decode: Decode<T, E>) -> Poller<T, E> {
        Poller::new(self, spec, decode)
    }

    /// Returns a long-running operation that was started before.
    pub fn resume<T, E>(
        self,
        spec: &'static LongRunning,
        decode: Decode<T, E>,
        token: PollerToken,
    ) -> Poller<T, E> {
        Poller::resumed(self, spec, decode, token)
    }

    /// Returns a stream of the items on all pages.
    pub fn items<I, E>(self, paging: &'static Paging, decode: Decode<Vec<I>, E>) -> Items<I, E> {
        Items::new(self, paging, decode, None)
    }

    /// Returns a stream of pages that are not JSON; `to_json` converts one.
    pub fn pages_as<P, E>(
        self,
        paging: &'static Paging,
        decode: Decode<P, E>,
        to_json: ToJson,
    ) -> Pages<P, E> {
        Pages::new(self, paging, decode, Some(to_json))
    }

    /// Returns a stream of the items on all pages, which are not JSON.
    pub fn items_as<I, E>(
        self,
        paging: &'static Paging,
        decode: Decode<Vec<I>, E>,
        to_json: ToJson,
    ) -> Items<I, E> {
        Items::new(self, paging, decode, Some(to_json))
    }
}
