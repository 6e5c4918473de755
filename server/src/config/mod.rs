//! Settings: read once at startup from the environment and `config.default.toml`, then typed.

mod bind;
mod descriptions;
mod document_limits;
mod graphql;
pub mod limits;
mod media;
mod parse;
mod production;
pub mod rate_limits;
mod secret;
mod setting;
mod urls;

use crate::logging;
use chrono::Duration;
use chrono_tz::Tz;
pub use graphql::GraphqlConfig;
use limits::{DocumentLimits, Limits, LiveLimits};
pub use media::{MEDIA_PATH, MediaConfig, PictureHost, S3Config, StoreConfig};
pub use parse::{ConfigError, Source, quoted};
use rate_limits::RateLimitsConfig;
use rules::Domains;
use rules::limits::PASSWORD_MIN;
pub use secret::Secret;
pub use setting::Setting;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// The longest time for which a match can be undone.
pub const LONGEST_UNDO_MINUTES: u32 = 24 * 60;

/// All settings of the server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on; the address of the host, if the setting names one.
    pub bind: SocketAddr,
    /// The database.
    pub database: DatabaseConfig,
    /// Whether this is a production server: then cookies are sent over TLS only.
    pub production: bool,
    /// The key of what the server computes with a secret; absent only in development.
    pub secret_key: Option<Secret>,
    /// The key before it, under which secrets of webhooks and hooks may still be stored.
    pub previous_secret_key: Option<Secret>,
    /// Other origins whose pages may send our cookie.
    pub allowed_origins: Vec<String>,
    /// Proxies whose X-Forwarded-For header is trusted.
    pub trusted_proxies: Vec<IpAddr>,
    /// The format and filter of log lines.
    pub log: LogConfig,
    /// Email settings.
    pub mail: MailConfig,
    /// Where profile pictures are stored, and how they are shown.
    pub media: MediaConfig,
    /// Account settings.
    pub accounts: AccountsConfig,
    /// Password hashing.
    pub hashing: HashingConfig,
    /// Webhooks.
    pub webhooks: WebhookConfig,
    /// How long signals are kept; `None` keeps them forever.
    pub signal_retention: Option<Duration>,
    /// Who may explore the GraphQL API, and which documents it runs.
    pub graphql: GraphqlConfig,
    /// Limits on what a client may send.
    pub limits: Limits,
    /// Limits on how often a client may do what costs others something.
    pub rate_limits: RateLimitsConfig,
    /// All of them as text, for administrators.
    pub settings: Vec<Setting>,
}

/// Database settings.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `sqlite://…` or `postgres://…`; may contain a password.
    pub url: Secret,
    /// Number of read connections (SQLite) or maximum number of connections (PostgreSQL).
    pub connections: u32,
    /// Whether statements have timeouts because a request waits for them (PostgreSQL). Command-line commands have none.
    pub is_hurried: bool,
}

/// Log output.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// Whether lines are JSON rather than text.
    pub json: bool,
    /// A `tracing` filter.
    pub filter: String,
}

/// How email is sent.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// Whether email is sent at all.
    pub send: bool,
    /// The transport.
    pub transport: TransportKind,
    /// Sender of every email.
    pub from: String,
    /// Start of every link, without a trailing slash.
    pub frontend_url: String,
    /// The time zone of dates in emails.
    pub time_zone: Tz,
}

impl MailConfig {
    /// Whether emails only appear as lines in the log.
    #[must_use]
    pub const fn only_logs(&self) -> bool {
        !self.send || matches!(self.transport, TransportKind::Log)
    }
}

/// The ways to send an email.
#[derive(Debug, Clone)]
pub enum TransportKind {
    /// To a mail server at this address.
    Smtp(Secret),
    /// To files in this folder.
    File(PathBuf),
    /// To the log only.
    Log,
}

/// Webhook settings.
#[derive(Debug, Clone)]
pub struct WebhookConfig {
    /// Whether webhooks may be posted to private networks, and there over plain http.
    pub allow_private: bool,
    /// Certificates of additional authorities to trust for endpoints.
    pub ca_file: Option<PathBuf>,
    /// How long to wait for a delivery attempt.
    pub delivery_timeout: std::time::Duration,
    /// How long to wait for a hook, which is asked while the caller waits.
    pub hook_timeout: std::time::Duration,
}

