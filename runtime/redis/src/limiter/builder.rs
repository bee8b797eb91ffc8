//! The settings of a limit.

use std::io;
use std::sync::{Arc, Mutex};

use super::local::LocalShare;
use super::{Inner, LimitScope, Rate, RedisLimiter};
use crate::connection::Redis;

/// Configures a [`RedisLimiter`].
#[derive(Debug)]
#[must_use]
pub struct RedisLimiterBuilder {
    redis: Redis,
    name: String,
    scope: LimitScope,
    rates: Vec<Rate>,
    processes: u32,
}

impl RedisLimiter {
    /// Configures the limit with this name. All processes that use the name share it.
    pub fn builder(redis: &Redis, name: impl Into<String>) -> RedisLimiterBuilder {
        RedisLimiterBuilder {
            redis: redis.clone(),
            name: name.into(),
            scope: LimitScope::default(),
            rates: Vec::new(),
            processes: 0,
        }
    }
}

impl RedisLimiterBuilder {
    /// Adds a rate. Each attempt waits until all rates have its tokens.
    pub fn rate(mut self, rate: Rate) -> Self {
        self.rates.push(rate);
        self
    }

    /// Sets how many processes are expected to share the limit. It has no default, because it decides what each of them may do
    /// while Redis is away: the rates divided by this number.
    pub fn processes(mut self, processes: u32) -> Self {
        self.processes = processes;
        self
    }

    /// Sets what the limit counts together. Defaults to [`LimitScope::All`].
    pub fn scope(mut self, scope: LimitScope) -> Self {
        self.scope = scope;
        self
    }

    /// Builds the limiter without connecting.
    ///
    /// # Errors
    ///
    /// Fails if there is no rate, a rate is zero, or the number of processes is not set.
    pub fn build(self) -> io::Result<RedisLimiter> {
        let invalid = |what| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        if self.rates.is_empty() || !self.rates.iter().all(Rate::is_valid) {
            return invalid("a limit needs a rate, and its count, period and burst are not zero");
        }
        if self.processes == 0 {
            return invalid("set the number of processes that share the limit");
        }
        let mut rates: Vec<Rate> = Vec::new();
        for rate in self.rates {
            // The script tells rates apart by what they mean.
            if !rates.iter().any(|it| words(it) == words(&rate)) {
                rates.push(rate);
            }
        }
        Ok(RedisLimiter(Arc::new(Inner {
            redis: self.redis,
            name: self.name,
            scope: self.scope,
            processes: self.processes,
            rates: rates.iter().map(words).collect(),
            local: Arc::new(LocalShare::new(&rates, self.processes)),
            state: Mutex::default(),
        })))
    }
}

/// The arguments of the script that describe a rate, and identify it.
fn words(rate: &Rate) -> [String; 2] {
    [rate.interval().to_string(), rate.size().to_string()]
}
