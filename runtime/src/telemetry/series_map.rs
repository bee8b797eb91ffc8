//! `SeriesMap`: a value for each method, path template and upstream, within a limit.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::path_map::PathMap;

/// What a series is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeriesKey {
    pub(super) path: &'static str,
    pub(super) method: &'static str,
    /// Scheme, host and port.
    pub(super) upstream: String,
}

impl SeriesKey {
    fn of((method, path, upstream): EventKey<'_>) -> Self {
        Self { path, method, upstream: upstream.to_owned() }
    }
}

/// The method, the path template and the upstream of an event.
pub(super) type EventKey<'a> = (&'static str, &'static str, &'a str);

/// Values by method, path template and upstream.
///
/// A path template that is at several addresses has the same value at each.
#[derive(Debug)]
pub(super) struct SeriesMap<T> {
    values: RwLock<PathMap<Vec<Entry<T>>>>,
    /// Whether there are as many values as there may be. Then a key that is new waits for no other thread.
    is_full: AtomicBool,
}

/// Usually a path template has one method and one upstream, so a list is the fastest map.
type Entry<T> = (SeriesKey, Arc<T>);

/// The values that were made when this was.
pub(super) struct Known<'a, T>(RwLockReadGuard<'a, PathMap<Vec<Entry<T>>>>);

impl<T> Known<'_, T> {
    /// Returns the value of a key.
    pub(super) fn get(&self, (method, path, upstream): EventKey<'_>) -> Option<&Arc<T>> {
        let is_it = |it: &SeriesKey| is_same(it.method, method) && it.upstream == upstream;
        let of_path = self.0.get(path)?;
        of_path.iter().find(|(it, _)| is_it(it)).map(|(_, value)| value)
    }

    /// Returns the value of a key whose path template may have another address.
    fn find(&self, key: &SeriesKey) -> Option<&Arc<T>> {
        find(&self.0, key)
    }
}

fn find<'a, T>(values: &'a PathMap<Vec<Entry<T>>>, key: &SeriesKey) -> Option<&'a Arc<T>> {
    values.values().flatten().find(|(it, _)| it == key).map(|(_, value)| value)
}

/// Whether two texts are equal. Usually they are one text.
fn is_same(one: &'static str, other: &'static str) -> bool {
    std::ptr::eq(one, other) || one == other
}

impl<T> Default for SeriesMap<T> {
    fn default() -> Self {
        Self { values: RwLock::default(), is_full: AtomicBool::new(false) }
    }
}

impl<T> SeriesMap<T> {
    /// How many values there are at most.
    pub(super) const MAX: usize = 1000;

    /// Returns the value of a key, which is made if it is new. Returns `None` if it is new and there are too many.
    pub(super) fn get(&self, key: EventKey<'_>, new: impl FnOnce() -> T) -> Option<Arc<T>> {
        let known = self.known();
        if let Some(value) = known.get(key) {
            return Some(value.clone());
        }
        if self.is_full.load(Ordering::Relaxed) {
            return known.find(&SeriesKey::of(key)).cloned();
        }
        drop(known);
        self.add(key, new)
    }

    /// Returns the values that were made. Release it soon: new values wait for it.
    pub(super) fn known(&self) -> Known<'_, T> {
        Known(self.values.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns all keys and values, in order.
    pub(super) fn all(&self) -> Vec<Entry<T>> {
        let known = self.known();
        let mut all: Vec<_> = known.0.values().flatten().cloned().collect();
        drop(known);
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.dedup_by(|a, b| a.0 == b.0);
        all
    }

    #[cold]
    fn add(&self, key: EventKey<'_>, new: impl FnOnce() -> T) -> Option<Arc<T>> {
        let mut known = self.values.write().unwrap_or_else(PoisonError::into_inner);
        let key = SeriesKey::of(key);
        let is_full = known.values().map(Vec::len).sum::<usize>() >= Self::MAX;
        // Another thread may have added it, or its path template has another address.
        let value = match find(&known, &key) {
            Some(value) => value.clone(),
            None if is_full => {
                self.is_full.store(true, Ordering::Relaxed);
                return None;
            }
            None => Arc::new(new()),
        };
        let of_path = known.get_or_insert_with(key.path, Vec::new);
        if !of_path.iter().any(|(it, _)| *it == key) {
            of_path.push((key, value.clone()));
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_method_path_and_upstream() {
        let map = SeriesMap::default();
        map.get(("GET", "/a", "https://api.test:443"), || 1);
        for key in [("GET", "/b"), ("POST", "/a")] {
            map.get((key.0, key.1, "https://api.test:443"), || 2);
        }
        map.get(("GET", "/a", "https://api.test:444"), || 3);
        assert_eq!(map.get(("GET", "/a", "https://api.test:443"), || 4).as_deref(), Some(&1));
        assert_eq!(map.all().len(), 4);
        for number in 0..2 * SeriesMap::<i32>::MAX {
            map.get(("GET", "/a", &format!("https://{number}.test:443")), || 5);
        }
        assert_eq!(map.all().len(), SeriesMap::<i32>::MAX);
        assert_eq!(map.get(("GET", "/a", "https://new.test:443"), || 6), None);
        assert_eq!(map.get(("POST", "/a", "https://api.test:443"), || 7).as_deref(), Some(&2));
    }

    #[test]
    fn one_text_at_two_addresses_is_one_series() {
        let map = SeriesMap::default();
        let [one, other] = [(); 2].map(|()| &*Box::leak(String::from("/a").into_boxed_str()));
        for path in [one, other, one, other] {
            map.get(("GET", path, ""), || path.as_ptr().addr());
        }
        let all: Vec<_> = map.all().into_iter().map(|(key, value)| (key.path, *value)).collect();
        assert_eq!(all, [("/a", one.as_ptr().addr())]);
    }
}
