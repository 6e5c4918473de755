//! The domains whose email addresses are accepted.

use alloc::string::String;

use crate::host_name::is_host_name;
use crate::text::{split_once, trim, trimmed};

const DEFAULT: [&str; 2] = ["ucla.edu", "g.ucla.edu"];

/// The accepted domains: exact names, because the subdomains of departments are mailing lists, which reach many people
/// (decision D2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains {
    /// Additional names, in lower case, separated by commas.
    extra: String,
}

impl Domains {
    /// The default domains and additional ones; blank names, such as between two commas, are ignored.
    ///
    /// # Errors
    /// The first name that is not an exact domain name, as it was given.
    pub fn with_extra<Name: AsRef<str>>(
        names: impl IntoIterator<Item = Name>,
    ) -> Result<Domains, String> {
        let mut domains = Domains::default();
        for name in names {
            let name = trimmed(name.as_ref());
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
        let extra = self.extra.split(',').filter(|name| !name.is_empty());
        DEFAULT.into_iter().chain(extra)
    }

    pub(crate) fn as_names(&self) -> Names<'_> {
        Names::of(self.extra.as_bytes())
    }

    fn add(&mut self, name: &str) -> Result<(), String> {
        if !is_domain(name.as_bytes()) {
            return Err(String::from(name));
        }
        let name = name.to_ascii_lowercase();
        if !self.contains(&name) {
            self.extra.push_str(&name);
            self.extra.push(',');
        }
        Ok(())
    }
}

/// Iterates over the names without allocating a list: the default ones, then the additional ones.
#[derive(Clone, Copy)]
pub(crate) struct Names<'text> {
    /// How many of the default names have been returned.
    returned: usize,
    extra: &'text [u8],
}

impl<'text> Names<'text> {
    /// The default names and those in the text. If one of them is invalid, none is added: the server would not have
    /// started with it.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn with_extra(extra: &'text [u8]) -> Names<'text> {
        let returned = DEFAULT.len();
        for name in (Names { returned, extra }) {
            if !is_domain(name) {
                return Names::of(&[]);
            }
        }
        Names::of(extra)
    }

    fn of(extra: &'text [u8]) -> Names<'text> {
        Names { returned: 0, extra }
    }
}

impl<'text> Iterator for Names<'text> {
    type Item = &'text [u8];

    fn next(&mut self) -> Option<&'text [u8]> {
        if let Some(name) = DEFAULT.get(self.returned) {
            self.returned += 1;
            return Some(name.as_bytes());
        }
        while !self.extra.is_empty() {
            let name;
            (name, self.extra) = split_once(self.extra, b',').unwrap_or((self.extra, &[]));
            let name = trim(name);
            if !name.is_empty() {
                return Some(name);
            }
        }
        None
    }
}

fn is_domain(name: &[u8]) -> bool {
    split_once(name, b'.').is_some() && is_host_name(name)
}
