//! `renkei lsp`: a server of the Language Server Protocol 3.17 over stdin and stdout.
//!
//! `server` has the loop: it applies changes of texts, and responds to requests from the last snapshot of a document. `worker` is a
//! thread that analyses documents when nothing was typed for a moment; a request that needs the current text waits for it. The
//! folder `analysis` has pure functions over texts and documents; nothing there knows the protocol.

mod analyser;
mod analysis;
mod capabilities;
mod convert;
mod documents;
mod publish;
mod recover;
mod requests;
mod server;
mod uri;
mod worker;
mod workspace;

use std::sync::mpsc;

use lsp_server::{Connection, ProtocolError};

use crate::args::Lsp;
use crate::exit::Exit;
use crate::terminal::Terminal;
use analyser::Analyser;
use capabilities::Editor;
use server::{Event, Server};

pub(crate) fn run(args: &Lsp, terminal: &mut Terminal) -> Exit {
    let (connection, threads) = Connection::stdio();
    let result = serve(args, connection);
    match result {
        Ok(exit) => {
            // An editor that has gone does not read the last messages.
            let _ = threads.join();
            exit
        }
        Err(error) => terminal.cannot_run(&format!("the editor ended the connection: {error}")),
    }
}

fn serve(args: &Lsp, connection: Connection) -> Result<Exit, ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    let editor = Editor::of(&params);
    let result = serde_json::to_value(capabilities::result()).unwrap_or(serde_json::Value::Null);
    connection.initialize_finish(id, result)?;
    let (events, received) = mpsc::channel();
    let (jobs, waiting) = mpsc::channel();
    let analyser = Analyser::new(args.config.options(), editor.folders.clone());
    let of_worker = events.clone();
    std::thread::spawn(move || worker::run(analyser, &waiting, &of_worker));
    let Connection { sender, receiver } = connection;
    std::thread::spawn(move || {
        for message in receiver {
            if events.send(Event::Message(message)).is_err() {
                return;
            }
        }
        let _ = events.send(Event::Closed);
    });
    let send = move |message| {
        // An editor that has gone reads nothing.
        let _ = sender.send(message);
    };
    let mut server = Server::new(send, jobs);
    if editor.watches_files {
        server.watch_files();
    }
    Ok(if server.run(&received) { Exit::Success } else { Exit::Problems })
}
