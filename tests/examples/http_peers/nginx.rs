//! nginx on loopback, with the two bodies as files.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::orders::BODY;

/// How many orders a page has, which makes about 100 KB.
const PAGE: usize = 690;

/// A running nginx, which ends when this is dropped.
pub(crate) struct Nginx {
    process: Child,
    pub(crate) url: String,
}

impl Nginx {
    /// Starts nginx with one process; its files are in `folder`. `None` where it is not installed.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = port.expect("a free port").port();
        let root = folder.join("bodies");
        std::fs::create_dir_all(&root).expect("the folder is ours");
        let page = format!("{{\"data\":[{}]}}", vec![BODY; PAGE].join(","));
        let write =
            |path: &Path, text: &str| std::fs::write(path, text).expect("the folder is ours");
        write(&root.join("order"), BODY);
        write(&root.join("page"), &page);
        let configuration = folder.join("nginx.conf");
        write(&configuration, &text(folder, &root, port));
        let process = Command::new("nginx")
            .arg("-c")
            .arg(&configuration)
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self { process, url: format!("http://127.0.0.1:{port}") };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("nginx does not listen");
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let ended = Command::new("kill").arg(self.process.id().to_string()).status();
        ended.expect("nginx can be told to end");
        self.process.wait().expect("nginx ends");
    }
}

fn text(folder: &Path, root: &Path, port: u16) -> String {
    format!(
        "daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n\
           access_log off; sendfile on; tcp_nodelay on; default_type application/json;\n\
           open_file_cache max=10; keepalive_requests 10000000;\n\
           client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;\n\
           uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;\n\
           server {{ listen 127.0.0.1:{port}; root {root}; }}\n\
         }}\n",
        folder = folder.display(),
        root = root.display()
    )
}
