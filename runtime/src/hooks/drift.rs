//! `Drift`: where a server differs from the document of its client, or is about to.

use std::time::SystemTime;

use serde::Serialize;

/// Where a response differs from what the client was generated for, or announces that it will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Drift {
    /// A success has a media type that the document does not declare for the operation.
    MediaType,
    /// The document declares the status neither exactly, nor by a range such as `4XX`, nor by `default` (OpenAPI 3.1.1, "Responses
    /// Object").
    ///
    /// A 4xx is compared if the operation declares one, and a success or a redirect if it declares one of these. A status that says
    /// nothing about the operation is not reported: 5xx, 401, 407, 408, 421, 425 and 429, which a server or a proxy sends for any
    /// request, and 304 and 412, which refer to a condition of the request. Redirects that are followed are not compared.
    #[non_exhaustive]
    UndeclaredStatus {
        /// The status.
        status: u16,
    },
    /// The clock of the server differs by more than 30 s from that of this machine (RFC 9110 § 6.6.1). Signatures and tokens may fail.
    ClockSkew {
        /// By how many seconds the server's clock is ahead. It is behind if this is negative.
        seconds: i64,
    },
    /// The operation is deprecated: the response has the header `Deprecation` (RFC 9745) or `Sunset` (RFC 8594). A `Deprecation` of
    /// `false` alone, which drafts allowed, is not reported.
    #[non_exhaustive]
    Deprecated {
        /// Since when, or from when on, it is deprecated.
        since: Option<SystemTime>,
        /// When it is expected to stop responding.
        sunset: Option<SystemTime>,
    },
    /// The body has properties that its types do not declare. Their names are not known here, because a body may have secrets as
    /// names.
    #[non_exhaustive]
    UnknownFields {
        /// How many there are. What is inside of them is not counted.
        count: u32,
        /// The name of the type without the first of them, or `None` if only serde reads it.
        type_name: Option<&'static str>,
    },
    /// The body has values that an enum does not list, or that no type of a union matches.
    #[non_exhaustive]
    UnknownValues {
        /// How many there are.
        count: u32,
        /// The name of the type that has the first of them in one of its properties.
        type_name: Option<&'static str>,
        /// The name of that property in the document.
        property: Option<&'static str>,
    },
}

/// The kind of a [`Drift`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DriftKind {
    /// [`Drift::MediaType`].
    MediaType,
    /// [`Drift::UndeclaredStatus`].
    UndeclaredStatus,
    /// [`Drift::ClockSkew`].
    ClockSkew,
    /// [`Drift::Deprecated`].
    Deprecated,
    /// [`Drift::UnknownFields`].
    UnknownFields,
    /// [`Drift::UnknownValues`].
    UnknownValues,
}

impl Drift {
    /// Returns the kind, for the labels of metrics.
    pub fn kind(&self) -> DriftKind {
        match self {
            Self::MediaType => DriftKind::MediaType,
            Self::UndeclaredStatus { .. } => DriftKind::UndeclaredStatus,
            Self::ClockSkew { .. } => DriftKind::ClockSkew,
            Self::Deprecated { .. } => DriftKind::Deprecated,
            Self::UnknownFields { .. } => DriftKind::UnknownFields,
            Self::UnknownValues { .. } => DriftKind::UnknownValues,
        }
    }
}

impl DriftKind {
    /// Returns the name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MediaType => "media_type",
            Self::UndeclaredStatus => "undeclared_status",
            Self::ClockSkew => "clock_skew",
            Self::Deprecated => "deprecated",
            Self::UnknownFields => "unknown_fields",
            Self::UnknownValues => "unknown_values",
        }
    }
}
