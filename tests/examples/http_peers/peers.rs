//! The clients that are compared: how each is installed and started.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::load::Load;

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
    start: Vec<PathBuf>,
}

impl Peer {
    /// The command for a load; this program's own clients take the URL of the server, the others that of the body.
    pub(crate) fn command(&self, base_url: &str, load: Load) -> Command {
        let mut words = self.start.iter();
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).arg(format!("{base_url}/{}", load.kind.name()));
        command.args([load.kind.name(), &load.requests.to_string(), &load.concurrency.to_string()]);
        command
    }
}

/// Installs what can be installed into a folder, which a later run uses again. Says on stderr what is missing.
pub(crate) fn install(folder: &Path) -> Vec<Peer> {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    for (name, text) in PROGRAMS {
        std::fs::write(folder.join(name), text).expect("the folder is ours");
    }
    let own = std::env::current_exe().expect("this program has a path");
    let mut peers: Vec<Peer> = ["renkei", "hyper-util", "reqwest"]
        .map(|name| Peer { name, start: vec![own.clone(), name.into()] })
        .into();
    let mut add = |name, is_there: bool, start: Vec<PathBuf>| {
        if is_there {
            peers.push(Peer { name, start });
        } else {
            eprintln!("!! SKIPPED: {name} cannot be installed");
        }
    };
    let go = run(folder, "go", &["build", "-o", "go-client", "main.go"]);
    add("Go net/http", go, vec![folder.join("go-client")]);
    let node = folder.join("node_modules/undici").is_dir()
        && folder.join("node_modules/axios").is_dir()
        || run(folder, "npm", &["install", "--silent", "--no-fund", "undici@6", "axios@1"]);
    add("Node undici", node, vec!["node".into(), folder.join("undici.mjs")]);
    add("Node axios", node, vec!["node".into(), folder.join("axios.mjs")]);
    let python = folder.join("python/bin/python");
    let is_there = python.is_file()
        || run(folder, "python3", &["-m", "venv", "python"])
            && run(folder, "python/bin/pip", &["install", "-q", "httpx", "requests"]);
    add("Python httpx", is_there, vec![python.clone(), folder.join("httpx_client.py")]);
    add("Python requests", is_there, vec![python, folder.join("requests_client.py")]);
    peers
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let local = folder.join(program);
    let program = if local.is_file() { local } else { program.into() };
    let status =
        Command::new(program).args(arguments).current_dir(folder).stdout(Stdio::null()).status();
    status.is_ok_and(|it| it.success())
}
