//! Security schemes and requirements (OpenAPI 3.2 sections 4.27 to 4.30, Swagger 2.0 "Security Scheme Object").

use super::field::ValueKind::{OneOf, StringMap, Strings};
use super::field::{Field, Holds, Pattern, PatternKind};
use super::{Flow, ObjectKind, ObjectType};
use crate::document::Version::{V2_0, V3_0, V3_1, V3_2};

const API_KEY: &[&str] = &["apiKey"];
const OAUTH2: &[&str] = &["oauth2"];
const HTTP: &[&str] = &["http"];

pub(super) const SCHEME: ObjectType = ObjectType::new(&[
    Field::value("type", OneOf(&["basic", "apiKey", "oauth2"])).until(V2_0).required(),
    Field::value("type", OneOf(&["apiKey", "http", "oauth2", "openIdConnect"]))
        .since(V3_0)
        .until(V3_0)
        .required(),
    Field::value("type", OneOf(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]))
        .since(V3_1)
        .required(),
    Field::string("description"),
    Field::string("name").when("type", API_KEY).required(),
    Field::value("in", OneOf(&["query", "header"])).until(V2_0).when("type", API_KEY).required(),
    Field::value("in", OneOf(&["query", "header", "cookie"]))
        .since(V3_0)
        .when("type", API_KEY)
        .required(),
    Field::string("scheme").since(V3_0).when("type", HTTP).required(),
    Field::string("bearerFormat").since(V3_0).when("type", HTTP),
    Field::one("flows", ObjectKind::OAuthFlows).since(V3_0).when("type", OAUTH2).required(),
    Field::string("oauth2MetadataUrl").since(V3_2).when("type", OAUTH2),
    Field::string("openIdConnectUrl").since(V3_0).when("type", &["openIdConnect"]).required(),
    Field::bool("deprecated").since(V3_2),
    Field::value("flow", OneOf(&["implicit", "password", "application", "accessCode"]))
        .until(V2_0)
        .when("type", OAUTH2)
        .required(),
    Field::string("authorizationUrl")
        .until(V2_0)
        .when("flow", &["implicit", "accessCode"])
        .required(),
    Field::string("tokenUrl")
        .until(V2_0)
        .when("flow", &["password", "application", "accessCode"])
        .required(),
    Field::value("scopes", StringMap).until(V2_0).when("type", OAUTH2),
]);

pub(super) const FLOWS: ObjectType = ObjectType::new(&[
    Field::one("implicit", ObjectKind::OAuthFlow(Flow::Implicit)),
    Field::one("password", ObjectKind::OAuthFlow(Flow::Password)),
    Field::one("clientCredentials", ObjectKind::OAuthFlow(Flow::ClientCredentials)),
    Field::one("authorizationCode", ObjectKind::OAuthFlow(Flow::AuthorizationCode)),
    Field::one("deviceAuthorization", ObjectKind::OAuthFlow(Flow::DeviceAuthorization)).since(V3_2),
]);

const REFRESH: Field = Field::string("refreshUrl");
const SCOPES: Field = Field::value("scopes", StringMap).required();
const AUTHORIZATION: Field = Field::string("authorizationUrl").required();
const TOKEN: Field = Field::string("tokenUrl").required();
const DEVICE: Field = Field::string("deviceAuthorizationUrl").required();

pub(super) const IMPLICIT: ObjectType = ObjectType::new(&[AUTHORIZATION, REFRESH, SCOPES]);
pub(super) const PASSWORD: ObjectType = ObjectType::new(&[TOKEN, REFRESH, SCOPES]);
pub(super) const CLIENT_CREDENTIALS: ObjectType = ObjectType::new(&[TOKEN, REFRESH, SCOPES]);
pub(super) const AUTHORIZATION_CODE: ObjectType =
    ObjectType::new(&[AUTHORIZATION, TOKEN, REFRESH, SCOPES]);
pub(super) const DEVICE_AUTHORIZATION: ObjectType =
    ObjectType::new(&[DEVICE, TOKEN, REFRESH, SCOPES]);

pub(super) const REQUIREMENT: ObjectType = ObjectType::new(&[])
    .with_pattern(Pattern::new(PatternKind::Any, Holds::Value(Strings)))
    .not_extensible();
