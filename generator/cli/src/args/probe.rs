//! The arguments of `renkei probe`.

use std::path::PathBuf;
use std::time::Duration;

use super::{ConfigFile, ProbeFormat, Remote, duration, help, name_and_value, share};

#[derive(Debug, clap::Args)]
#[command(after_help = help::PROBE)]
pub(crate) struct Probe {
    /// OpenAPI document in YAML or JSON: a path or a URL
    pub(crate) spec: PathBuf,
    /// URL of the server [default: the environment variable, or the document's server]
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Value of a parameter, of all operations or of one: limit=10 or listOrders.limit=10; can be repeated
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) set: Vec<(String, String)>,
    /// Call only this operation, by its operationId; can be repeated
    #[arg(long = "operation", value_name = "ID")]
    pub(crate) operations: Vec<String>,
    /// Time between rounds, such as 30s; without --count, until the command is interrupted
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) every: Option<Duration>,
    /// How long a call of a schedule counts for targets and drift [default: 3600s]
    #[arg(long, value_name = "TIME", value_parser = duration, requires = "every")]
    pub(crate) window: Option<Duration>,
    /// Number of rounds, in each of which every operation is called once [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    /// Time limit of a call
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10s")]
    pub(crate) timeout: Duration,
    /// Target for the 95th percentile of the calls of each operation, such as 200ms
    /// [default: `client.slo` in renkei.yaml]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) p95: Option<Duration>,
    /// Target for the share of calls of each operation that may fail, such as 0.5%
    /// [default: `client.slo` in renkei.yaml, or 0%]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    pub(crate) errors: Option<f64>,
    /// Exit with 1 if a response differs from the document
    #[arg(long)]
    pub(crate) fail_on_drift: bool,
    /// Accept that operations are not called because of missing credentials
    #[arg(long)]
    pub(crate) allow_missing_credentials: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = ProbeFormat::Human)]
    pub(crate) format: ProbeFormat,
    /// File to write the report to, anew after each round [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Send a write twice with one idempotency key and once with another, and report whether the
    /// server honours keys
    #[arg(long, value_name = "ID", requires = "allow_writes")]
    #[arg(conflicts_with_all = ["operations", "every", "count", "p95", "errors", "fail_on_drift", "allow_missing_credentials"])]
    pub(crate) check_idempotency: Option<String>,
    /// JSON body of the write
    #[arg(long, value_name = "FILE", requires = "check_idempotency")]
    pub(crate) body: Option<PathBuf>,
    /// Allow the requests of --check-idempotency, which take effect: use a sandbox
    #[arg(long, requires = "check_idempotency")]
    pub(crate) allow_writes: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

impl Probe {
    pub(crate) fn values(&self) -> renkei::probe::Values {
        renkei::probe::Values::new(self.set.clone())
    }
}
