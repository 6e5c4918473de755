//! The domains whose e-mail addresses are accepted.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::host_name::is_host_name;

/// The accepted domains: exact names, because sub-domains of departments are mailing lists, which
/// reach many people (decision D2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domains(Vec<Cow<'static, str>>);

impl Default for Domains {
    fn default() -> Domains {
        Domains([Cow::Borrowed("ucla.edu"), Cow::Borrowed("g.ucla.edu")].into())
    }
}

impl Domains {
    /// The default domains and some more; blank names, such as between two commas, are passed over.
    ///
    /// # Errors
    /// The first name that is not an exact domain name, as it was given.
    pub fn with_extra<Name: AsRef<str>>(
        names: impl IntoIterator<Item = Name>,
    ) -> Result<Domains, String> {
        let mut domains = Domains::default();
        for name in names {
            let name = name.as_ref().trim();
            if !name.is_empty() {
                domains.add(name)?;
            }
        }
        Ok(domains)
    }

    /// Whether addresses of exactly this domain, in lower case, are accepted.
    #[must_use]
    pub fn contains(&self, domain: &str) -> bool {
        self.names().any(|name| name == domain)
    }

    /// The names, the default ones first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    fn add(&mut self, name: &str) -> Result<(), String> {
        if !name.contains('.') || !is_host_name(name) {
            return Err(String::from(name));
        }
        let name = name.to_ascii_lowercase();
        if !self.contains(&name) {
            self.0.push(Cow::Owned(name));
        }
        Ok(())
    }
}
