//! Info, tags, servers, and the security schemes.

use super::{Builder, server};
use crate::model::{Info, Tag};

impl Builder<'_> {
    pub(super) fn root(&mut self) {
        let openapi = &self.normalised.openapi;
        let info = &openapi.info;
        self.api.info = Info {
            title: info.title.clone(),
            version: info.version.clone(),
            description: info.description.clone(),
        };
        self.api.servers = server::servers(self.root);
        let tag = |it: &openapiv3::Tag| Tag {
            name: it.name.clone(),
            description: it.description.clone(),
        };
        self.api.tags = openapi.tags.iter().map(tag).collect();
        self.security_schemes();
    }
}
