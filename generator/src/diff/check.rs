//! The checks: one row for each kind of change, with its level and its explanation.
//!
//! Requests and responses have rows of their own, because a change in one direction is harmless where the opposite breaks:
//! a server may accept more than before, and may not send more than before.

use super::change::{Level, Scope};

/// Declares the checks: variant, id, scope, level, explanation, suggestion.
macro_rules! checks {
    ($($name:ident $id:literal $scope:ident $level:ident $why:literal $help:literal;)+) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Check { $($name,)+ }

        impl Check {
            /// Every check, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable id.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// Whom the change concerns.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self { $(Self::$name => Scope::$scope,)+ }
            }

            /// How much the change can harm.
            #[must_use]
            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)+ }
            }

            /// Why it has this level, as a sentence.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $why,)+ }
            }

            /// What to do instead, as one action; empty if nothing needs to be done.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Self::$name => $help,)+ }
            }
        }
    };
}

checks! {
    OperationRemoved "operation-removed" Wire Breaking "Requests to it fail." "keep it, mark it `deprecated`, and announce when it ends";
    OperationAdded "operation-added" Wire Safe "No caller uses it yet." "";
    OperationDeprecated "operation-deprecated" Wire Risky "Callers should stop using it before it ends." "";
    OperationUndeprecated "operation-undeprecated" Wire Safe "It stays." "";
    ServerRemoved "server-removed" Wire Risky "Callers that use this server have to move to another one." "keep the server until its callers have moved";
    ServerAdded "server-added" Wire Safe "No caller uses it yet." "";
    DefaultServerChanged "default-server-changed" Wire Risky "Clients that choose no server send their requests elsewhere." "";
    SecurityAdded "security-added" Wire Breaking "Requests without credentials are rejected." "accept requests without credentials until the callers have some";
    SecurityRemoved "security-removed" Wire Safe "Credentials are not needed any more." "";
    SecurityAlternativeRemoved "security-alternative-removed" Wire Breaking "Callers with these credentials are rejected." "keep the alternative until its callers have changed";
    SecurityAlternativeAdded "security-alternative-added" Wire Safe "Callers keep their credentials." "";
    SecurityScopeAdded "security-scope-added" Wire Breaking "Tokens without the scope are rejected." "grant the scope to existing clients first";
    SecurityScopeRemoved "security-scope-removed" Wire Safe "Existing tokens have more than they need." "";
    SecuritySchemeChanged "security-scheme-changed" Wire Breaking "Credentials are expected elsewhere or in another form." "add a second scheme instead";
    RequiredParameterAdded "request-required-parameter-added" Wire Breaking "Requests without it are rejected." "make it optional with a default";
    OptionalParameterAdded "request-optional-parameter-added" Wire Safe "Requests without it mean the same." "";
    ParameterRemoved "request-parameter-removed" Wire Risky "The server ignores or rejects it." "keep it, and mark it `deprecated`";
    PathParameterRenamed "request-path-parameter-renamed" Wire Safe "The name of a path parameter is not sent." "";
    ParameterBecameRequired "request-parameter-became-required" Wire Breaking "Requests without it are rejected." "keep it optional with a default";
    ParameterBecameOptional "request-parameter-became-optional" Wire Safe "Requests with it mean the same." "";
    ParameterEncodingChanged "request-parameter-encoding-changed" Wire Breaking "The server reads values in another way." "add a parameter with the new encoding";
    ParameterDefaultChanged "request-parameter-default-changed" Wire Risky "Requests without it mean something else." "";
    ParameterDeprecated "request-parameter-deprecated" Wire Risky "Callers should stop sending it before it ends." "";
    IdempotencyKeyRemoved "idempotency-key-removed" Wire Risky "A retry of the operation can take effect twice." "keep the header";
    IdempotencyKeyAdded "idempotency-key-added" Wire Safe "Retries become safe." "";
    LookUpRemoved "look-up-removed" Wire Risky "After a lost response, callers cannot tell whether the operation took effect." "keep the look-up";
    LookUpAdded "look-up-added" Wire Safe "After a lost response, callers can tell whether the operation took effect." "";
    PagingChanged "paging-changed" Wire Risky "Callers that fetch further pages can miss items." "keep the parameters of the earlier paging";
    RequiredBodyAdded "request-required-body-added" Wire Breaking "Requests without a body are rejected." "make the body optional";
    OptionalBodyAdded "request-optional-body-added" Wire Safe "Requests without a body mean the same." "";
    BodyRemoved "request-body-removed" Wire Breaking "The body is ignored or rejected." "";
    BodyBecameRequired "request-body-became-required" Wire Breaking "Requests without a body are rejected." "keep the body optional";
    BodyBecameOptional "request-body-became-optional" Wire Safe "Requests with a body mean the same." "";
    RequestMediaTypeRemoved "request-media-type-removed" Wire Breaking "Bodies of this media type are rejected." "keep the media type";
    RequestMediaTypeAdded "request-media-type-added" Wire Safe "Callers keep their media type." "";
    RequestEncodingChanged "request-encoding-changed" Wire Breaking "The server reads a field of the form in another way." "";
    SuccessStatusRemoved "response-success-status-removed" Wire Breaking "Callers that expect this status do not see it any more." "keep the status";
    SuccessStatusAdded "response-success-status-added" Wire Risky "Callers may not expect this status." "";
    ErrorStatusRemoved "response-error-status-removed" Wire Risky "Callers that handle this error do not see it any more." "";
    ErrorStatusAdded "response-error-status-added" Wire Safe "Callers have to expect any error." "";
    ResponseBodyRemoved "response-body-removed" Wire Breaking "Callers that read the body fail." "keep the body";
    ResponseBodyAdded "response-body-added" Wire Safe "Callers ignore a body that they do not expect." "";
    ResponseMediaTypeRemoved "response-media-type-removed" Wire Breaking "Callers that accept this media type fail." "keep the media type";
    ResponseMediaTypeAdded "response-media-type-added" Wire Safe "Callers accept what they can read." "";
    ResponseHeaderRemoved "response-header-removed" Wire Risky "Callers that read the header miss it." "keep the header";
    ResponseHeaderAdded "response-header-added" Wire Safe "Callers ignore headers that they do not know." "";
    ResponseHeaderChanged "response-header-changed" Wire Breaking "Callers read another kind of value." "add a header with the new value";
    WebhookRemoved "webhook-removed" Wire Breaking "Receivers wait for requests that do not come." "";
    WebhookAdded "webhook-added" Wire Safe "No receiver has subscribed to it yet." "";

    RequestTypeChanged "request-type-changed" Wire Breaking "Values of the earlier type are rejected." "add a property of the new type";
    ResponseTypeChanged "response-type-changed" Wire Breaking "Callers read another type." "add a property of the new type";
    RequestTypeNarrowed "request-type-narrowed" Wire Breaking "Some values that were accepted are rejected." "accept the earlier values, too";
    ResponseTypeNarrowed "response-type-narrowed" Wire Safe "Callers can read all values." "";
    RequestTypeWidened "request-type-widened" Wire Safe "The earlier values are accepted, too." "";
    ResponseTypeWidened "response-type-widened" Wire Breaking "Callers receive values that they cannot read." "add a property of the wider type";
    RequestFormatChanged "request-format-changed" Wire Breaking "Values of the earlier format are rejected." "accept both formats";
    ResponseFormatChanged "response-format-changed" Wire Breaking "Callers read another format." "add a property of the new format";
    RequestFormatAdded "request-format-added" Wire Breaking "Values of other formats are rejected." "";
    ResponseFormatAdded "response-format-added" Wire Safe "Callers can read all values." "";
    RequestFormatRemoved "request-format-removed" Wire Safe "The earlier values are accepted, too." "";
    ResponseFormatRemoved "response-format-removed" Wire Breaking "Callers receive values of other formats." "";
    RequestBecameNullable "request-became-nullable" Wire Safe "The earlier values are accepted, too." "";
    ResponseBecameNullable "response-became-nullable" Wire Breaking "Callers receive null where there was a value." "";
    RequestBecameNotNullable "request-became-not-nullable" Wire Breaking "Null is rejected." "accept null as before";
    ResponseBecameNotNullable "response-became-not-nullable" Wire Safe "Callers can read all values." "";
    RequestEnumValueAdded "request-enum-value-added" Wire Safe "The earlier values are accepted, too." "";
    ResponseEnumValueAdded "response-enum-value-added" Wire Risky "Callers that know only the earlier values fail or fall back." "announce the value before it is sent";
    RequestEnumValueRemoved "request-enum-value-removed" Wire Breaking "The value is rejected." "accept the value as before";
    ResponseEnumValueRemoved "response-enum-value-removed" Wire Safe "Callers can read all values." "";
    RequestEnumClosed "request-enum-closed" Wire Breaking "Values that are not listed are rejected." "";
    ResponseEnumClosed "response-enum-closed" Wire Safe "Callers can read all values." "";
    RequestEnumOpened "request-enum-opened" Wire Safe "The earlier values are accepted, too." "";
    ResponseEnumOpened "response-enum-opened" Wire Risky "Callers that know only the listed values fail or fall back." "";
    RequestLimitTightened "request-limit-tightened" Wire Breaking "Some values that were accepted are rejected." "keep the limit";
    ResponseLimitTightened "response-limit-tightened" Wire Safe "Callers can read all values." "";
    RequestLimitLoosened "request-limit-loosened" Wire Safe "The earlier values are accepted, too." "";
    ResponseLimitLoosened "response-limit-loosened" Wire Breaking "Callers that rely on the limit receive values beyond it." "keep the limit";
    RequestPatternAdded "request-pattern-added" Wire Breaking "Values that do not match are rejected." "";
    ResponsePatternAdded "response-pattern-added" Wire Safe "Callers can read all values." "";
    RequestPatternRemoved "request-pattern-removed" Wire Safe "The earlier values are accepted, too." "";
    ResponsePatternRemoved "response-pattern-removed" Wire Risky "Callers that rely on the pattern receive other values." "";
    RequestPatternChanged "request-pattern-changed" Wire Risky "Some values that were accepted can be rejected." "check that the new pattern matches all earlier values";
    ResponsePatternChanged "response-pattern-changed" Wire Risky "Callers that rely on the pattern can receive other values." "";
    RequestDefaultChanged "request-default-changed" Wire Risky "Requests without the property mean something else." "";
    ResponseDefaultChanged "response-default-changed" Wire Safe "The property is sent as before." "";
    RequestRequiredPropertyAdded "request-required-property-added" Wire Breaking "Requests without it are rejected." "make it optional with a default";
    ResponseRequiredPropertyAdded "response-required-property-added" Wire Safe "Callers ignore properties that they do not know." "";
    RequestOptionalPropertyAdded "request-optional-property-added" Wire Safe "Requests without it mean the same." "";
    ResponseOptionalPropertyAdded "response-optional-property-added" Wire Safe "Callers ignore properties that they do not know." "";
    RequestPropertyRemoved "request-property-removed" Wire Risky "The server ignores or rejects it." "keep it, and mark it `deprecated`";
    RequestPropertyForbidden "request-property-forbidden" Wire Breaking "Requests with it are rejected, because the object allows no other properties." "keep it, and mark it `deprecated`";
    ResponseRequiredPropertyRemoved "response-required-property-removed" Wire Breaking "Callers that rely on it fail." "keep it, and mark it `deprecated`";
    ResponseOptionalPropertyRemoved "response-optional-property-removed" Wire Risky "Callers that read it miss it." "keep it, and mark it `deprecated`";
    RequestPropertyBecameRequired "request-property-became-required" Wire Breaking "Requests without it are rejected." "keep it optional with a default";
    ResponsePropertyBecameRequired "response-property-became-required" Wire Safe "Callers can read all values." "";
    RequestPropertyBecameOptional "request-property-became-optional" Wire Safe "Requests with it mean the same." "";
    ResponsePropertyBecameOptional "response-property-became-optional" Wire Breaking "Callers that rely on it fail where it is missing." "keep sending it";
    PropertyDeprecated "property-deprecated" Wire Risky "Callers should stop using it before it ends." "";
    RequestOtherPropertiesForbidden "request-other-properties-forbidden" Wire Breaking "Requests with undeclared properties are rejected." "";
    ResponseOtherPropertiesForbidden "response-other-properties-forbidden" Wire Safe "Callers can read all values." "";
    OtherPropertiesAllowed "other-properties-allowed" Wire Safe "The earlier values are valid, too." "";
    RequestVariantAdded "request-variant-added" Wire Safe "The earlier values are accepted, too." "";
    ResponseVariantAdded "response-variant-added" Wire Breaking "Callers receive values that they cannot read." "announce the variant before it is sent";
    RequestVariantRemoved "request-variant-removed" Wire Breaking "Values of the variant are rejected." "accept the variant as before";
    ResponseVariantRemoved "response-variant-removed" Wire Safe "Callers can read all values." "";
    DiscriminatorChanged "discriminator-changed" Wire Breaking "The variant is chosen by another property." "";
    RequestTagRemoved "request-discriminator-value-removed" Wire Breaking "Values with this discriminator are rejected." "";
    ResponseTagRemoved "response-discriminator-value-removed" Wire Safe "Callers can read all values." "";
    RequestTagAdded "request-discriminator-value-added" Wire Safe "The earlier values are accepted, too." "";
    ResponseTagAdded "response-discriminator-value-added" Wire Risky "Callers may not know the discriminator." "";
    TupleLengthChanged "tuple-length-changed" Wire Breaking "The list has another length." "";
    XmlChanged "xml-changed" Wire Breaking "The value is written in XML in another way." "";
    UnsupportedSchemaChanged "unsupported-schema-changed" Wire Risky "The schema uses keywords that are not compared." "compare it by hand";

    RustItemRemoved "rust-item-removed" Rust Breaking "Programs that name it do not compile." "";
    RustItemChanged "rust-item-changed" Rust Breaking "Programs that use it may not compile." "";
    RustItemAdded "rust-item-added" Rust Safe "No program names it yet." "";
    RustMethodRemoved "rust-method-removed" Rust Breaking "Programs that call it do not compile." "map the old name with `rename` in renkei.yaml";
    RustMethodChanged "rust-method-changed" Rust Breaking "Programs that call it may not compile." "";
    RustMethodAdded "rust-method-added" Rust Safe "No program calls it yet." "";
    RustFieldAdded "rust-field-added" Rust Safe "Structs are `#[non_exhaustive]`." "";
    RustVariantAdded "rust-variant-added" Rust Safe "Enums are `#[non_exhaustive]`." "";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_every_breaking_check_says_why() {
        let mut ids: Vec<_> = Check::ALL.iter().map(|it| it.id()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for check in Check::ALL {
            assert!(check.explanation().ends_with('.'), "{}", check.id());
        }
    }
}
