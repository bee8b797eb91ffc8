//! `FaultExplorer`: runs a job once per possible failure of its calls, and looks for double effects.

mod error;
mod fault;
mod transport;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use http::HeaderName;

pub use self::error::ExplorationError;
pub use self::fault::InjectedFault;
pub use self::transport::ExploredTransport;
use self::transport::{EmptyResponses, Run};
use crate::transport::Transport;

/// Runs a job once for each failure that can occur at each of its requests, and asserts that no write takes effect more
/// often than in a run without failures.
///
/// A job gets a transport, builds a client with it, and calls the API. After a failure or a crash it is run again, as a job
/// queue does, until it succeeds. Writes are counted by method and path; two with the same idempotency key are one, because
/// the server honours keys.
///
/// # Examples
///
/// A job whose key depends on its own data is safe to run again. With a random key it would charge twice.
///
/// ```
/// # use renkei_runtime::codegen;
/// # struct Client { core: codegen::Core }
/// # impl codegen::FromCore for Client {
/// #     const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
/// #     fn from_core(core: codegen::Core) -> Self { Self { core } }
/// # }
/// # static CHARGE: codegen::Operation = codegen::Operation {
/// #     id: "charge",
/// #     path: "/v1/charges",
/// #     idempotency_header: Some("Idempotency-Key"),
/// #     ..codegen::Operation::POST
/// # };
/// # impl Client {
/// #     fn builder() -> codegen::ClientBuilder<Self> { codegen::ClientBuilder::new() }
/// #     fn charge(&self, key: &str) -> codegen::Pending<(), std::convert::Infallible> {
/// #         let mut call = codegen::Call::new(&self.core, &CHARGE);
/// #         call.options(codegen::CallOptions::new().idempotency_key(key));
/// #         call.send(codegen::Decode { ok: codegen::empty, err: codegen::no_error })
/// #     }
/// # }
/// use renkei_runtime::Error;
/// use renkei_runtime::test::{ExploredTransport, FaultExplorer};
///
/// async fn charge(transport: ExploredTransport, key: String) -> Result<(), Error> {
///     let client = Client::builder().base_url("http://api.test").transport(transport).build()?;
///     client.charge(&key).await?;
///     Ok(())
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// let report = FaultExplorer::new().explore(|it| charge(it, "order-17".to_owned())).await.unwrap();
/// assert_eq!((report.requests, report.runs), (1, 8));
///
/// let random = || format!("{:?}", std::time::Instant::now());
/// let found = FaultExplorer::new().explore(|it| charge(it, random())).await.unwrap_err();
/// assert!(found.to_string().contains("POST /v1/charges took effect 2 times"), "{found}");
/// # });
/// ```
#[derive(Clone)]
#[must_use]
pub struct FaultExplorer {
    faults: Vec<InjectedFault>,
    key_header: HeaderName,
    honours_keys: bool,
    server: Arc<dyn Fn() -> Arc<dyn Transport> + Send + Sync>,
    max_reruns: u32,
}

/// What an exploration did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplorationReport {
    /// The requests of a run without failures.
    pub requests: usize,
    /// The runs of the job, each with one failure.
    pub runs: usize,
}

impl Default for FaultExplorer {
    fn default() -> Self {
        Self::new()
    }
}

impl FaultExplorer {
    /// Creates an explorer of all failures, whose server honours keys and responds with 200 and `{}`.
    pub fn new() -> Self {
        Self {
            faults: InjectedFault::ALL.to_vec(),
            key_header: HeaderName::from_static("idempotency-key"),
            honours_keys: true,
            server: Arc::new(|| -> Arc<dyn Transport> { Arc::new(EmptyResponses) }),
            max_reruns: 3,
        }
    }

    /// Sets the server of each run, such as a `MockTransport` or a transport to a server of the test.
    ///
    /// The function is called once for each run of the job, and returns a server in its initial state.
    pub fn server<T: Transport>(mut self, server: impl Fn() -> T + Send + Sync + 'static) -> Self {
        self.server = Arc::new(move || -> Arc<dyn Transport> { Arc::new(server()) });
        self
    }

    /// Sets the failures to inject.
    pub fn faults(mut self, faults: impl IntoIterator<Item = InjectedFault>) -> Self {
        self.faults = faults.into_iter().collect();
        self
    }

    /// Sets the header of idempotency keys. Defaults to `Idempotency-Key`. An invalid name is ignored.
    pub fn key_header(mut self, name: &str) -> Self {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            self.key_header = name;
        }
        self
    }

    /// Sets whether the server performs requests with the same key once. Defaults to `true`.
    pub fn honours_keys(mut self, honoured: bool) -> Self {
        self.honours_keys = honoured;
        self
    }

    /// Sets how often a job is run again after a failure, until it has to succeed. Defaults to 3; 0 runs each job once, whose
    /// failure is no error.
    pub fn max_reruns(mut self, reruns: u32) -> Self {
        self.max_reruns = reruns;
        self
    }

    /// Runs the job without a failure, and then once for each failure of each request.
    ///
    /// # Errors
    ///
    /// The first run that breaks a promise.
    pub async fn explore<F, T, E>(
        &self,
        job: impl Fn(ExploredTransport) -> F,
    ) -> Result<ExplorationReport, ExplorationError>
    where
        F: Future<Output = Result<T, E>>,
        E: fmt::Display,
    {
        let plain = self.run(None);
        if let Err(error) = job(plain.clone()).await {
            return Err(ExplorationError::Job(error.to_string()));
        }
        let (expected, requests) = (plain.effects(), plain.requests());
        let mut report = ExplorationReport { requests, runs: 0 };
        for request in 1..=requests {
            for fault in &self.faults {
                report.runs += 1;
                let run = self.run(Some((request, *fault)));
                let succeeded = self.complete(&run, &job).await?;
                run.check(&expected, succeeded)?;
            }
        }
        Ok(report)
    }

    /// Runs a job until it succeeds. Returns whether it did.
    async fn complete<F, T, E>(
        &self,
        run: &ExploredTransport,
        job: &impl Fn(ExploredTransport) -> F,
    ) -> Result<bool, ExplorationError>
    where
        F: Future<Output = Result<T, E>>,
        E: fmt::Display,
    {
        let mut last = "it crashed".to_owned();
        for _ in 0..=self.max_reruns {
            let crashed = run.crashed();
            match until(crashed, job(run.clone())).await {
                Some(Ok(_)) => return Ok(true),
                Some(Err(error)) => last = error.to_string(),
                None => {}
            }
        }
        match (self.max_reruns, run.plan()) {
            (1.., Some((request, fault))) => {
                Err(ExplorationError::NeverSucceeds { fault, request, error: last })
            }
            _ => Ok(false),
        }
    }

    fn run(&self, plan: Option<(usize, InjectedFault)>) -> ExploredTransport {
        let server = (self.server)();
        ExploredTransport::new(Run::new(plan, server, self.key_header.clone(), self.honours_keys))
    }
}

/// Runs a job until it ends, or until its program crashes.
async fn until<R>(crash: impl Future<Output = ()>, job: impl Future<Output = R>) -> Option<R> {
    let (mut crash, mut job) = (pin!(crash), pin!(job));
    poll_fn(|cx| match crash.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => job.as_mut().poll(cx).map(Some),
    })
    .await
}

impl fmt::Debug for FaultExplorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultExplorer").field("faults", &self.faults).finish_non_exhaustive()
    }
}