/// Account rules that an operator sets.
#[derive(Debug, Clone)]
pub struct AccountsConfig {
    /// Email domains of members.
    pub domains: Domains,
    /// Whether new accounts are verified immediately.
    pub auto_verify: bool,
    /// Whether registration hides that an address is taken.
    pub private_registration: bool,
    /// Fewest characters of a password that someone chooses.
    pub password_min: u32,
    /// Time from a deletion request to the permanent deletion.
    pub grace_period: Duration,
    /// Lifetime of a verification link.
    pub verification_expiration: Duration,
    /// How long accounts are kept that were never verified; `None` keeps them forever.
    pub unverified_lifetime: Option<Duration>,
    /// Lifetime of a reset link.
    pub reset_expiration: Duration,
    /// Lifetime of the link of an invitation.
    pub invitation_lifetime: Duration,
    /// How long a change of the email address can be undone.
    pub email_undo_expiration: Duration,
    /// Lifetime of a session.
    pub session_lifetime: Duration,
    /// Lifetime of an unused session.
    pub session_idle_timeout: Duration,
    /// How long after the password was entered an administrator may change things, and a member may delete the account,
    /// without entering it again; `None` never asks.
    pub reauthenticate_after: Option<Duration>,
    /// Lifetime of an administrator's session.
    pub admin_session_lifetime: Duration,
    /// Lifetime of an unused session of an administrator.
    pub admin_session_idle_timeout: Duration,
    /// Maximum number of seats on a roster.
    pub max_mentees: u32,
    /// How long a request waits for a decision.
    pub request_lifetime: Duration,
    /// Maximum number of open requests of a mentee.
    pub max_open_requests: u32,
    /// How long people are not suggested to each other after their match ended or one of them declined.
    pub rematch_after: Duration,
    /// How long administrators can undo a match that they made; `None` if they cannot.
    pub match_undo: Option<Duration>,
    /// Whether an administrator approves a mentor before others see the mentor.
    pub mentor_approval: bool,
    /// Whether administrators may sign in as members.
    pub impersonation: bool,
}

/// The hashing threads.
#[derive(Debug, Clone, Copy)]
pub struct HashingConfig {
    /// Number of threads; at least one.
    pub threads: usize,
    /// Maximum number of waiting requests.
    pub queue: usize,
    /// The longest that one of a client which is not known at the account may wait.
    pub wait: Option<std::time::Duration>,
    /// Whether SIMD code may compute hashes.
    pub may_use_simd: bool,
    /// Memory of a new hash in KiB, for tests: `None` is the default of 19 MiB. No setting, because less is not safe, and a
    /// hash with more is replaced at the next sign-in.
    #[doc(hidden)]
    pub memory_kib: Option<u32>,
}

impl Config {
    /// Reads every setting.
    ///
    /// # Errors
    /// The first invalid value, with the variable's name, what is wrong, and an example. In production also a setting
    /// that is missing or unsafe there.
    pub fn read(source: &Source) -> Result<Self, ConfigError> {
        let config = Self::parse(source)?;
        if config.production {
            production::check(&config, source)?;
        }
        Ok(config)
    }

    fn parse(source: &Source) -> Result<Self, ConfigError> {
        let production = source.choice("PROFILE", &["development", "production"])? == "production";
        let send = source.flag_or("SEND_EMAILS", production)?;
        Ok(Self {
            bind: bind::read(source)?,
            database: database(source)?,
            production,
            secret_key: secret_key(source, "SECRET_KEY")?,
            previous_secret_key: secret_key(source, "SECRET_KEY_PREVIOUS")?,
            allowed_origins: urls::origins(source, "ALLOWED_ORIGINS")?,
            trusted_proxies: trusted_proxies(source)?,
            log: LogConfig {
                json: source.choice("LOG_FORMAT", &["text", "json"])? == "json",
                filter: log_filter(source)?,
            },
            mail: mail(source, send)?,
            media: MediaConfig::read(source)?,
            accounts: accounts(source, send)?,
            hashing: hashing(source)?,
            webhooks: webhooks(source)?,
            signal_retention: days(source, "SIGNAL_RETENTION_DAYS")?,
            graphql: GraphqlConfig::parse(source, production)?,
            limits: limits(source)?,
            rate_limits: RateLimitsConfig::read(source)?,
            settings: setting::all(source),
        })
    }
}

/// The fewest characters of `SECRET_KEY`.
const SECRET_KEY_MIN: usize = 32;

/// Stands for a key in messages: a command that makes one.
const NEW_SECRET_KEY: &str = "\"$(openssl rand -base64 32)\"";

