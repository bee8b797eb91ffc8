//! What the server does to a request, and in which order.

use std::fmt;

use fastrand::Rng;

/// Something that goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// The request takes effect, and the connection ends without a byte of the response.
    Lost,
    /// The connection is reset before the request is read.
    Reset,
    /// 429, with the wish to come back at once.
    TooManyRequests,
    /// 500. The request takes effect, which is the worst case of such a response.
    ServerError,
    /// The request takes effect, and the response comes after the attempt has ended.
    Slow,
    /// The request takes effect, and the connection ends in the middle of the response.
    Truncated,
}

impl Fault {
    pub(super) const ALL: [Self; 6] = [
        Self::Lost,
        Self::Reset,
        Self::TooManyRequests,
        Self::ServerError,
        Self::Slow,
        Self::Truncated,
    ];
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost response",
            Self::Reset => "reset",
            Self::TooManyRequests => "429",
            Self::ServerError => "500",
            Self::Slow => "slow",
            Self::Truncated => "truncated",
        })
    }
}

/// What befalls the requests of one call, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Script {
    /// The faults of the first requests.
    pub(super) first: Vec<Fault>,
    /// The fault of every request after them; `None`: they are answered as the document says.
    pub(super) then: Option<Fault>,
}

impl Script {
    /// The scripts of an operation: none, each fault once, two by chance, and one that does not end.
    pub(super) fn all(random: &mut Rng) -> Vec<Self> {
        let mut any = || Fault::ALL.get(random.usize(..Fault::ALL.len())).copied();
        let two = any().into_iter().chain(any()).collect();
        let endless = any();
        let once = Fault::ALL.into_iter().map(|it| vec![it]);
        let ends = |first| Self { first, then: None };
        let mut scripts: Vec<Self> =
            std::iter::once(Vec::new()).chain(once).chain([two]).map(ends).collect();
        scripts.push(Self { first: Vec::new(), then: endless });
        scripts
    }

    /// What befalls a request; `None`: nothing.
    pub(super) fn at(&self, request: usize) -> Option<Fault> {
        self.first.get(request).copied().or(self.then)
    }

    /// Whether a request of a call with this many attempts is answered, if the call makes all of them.
    pub(super) fn ends_within(&self, attempts: usize) -> bool {
        self.then.is_none() && self.first.len() < attempts
    }

    /// Whether every fault says that the request had no effect, so that any operation may be repeated.
    pub(super) fn is_harmless(&self) -> bool {
        self.first.iter().chain(&self.then).all(|it| *it == Fault::TooManyRequests)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = self.first.iter().map(Fault::to_string).collect();
        if let Some(then) = self.then {
            words.push(format!("{then} without end"));
        }
        f.write_str(&if words.is_empty() { "no fault".to_owned() } else { words.join(", ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_scripts_again() {
        let scripts = Script::all(&mut Rng::with_seed(7));
        assert_eq!(scripts, Script::all(&mut Rng::with_seed(7)));
        assert_eq!(scripts.len(), 3 + Fault::ALL.len());
    }

    #[test]
    fn a_script_goes_on_with_its_end() {
        let script = Script { first: vec![Fault::Lost], then: Some(Fault::Slow) };
        assert_eq!(script.at(0), Some(Fault::Lost));
        assert_eq!(script.at(5), Some(Fault::Slow));
        assert!(!script.ends_within(3));
        assert!(Script { first: vec![Fault::Lost; 2], then: None }.ends_within(3));
        assert!(!Script { first: vec![Fault::Lost; 3], then: None }.ends_within(3));
    }
}
