//! Values that are computed once for each key and then shared.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

pub(super) struct Cache<K, V: ?Sized>(RefCell<HashMap<K, Rc<V>>>);

impl<K, V: ?Sized> Default for Cache<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Eq + Hash, V: ?Sized> Cache<K, V> {
    pub(super) fn get(&self, key: K, compute: impl FnOnce() -> Rc<V>) -> Rc<V> {
        if let Some(value) = self.0.borrow().get(&key) {
            return Rc::clone(value);
        }
        let value = compute();
        self.0.borrow_mut().insert(key, Rc::clone(&value));
        value
    }
}
