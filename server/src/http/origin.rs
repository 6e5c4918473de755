//! Decides which web pages may use the API, and when a session cookie can be trusted.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use url::Url;

use super::header_text::{shown, text};
use super::request::REQUEST_ID;
use crate::config::Config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How long a browser may reuse the response to a preflight. No browser of today keeps it much longer.
const PREFLIGHT_LIFETIME: Duration = Duration::from_secs(600);
/// Maximum number of refused origins that are logged: anyone may send any.
const LOGGED_ORIGINS: usize = 32;

/// The origins whose pages may use the session cookie, in addition to the one that a request was sent to.
pub(super) struct TrustedOrigins {
    /// As browsers write them: without default ports, and with international names in ASCII.
    origins: Vec<String>,
    production: bool,
    logged: Mutex<BTreeSet<String>>,
}

impl TrustedOrigins {
    /// Reads the origins of ALLOWED_ORIGINS and of FRONTEND_URL.
    pub(super) fn new(config: &Config) -> Self {
        let urls = config.allowed_origins.iter();
        let urls = urls.chain([&config.mail.frontend_url]);
        let origins = urls.filter_map(|url| Url::parse(url).ok().map(|url| url.origin()));
        let origins = origins.filter(url::Origin::is_tuple);
        Self {
            origins: origins.map(|origin| origin.ascii_serialization()).collect(),
            production: config.production,
            logged: Mutex::default(),
        }
    }

    /// Whether to accept the cookie of a request. A browser adds it to requests of any page, and to WebSockets, which
    /// CORS does not cover. SameSite=Lax alone would accept pages of sibling subdomains.
    ///
    /// # Errors
    /// When the request has a cookie that is not accepted, or comes from a page whose browser will send none.
    pub(super) fn check(&self, headers: &HeaderMap, has_cookie: bool) -> Result<(), RefusedOrigin> {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return match has_cookie && !has_trusted_fetch_site(headers) {
                true => Err(RefusedOrigin::unknown()),
                false => Ok(()),
            };
        };
        let is_trusted = self.contains(origin) || self.is_same_origin(origin, headers);
        // A browser drops the cookie of a sign-in there, because it is Secure.
        let is_insecure = self.production && origin.as_bytes().starts_with(b"http:");
        if is_trusted || !(has_cookie || is_insecure) {
            return Ok(());
        }
        let refused = RefusedOrigin::new(origin, is_insecure);
        self.log(&refused);
        Err(refused)
    }

    fn contains(&self, origin: &HeaderValue) -> bool {
        self.origins
            .iter()
            .any(|trusted| trusted.as_bytes() == origin.as_bytes())
    }

    /// Whether the page has the same origin as the API. In production it must also be served over HTTPS: an attacker on
    /// the network can inject a page over HTTP.
    fn is_same_origin(&self, origin: &HeaderValue, headers: &HeaderMap) -> bool {
        let (origin, host) = (text(origin), headers.get(header::HOST).map(text));
        let (Some((scheme, authority)), Some(host)) = (origin.split_once("://"), host) else {
            return false;
        };
        let default_port = match scheme {
            "https" => ":443",
            "http" if !self.production => ":80",
            _ => return false,
        };
        let [authority, host] =
            [authority, &host].map(|it| it.strip_suffix(default_port).unwrap_or(it));
        authority.eq_ignore_ascii_case(host) && has_trusted_fetch_site(headers)
    }

    /// Whether pages of an origin may call the API with credentials. Logs a preflight that is refused.
    fn allows(&self, origin: &HeaderValue, request: &Parts) -> bool {
        let is_allowed = self.contains(origin);
        if !is_allowed && request.method == Method::OPTIONS {
            self.log(&RefusedOrigin::new(origin, false));
        }
        is_allowed
    }

    /// Logs a refused origin once.
    fn log(&self, refused: &RefusedOrigin) {
        let Some(origin) = &refused.origin else {
            return;
        };
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() < LOGGED_ORIGINS && logged.insert(origin.clone()) {
            tracing::warn!(%origin, "refused a page: {}", refused.message);
        }
    }
}

/// A session cookie that was ignored because of the page that sent it, as responses say it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RefusedOrigin {
    /// The origin of the page; missing when the browser did not send it.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    /// What happened and what to do, in one or two sentences.
    message: String,
}

impl RefusedOrigin {
    /// What happened and what to do, in one or two sentences.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    fn new(origin: &HeaderValue, is_insecure: bool) -> Self {
        let origin = shown(&text(origin));
        let is_of_web = origin.starts_with("http://") || origin.starts_with("https://");
        let message = if !is_of_web {
            // Such as null, of a file or a sandboxed frame; no setting allows these.
            Self::unknown().message
        } else if is_insecure {
            format!(
                "Sessions of pages at {origin} are not accepted, because they are not loaded over https."
            )
        } else {
            format!(
                "Sessions of pages at {origin} are not accepted. If these are pages of this site, the operator must set \
                 FRONTEND_URL to its address, or add {origin} to ALLOWED_ORIGINS."
            )
        };
        Self {
            origin: Some(origin),
            message,
        }
    }

    fn unknown() -> Self {
        Self {
            origin: None,
            message: "Sessions are not accepted in requests from other sites.".to_owned(),
        }
    }
}

/// Returns the CORS rules: only pages of the trusted origins may call the API, with credentials and any headers.
pub(super) fn cors(trusted: Arc<TrustedOrigins>) -> CorsLayer {
    let is_allowed = move |origin: &HeaderValue, request: &Parts| trusted.allows(origin, request);
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(is_allowed))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        // Clients and tracing libraries add headers of their own. With credentials there is no wildcard.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(PREFLIGHT_LIFETIME)
}

/// Whether a request comes from a page of the server, by Sec-Fetch-Site. Only browsers send that header; other clients
/// send cookies only on purpose. `none` means that the user typed the URL or opened a bookmark.
fn has_trusted_fetch_site(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_FETCH_SITE)
        .is_none_or(|site| site == "same-origin" || site == "none")
}
