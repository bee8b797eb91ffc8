//! Credentials and base URL from environment variables, whose names are derived from the client's crate.

use std::env::VarError;

use super::ClientBuilder;
use super::core::FromCore;
use crate::auth::Auth;

impl<C: FromCore> ClientBuilder<C> {
    /// Takes base URL and credentials from environment variables. Nothing is read without this call.
    ///
    /// The names begin with the name of the client's crate in upper case. For the crate `orders-api`:
    ///
    /// | variable | as if set with |
    /// |---|---|
    /// | `ORDERS_API_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `ORDERS_API_TOKEN` | [`Auth::bearer`] |
    /// | `ORDERS_API_KEY` | [`Auth::api_key`] |
    /// | `ORDERS_API_USER` and `ORDERS_API_PASSWORD` | [`Auth::basic`] |
    ///
    /// A variable that is not set changes nothing. One that is empty or not UTF-8, and a user without a password, are errors
    /// when the client is built: a program would otherwise call without the credential that it should have.
    pub fn read_env(self) -> Self {
        self.read_variables(|name| std::env::var(name))
    }

    /// As [`read_env`](Self::read_env), with variables of another source.
    pub(crate) fn read_variables(
        mut self,
        variable: impl Fn(&str) -> Result<String, VarError>,
    ) -> Self {
        let prefix = prefix(C::DEFAULTS.user_agent);
        let mut read = |end: &str| {
            let name = format!("{prefix}_{end}");
            match variable(&name) {
                Ok(value) if value.trim().is_empty() => {
                    self.fail(format!("the environment variable {name} is empty"));
                    None
                }
                Ok(value) => Some(value),
                Err(VarError::NotPresent) => None,
                Err(VarError::NotUnicode(_)) => {
                    self.fail(format!("the environment variable {name} is not UTF-8"));
                    None
                }
            }
        };
        let (base_url, token, key) = (read("BASE_URL"), read("TOKEN"), read("KEY"));
        let (user, password) = (read("USER"), read("PASSWORD"));
        if user.is_some() != password.is_some() {
            let what = "are set together, or neither of them";
            self.fail(format!(
                "the environment variables {prefix}_USER and {prefix}_PASSWORD {what}"
            ));
        }
        let basic = user.zip(password).map(|(user, password)| Auth::basic(user, password));
        let auths = [token.map(Auth::bearer), key.map(Auth::api_key), basic];
        let builder = match base_url {
            Some(url) => self.base_url(url),
            None => self,
        };
        auths.into_iter().flatten().fold(builder, Self::auth)
    }
}

/// Returns the name of a crate as the beginning of a variable's name. `user_agent` is the crate and its version.
fn prefix(user_agent: &str) -> String {
    let name = user_agent.split_once('/').map_or(user_agent, |(name, _)| name);
    let character =
        |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_uppercase() } else { '_' };
    name.chars().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Core, Defaults};

    #[derive(Debug)]
    struct Client(Core);

    impl FromCore for Client {
        const DEFAULTS: Defaults = Defaults { user_agent: "orders-api/1.0.0", ..Defaults::NEW };

        fn from_core(core: Core) -> Self {
            Self(core)
        }
    }

    fn build(variables: &[(&str, &str)]) -> Result<Client, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
        };
        let builder =
            ClientBuilder::<Client>::new().transport(crate::test::ScriptedTransport::new());
        builder.read_variables(variable).build().map_err(|error| error.to_string())
    }

    #[test]
    fn variables_are_named_after_the_crate() {
        let client = build(&[
            ("ORDERS_API_BASE_URL", "https://api.test/v2"),
            ("ORDERS_API_TOKEN", "t"),
            ("ORDERS_API_KEY", "k"),
            ("ORDERS_API_USER", "u"),
            ("ORDERS_API_PASSWORD", "p"),
            ("OTHER_TOKEN", "x"),
        ]);
        let shown = format!("{:?}", client.unwrap().0);
        for part in ["api.test/v2", "Auth::Bearer", "Auth::ApiKey", "Auth::Basic"] {
            assert!(shown.contains(part), "{shown}");
        }
    }

    #[test]
    fn a_variable_without_a_value_is_an_error() {
        let url = ("ORDERS_API_BASE_URL", "https://api.test");
        assert!(build(&[]).unwrap_err().contains("base URL"));
        let empty = build(&[url, ("ORDERS_API_TOKEN", "")]).unwrap_err();
        assert!(empty.contains("ORDERS_API_TOKEN is empty"), "{empty}");
        let alone = build(&[url, ("ORDERS_API_USER", "u")]).unwrap_err();
        assert!(alone.contains("ORDERS_API_PASSWORD"), "{alone}");
    }
}