fn secret_key(source: &Source, variable: &str) -> Result<Option<Secret>, ConfigError> {
    let key = source.text(variable);
    if key.is_empty() {
        return Ok(None);
    }
    if key.chars().count() < SECRET_KEY_MIN {
        let fault = format!("has fewer than {SECRET_KEY_MIN} characters");
        return Err(ConfigError::new(variable, fault, NEW_SECRET_KEY));
    }
    Ok(Some(Secret::new(key)))
}

/// A number of days; 0 means forever.
fn days(source: &Source, variable: &str) -> Result<Option<Duration>, ConfigError> {
    let days = source.count(variable, 0, 36_500)?;
    Ok((days > 0).then(|| Duration::days(days.into())))
}

/// Reads the addresses in the form in which connections have them.
fn trusted_proxies(source: &Source) -> Result<Vec<IpAddr>, ConfigError> {
    let kind = "an IP address; networks, names and ports are not supported";
    let proxies: Vec<IpAddr> = source.list("TRUSTED_PROXIES", kind, "10.0.0.1")?;
    Ok(proxies.iter().map(IpAddr::to_canonical).collect())
}

fn log_filter(source: &Source) -> Result<String, ConfigError> {
    let filter = source.text("LOG_LEVEL");
    match logging::check(&filter) {
        Ok(()) => Ok(filter),
        Err(fault) => {
            let fault = format!("{} {fault}", quoted(&filter));
            Err(ConfigError::new("LOG_LEVEL", fault, "info"))
        }
    }
}

fn limits(source: &Source) -> Result<Limits, ConfigError> {
    let count = |variable, least, most| -> Result<usize, ConfigError> {
        Ok(source.count(variable, least, most)? as usize)
    };
    let optional = |variable, most| -> Result<Option<usize>, ConfigError> {
        Ok(Some(count(variable, 0, most)?).filter(|limit| *limit > 0))
    };
    let keep_alive = source.count("KEEP_ALIVE", 1, 3600)?;
    Ok(Limits {
        document: DocumentLimits {
            cached_bytes: count("DOCUMENT_CACHE_BYTES", 0, 1 << 30)?,
            ..DocumentLimits::default()
        },
        live: LiveLimits {
            sockets_of_client: optional("SOCKETS_PER_CLIENT", 1_000_000)?,
            sockets_of_session: optional("SOCKETS_PER_SESSION", 1_000_000)?,
            bytes_of_session: optional("SUBSCRIPTION_BYTES_PER_SESSION", 1 << 30)?,
        },
        connections_each: optional("CONNECTIONS_PER_CLIENT", 1_000_000)?,
        unauthenticated_each: count("UNAUTHENTICATED_SOCKETS_PER_CLIENT", 1, 1_000_000)?,
        csp_reports: count("CSP_REPORTS_PER_MINUTE", 0, 100_000)?,
        keep_alive: std::time::Duration::from_secs(keep_alive.into()),
        ..Limits::default()
    })
}

fn database(source: &Source) -> Result<DatabaseConfig, ConfigError> {
    let example = "sqlite://data/bruinbridge.db?mode=rwc";
    let url = urls::secret(
        source,
        "DATABASE_URL",
        &["sqlite", "postgres", "postgresql"],
        example,
    )?;
    if url.expose().contains(":memory:") || url.expose().contains("mode=memory") {
        let fault = format!(
            "{} keeps the data in memory, which connections do not share",
            url.shown()
        );
        return Err(ConfigError::new("DATABASE_URL", fault, example));
    }
    Ok(DatabaseConfig {
        url,
        connections: source.count("DATABASE_CONNECTIONS", 2, 1000)?,
        is_hurried: true,
    })
}

fn mail(source: &Source, send: bool) -> Result<MailConfig, ConfigError> {
    let transport = match source
        .choice("MAIL_TRANSPORT", &["smtp", "file", "log"])?
        .as_str()
    {
        "file" => TransportKind::File(PathBuf::from(source.text("MAIL_DIR"))),
        "smtp" if send => TransportKind::Smtp(smtp_url(source)?),
        _ => TransportKind::Log,
    };
    Ok(MailConfig {
        send,
        transport,
        from: source.text("DEFAULT_FROM_EMAIL"),
        frontend_url: urls::frontend(source)?,
        time_zone: source.parsed("TIME_ZONE", "a time zone", "America/Los_Angeles")?,
    })
}

