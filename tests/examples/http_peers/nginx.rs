//! nginx on loopback, with the two bodies as files: HTTP/1.1, and HTTP/2 over TLS.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::load::{Protocol, Server};
use crate::orders::BODY;
use crate::tls;

/// How many orders a page has, which makes about 100 KB.
const PAGE: usize = 690;

/// A running nginx, which ends when this is dropped.
pub(crate) struct Nginx {
    process: Child,
    ports: [u16; 2],
    certificate: PathBuf,
}

impl Nginx {
    /// Starts nginx with one process; its files are in `folder`. `None` where it is not installed.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let ports = listeners.map(|it| it.local_addr().expect("it has an address").port());
        let root = folder.join("bodies");
        std::fs::create_dir_all(&root).expect("the folder is ours");
        let page = format!("{{\"data\":[{}]}}", vec![BODY; PAGE].join(","));
        let write =
            |path: &Path, text: &str| std::fs::write(path, text).expect("the folder is ours");
        write(&root.join("order"), BODY);
        write(&root.join("page"), &page);
        let configuration = folder.join("nginx.conf");
        write(&configuration, &text(folder, &root, ports));
        let (certificate, key) = tls::certificate();
        write(&folder.join("certificate.pem"), &tls::pem("CERTIFICATE", &certificate));
        write(&folder.join("key.pem"), &tls::pem("PRIVATE KEY", &key.serialize_der()));
        let process = Command::new("nginx")
            .arg("-c")
            .arg(&configuration)
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self { process, ports, certificate: folder.join("certificate.pem") };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", ports[1])).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("nginx does not listen");
    }

    /// What clients need to reach it.
    pub(crate) fn server(&self, protocol: Protocol) -> Server {
        let [plain, tls] = self.ports;
        match protocol {
            Protocol::Http1 => {
                Server { base_url: format!("http://127.0.0.1:{plain}"), certificate: None }
            }
            Protocol::Http2 => Server {
                base_url: format!("https://127.0.0.1:{tls}"),
                certificate: Some(self.certificate.clone()),
            },
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let ended = Command::new("kill").arg(self.process.id().to_string()).status();
        ended.expect("nginx can be told to end");
        self.process.wait().expect("nginx ends");
    }
}

/// A request over TLS by another version than HTTP/2 fails, so that no client is measured with another one unnoticed.
fn text(folder: &Path, root: &Path, [plain, tls]: [u16; 2]) -> String {
    format!(
        "daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n\
           access_log off; sendfile on; tcp_nodelay on; default_type application/json;\n\
           open_file_cache max=10; keepalive_requests 10000000;\n\
           client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;\n\
           uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;\n\
           server {{ listen 127.0.0.1:{plain}; root {root}; }}\n\
           server {{\n\
             listen 127.0.0.1:{tls} ssl http2; root {root}; http2_max_concurrent_streams 1000;\n\
             ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;\n\
             if ($server_protocol != \"HTTP/2.0\") {{ return 505; }}\n\
           }}\n\
         }}\n",
        folder = folder.display(),
        root = root.display()
    )
}
