//! Security schemes and what operations need of them.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityRequirement, SecurityScheme as Typed};

use super::Builder;
use crate::model::{Requirement, SchemeKind, SecurityScheme};
use crate::normalise::UnknownScheme;
use crate::source::Node;

impl<'a> Builder<'a> {
    pub(super) fn security_schemes(&mut self) {
        let Some(components) = &self.normalised.openapi.components else { return };
        let nodes = self.root.get("components").and_then(|it| it.get("securitySchemes"));
        for (id, scheme) in &components.security_schemes {
            let (name, found) = match scheme {
                ReferenceOr::Item(scheme) => (id.as_str(), Some(scheme)),
                ReferenceOr::Reference { reference } => {
                    let name = reference.rsplit('/').next().unwrap_or(reference);
                    (name, components.security_schemes.get(name).and_then(ReferenceOr::as_item))
                }
            };
            let Some(scheme) = found else { continue };
            let node = nodes.and_then(|it| it.get(name));
            let unknown = node.and_then(|it| self.normalised.facts.unknown_scheme(it));
            let (kind, description) = scheme_kind(scheme, unknown);
            let description = description.clone();
            self.api.security_schemes.push(SecurityScheme { id: id.clone(), kind, description });
        }
    }

    /// Alternatives of an operation or of the root. One that names an unknown scheme is dropped whole:
    /// without that scheme it would ask for less than the document does.
    pub(super) fn requirements(
        &self,
        typed: &[SecurityRequirement],
        owner: Node<'a>,
    ) -> Option<Vec<Vec<Requirement>>> {
        owner.get("security")?;
        let mut alternatives = Vec::new();
        for alternative in typed {
            if self.all_known(alternative) {
                alternatives.push(alternative.iter().map(requirement).collect());
            }
        }
        (typed.is_empty() || !alternatives.is_empty()).then_some(alternatives)
    }

    /// Whether all schemes are defined. An alternative with another one is dropped, and validation reports it (S005).
    fn all_known(&self, alternative: &SecurityRequirement) -> bool {
        let is_known = |name: &String| self.api.security_schemes.iter().any(|it| it.id == *name);
        alternative.keys().all(is_known)
    }
}

fn requirement((scheme, scopes): (&String, &Vec<String>)) -> Requirement {
    Requirement { scheme: scheme.clone(), scopes: scopes.clone() }
}

fn scheme_kind(scheme: &Typed, unknown: Option<UnknownScheme>) -> (SchemeKind, &Option<String>) {
    match scheme {
        Typed::APIKey { location, name, description, .. } => {
            let kind = match location {
                APIKeyLocation::Header => SchemeKind::ApiKeyHeader(name.clone()),
                APIKeyLocation::Query => SchemeKind::ApiKeyQuery(name.clone()),
                APIKeyLocation::Cookie => SchemeKind::ApiKeyCookie(name.clone()),
            };
            (kind, description)
        }
        Typed::HTTP { scheme, description, .. } => {
            let kind = match (unknown, scheme.to_ascii_lowercase().as_str()) {
                (Some(UnknownScheme::MutualTls), _) => SchemeKind::MutualTls,
                (Some(UnknownScheme::Other), _) => SchemeKind::Other,
                (None, "basic") => SchemeKind::Basic,
                (None, "bearer") => SchemeKind::Bearer,
                (None, _) => SchemeKind::Other,
            };
            (kind, description)
        }
        Typed::OAuth2 { description, .. } => (SchemeKind::OAuth2, description),
        Typed::OpenIDConnect { description, .. } => (SchemeKind::OpenIdConnect, description),
    }
}
