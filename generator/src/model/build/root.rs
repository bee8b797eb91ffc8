//! Info, servers, tags, and the security schemes.

use super::Builder;
use crate::model::{Info, Server, Tag};

impl Builder<'_> {
    pub(super) fn root(&mut self) {
        let openapi = &self.normalised.openapi;
        let info = &openapi.info;
        self.api.info = Info {
            title: info.title.clone(),
            version: info.version.clone(),
            description: info.description.clone(),
        };
        self.api.servers = openapi.servers.iter().map(server).collect();
        let tag = |it: &openapiv3::Tag| Tag {
            name: it.name.clone(),
            description: it.description.clone(),
        };
        self.api.tags = openapi.tags.iter().map(tag).collect();
        self.security_schemes();
    }
}

/// The URL with the default of each variable ("Server Object").
fn server(server: &openapiv3::Server) -> Server {
    let mut url = server.url.clone();
    for (name, variable) in server.variables.iter().flatten() {
        let default = if variable.default.is_empty() {
            variable.enumeration.first().unwrap_or(&variable.default)
        } else {
            &variable.default
        };
        url = url.replace(&format!("{{{name}}}"), default);
    }
    Server { url, description: server.description.clone() }
}