fn smtp_url(source: &Source) -> Result<Secret, ConfigError> {
    let example = "smtp://user:password@mail.example:587";
    if source.is_set("SMTP_URL") {
        return urls::secret(source, "SMTP_URL", &["smtp", "smtps"], example);
    }
    let fault = "is not set, and emails are to be sent (SEND_EMAILS, which is true in production unless set); set it, or SEND_EMAILS=false and AUTO_VERIFY";
    Err(ConfigError::new("SMTP_URL", fault, example))
}

fn webhooks(source: &Source) -> Result<WebhookConfig, ConfigError> {
    let ca_file = source.text("WEBHOOK_CA_FILE");
    Ok(WebhookConfig {
        allow_private: source.flag_or("WEBHOOK_ALLOW_PRIVATE", false)?,
        ca_file: (!ca_file.is_empty()).then(|| PathBuf::from(ca_file)),
        delivery_timeout: std::time::Duration::from_secs(8),
        hook_timeout: std::time::Duration::from_secs(2),
    })
}

fn accounts(source: &Source, send: bool) -> Result<AccountsConfig, ConfigError> {
    let extra: Vec<String> = source.list("UCLA_EMAIL_DOMAINS", "a domain", "alumni.ucla.edu")?;
    let domains = Domains::with_extra(extra.iter().map(String::as_str)).map_err(|name| {
        ConfigError::new(
            "UCLA_EMAIL_DOMAINS",
            format!("{} is not an exact domain name", quoted(&name)),
            "alumni.ucla.edu",
        )
    })?;
    Ok(AccountsConfig {
        domains,
        auto_verify: source.flag_or("AUTO_VERIFY", !send)?,
        private_registration: source.choice("REGISTRATION_DISCLOSURE", &["explicit", "private"])?
            == "private",
        password_min: source.count("PASSWORD_MIN", PASSWORD_MIN, 64)?,
        grace_period: source.hours("ACCOUNT_RECOVERY_GRACE_PERIOD")?,
        verification_expiration: source.hours("EMAIL_VERIFICATION_TOKEN_EXPIRATION")?,
        unverified_lifetime: days(source, "UNVERIFIED_LIFETIME_DAYS")?,
        reset_expiration: source.hours("PASSWORD_RESET_TOKEN_EXPIRATION")?,
        invitation_lifetime: Duration::days(
            source.count("INVITATION_LIFETIME_DAYS", 1, 365)?.into(),
        ),
        email_undo_expiration: source.hours("EMAIL_UNDO_EXPIRATION")?,
        session_lifetime: source.hours("SESSION_LIFETIME")?,
        reauthenticate_after: source.minutes("REAUTHENTICATE_AFTER_MINUTES")?,
        session_idle_timeout: source.hours("SESSION_IDLE_TIMEOUT")?,
        admin_session_lifetime: source.hours("ADMIN_SESSION_LIFETIME")?,
        admin_session_idle_timeout: source.hours("ADMIN_SESSION_IDLE_TIMEOUT")?,
        max_mentees: source.count("MAX_MENTEES", 1, 1000)?,
        request_lifetime: Duration::days(source.count("REQUEST_LIFETIME_DAYS", 1, 365)?.into()),
        max_open_requests: source.count("MAX_OPEN_REQUESTS", 1, 100)?,
        rematch_after: Duration::days(source.count("REMATCH_AFTER_DAYS", 0, 3650)?.into()),
        match_undo: match_undo(source)?,
        mentor_approval: source.flag_or("MENTOR_APPROVAL", false)?,
        impersonation: source.flag_or("IMPERSONATION", false)?,
    })
}

/// 0 turns it off.
fn match_undo(source: &Source) -> Result<Option<Duration>, ConfigError> {
    let minutes = source.count("MATCH_UNDO_MINUTES", 0, LONGEST_UNDO_MINUTES)?;
    Ok((minutes > 0).then(|| Duration::minutes(minutes.into())))
}

fn hashing(source: &Source) -> Result<HashingConfig, ConfigError> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads: u32 = source.count("HASH_THREADS", 0, 1024)?;
    let queue: u32 = source.count("HASH_QUEUE", 1, 100_000)?;
    let wait: u32 = source.count("HASH_WAIT", 0, 600_000)?;
    let is_limited = wait > 0 && rate_limits::is_on(source)?;
    Ok(HashingConfig {
        threads: if threads == 0 {
            processors
        } else {
            threads as usize
        },
        queue: queue as usize,
        wait: is_limited.then(|| std::time::Duration::from_millis(wait.into())),
        may_use_simd: source.choice("HASHER", &["auto", "portable"])? == "auto",
        memory_kib: None,
    })
}
