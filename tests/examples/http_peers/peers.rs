//! The clients that are compared: how each is installed and started.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::load::{Load, Protocol, Server};

/// The programs of other languages, by file name.
const PROGRAMS: [(&str, &str); 7] = [
    ("main.go", include_str!("programs/main.go")),
    ("load.mjs", include_str!("programs/load.mjs")),
    ("undici.mjs", include_str!("programs/undici.mjs")),
    ("axios.mjs", include_str!("programs/axios.mjs")),
    ("load.py", include_str!("programs/load.py")),
    ("httpx_client.py", include_str!("programs/httpx_client.py")),
    ("requests_client.py", include_str!("programs/requests_client.py")),
];

/// A client, with the command that starts it up to the arguments of the load.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// What it speaks at most.
    pub(crate) protocol: Protocol,
    start: Vec<PathBuf>,
}

impl Peer {
    /// The command for a load; this program's own clients take the URL of the server, the others that of the body.
    pub(crate) fn command(&self, server: &Server, load: Load) -> Command {
        let mut words = self.start.iter();
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).arg(format!("{}/{}", server.base_url, load.kind.name()));
        command.args([load.kind.name(), &load.requests.to_string(), &load.concurrency.to_string()]);
        command.args(&server.certificate);
        command
    }
}

/// Installs what can be installed into a folder, which a later run uses again. Says on stderr what is missing.
pub(crate) fn install(folder: &Path) -> Vec<Peer> {
    use Protocol::{Http1, Http2};

    std::fs::create_dir_all(folder).expect("the folder can be made");
    for (name, text) in PROGRAMS {
        std::fs::write(folder.join(name), text).expect("the folder is ours");
    }
    let own = std::env::current_exe().expect("this program has a path");
    let mut peers: Vec<Peer> = ["renkei", "hyper-util", "reqwest"]
        .map(|name| Peer { name, protocol: Http2, start: vec![own.clone(), name.into()] })
        .into();
    let mut add = |name, protocol, is_there: bool, start: Vec<PathBuf>| {
        if is_there {
            peers.push(Peer { name, protocol, start });
        } else {
            eprintln!("!! SKIPPED: {name} cannot be installed");
        }
    };
    let go = run(folder, "go", &["build", "-o", "go-client", "main.go"]);
    add("Go net/http", Http2, go, vec![folder.join("go-client")]);
    let node = folder.join("node_modules/undici").is_dir()
        && folder.join("node_modules/axios").is_dir()
        || run(folder, "npm", &["install", "--silent", "--no-fund", "undici@7", "axios@1"]);
    add("Node undici", Http2, node, vec!["node".into(), folder.join("undici.mjs")]);
    add("Node axios", Http1, node, vec!["node".into(), folder.join("axios.mjs")]);
    let python = folder.join("python/bin/python");
    let is_there = (python.is_file() || run(folder, "python3", &["-m", "venv", "python"]))
        && run(folder, "python/bin/pip", &["install", "-q", "httpx[http2]", "requests"]);
    add("Python httpx", Http2, is_there, vec![python.clone(), folder.join("httpx_client.py")]);
    add("Python requests", Http1, is_there, vec![python, folder.join("requests_client.py")]);
    peers
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let local = folder.join(program);
    let program = if local.is_file() { local } else { program.into() };
    let status =
        Command::new(program).args(arguments).current_dir(folder).stdout(Stdio::null()).status();
    status.is_ok_and(|it| it.success())
}
