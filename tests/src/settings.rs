//! Settings: their defaults, and the one-line error that a wrong value causes.

mod production;

use bruinbridge::config::{Config, Source, TransportKind};
use bruinbridge::mail::Transport;
use bruinbridge::webhooks::Trust;
use chrono::Duration;

/// A wrong value for every variable that can have one, and what the error says about it.
const WRONG: &[(&str, &str, &str)] = &[
    ("BIND", "localhost", "is not a host and port"),
    ("BIND", "127.0.0.1:70000", "is not a host and port"),
    ("DATABASE_URL", "mysql://localhost/x", "does not start with"),
    ("DATABASE_URL", "", "does not start with"),
    ("DATABASE_CONNECTIONS", "1", "is not a whole number from 2"),
    ("PROFILE", "staging", "is none of development, production"),
    ("ALLOWED_ORIGINS", "bruinbridge.example", "is not an origin"),
    (
        "ALLOWED_ORIGINS",
        "https://bruinbridge.example/path",
        "is not an origin",
    ),
    ("TRUSTED_PROXIES", "10.0.0.1, proxy", "is not an IP address"),
    ("FAILURE_RECORD_LIMIT_PER_CLIENT", "often", "is not a rate"),
    ("LOG_FORMAT", "xml", "is none of text, json"),
    ("FRONTEND_URL", "bruinbridge.example", "does not start with"),
    ("SEND_EMAILS", "maybe", "is neither true nor false"),
    ("AUTO_VERIFY", "2", "is neither true nor false"),
    ("MAIL_TRANSPORT", "pigeon", "is none of smtp, file, log"),
    (
        "REGISTRATION_DISCLOSURE",
        "open",
        "is none of explicit, private",
    ),
    (
        "UCLA_EMAIL_DOMAINS",
        "*.ucla.edu",
        "is not an exact domain name",
    ),
    (
        "ACCOUNT_RECOVERY_GRACE_PERIOD",
        "0",
        "is not a number of hours",
    ),
    (
        "ACCOUNT_RECOVERY_GRACE_PERIOD",
        "-1",
        "is not a number of hours",
    ),
    (
        "EMAIL_VERIFICATION_TOKEN_EXPIRATION",
        "a day",
        "is not a number of hours",
    ),
    (
        "PASSWORD_RESET_TOKEN_EXPIRATION",
        "NaN",
        "is not a number of hours",
    ),
    ("SESSION_LIFETIME", "inf", "is not a number of hours"),
    ("SESSION_IDLE_TIMEOUT", "1e9", "is not a number of hours"),
    (
        "REAUTHENTICATE_AFTER_MINUTES",
        "-1",
        "is not a number of minutes from 0",
    ),
    ("PASSWORD_MIN", "7", "is not a whole number from 8 to 64"),
    ("PASSWORD_MIN", "65", "is not a whole number from 8 to 64"),
    ("ADMIN_SESSION_LIFETIME", "0", "is not a number of hours"),
    (
        "ADMIN_SESSION_IDLE_TIMEOUT",
        "long",
        "is not a number of hours",
    ),
    (
        "SUSPICIOUS_ACCOUNTS_PER_CLIENT",
        "0",
        "is not a whole number from 1",
    ),
    ("MAX_MENTEES", "0", "is not a whole number from 1"),
    ("MAX_MENTEES", "five", "is not a whole number"),
    ("REQUEST_LIFETIME_DAYS", "0", "is not a whole number from 1"),
    ("MAX_OPEN_REQUESTS", "0", "is not a whole number from 1"),
    ("REMATCH_AFTER_DAYS", "-1", "is not a whole number from 0"),
    ("MATCH_UNDO_MINUTES", "1441", "is not a whole number from 0"),
    ("MENTOR_APPROVAL", "maybe", "is neither true nor false"),
    ("IMPERSONATION", "maybe", "is neither true nor false"),
    ("HASH_THREADS", "-1", "is not a whole number"),
    ("HASH_QUEUE", "0", "is not a whole number from 1"),
    ("HASH_WAIT", "-1", "is not a whole number from 0"),
    ("HASHER", "fast", "is none of auto, portable"),
    ("REQUEST_LIMIT_PER_ACCOUNT", "5", "is not a rate"),
    ("CONCERN_LIMIT_PER_ACCOUNT", "5", "is not a rate"),
    ("EXPORT_LIMIT_PER_ACCOUNT", "5", "is not a rate"),
    ("EXPORT_PART_LIMIT_PER_ACCOUNT", "0/hour", "is not a rate"),
    ("INVITATION_LIFETIME_DAYS", "-1", "is not a whole number"),
    ("KEEP_ALIVE", "0", "is not a whole number from 1 to 3600"),
    (
        "CONNECTIONS_PER_CLIENT",
        "-1",
        "is not a whole number from 0",
    ),
    (
        "UNAUTHENTICATED_SOCKETS_PER_CLIENT",
        "few",
        "is not a whole number",
    ),
    ("RATE_LIMITS", "sometimes", "is none of on, off"),
    ("SIGN_IN_LIMIT_PER_CLIENT", "120", "is not a rate"),
    (
        "SIGN_IN_LIMIT_PER_CLIENT_AND_ACCOUNT",
        "30 a minute",
        "is not a rate",
    ),
    (
        "SIGN_IN_FAILURES_PER_CLIENT_AND_ACCOUNT",
        "0",
        "is not a whole number from 1",
    ),
    (
        "SIGN_IN_FAILURES_PER_ACCOUNT",
        "few",
        "is not a whole number",
    ),
    (
        "PASSWORD_FAILURES_PER_ACCOUNT",
        "0",
        "is not a whole number from 1",
    ),
    ("PASSWORD_CHECK_LIMIT_PER_CLIENT", "0/hour", "is not a rate"),
    ("REGISTRATION_LIMIT_PER_CLIENT", "0/hour", "is not a rate"),
    ("REGISTRATION_PROOF_AFTER", "5/week", "is not a rate"),
    (
        "REGISTRATION_PROOF_BITS",
        "31",
        "is not a whole number from 0 to 30",
    ),
    ("EMAIL_REQUEST_LIMIT_PER_CLIENT", "many", "is not a rate"),
    (
        "EMAIL_LIMIT_PER_ADDRESS",
        "1/minute, 2/hour, 3/day",
        "is not a rate",
    ),
    ("MATCH_EMAIL_LIMIT_PER_ADDRESS", "20", "is not a rate"),
    ("TIME_ZONE", "Westwood", "is not a time zone"),
    ("LINK_LIMIT_PER_CLIENT", "/hour", "is not a rate"),
    ("CODE_LIMIT_PER_ADDRESS", "10 an hour", "is not a rate"),
    ("EMAIL_CHANGE_LIMIT_PER_ACCOUNT", "0/day", "is not a rate"),
    ("EMAIL_UNDO_EXPIRATION", "0", "is not a number of hours"),
    ("SECRET_KEY", "hush", "has fewer than 32 characters"),
    (
        "SECRET_KEY_PREVIOUS",
        "hush",
        "has fewer than 32 characters",
    ),
    ("MESSAGE_LIMIT_PER_ACCOUNT", "-1/minute", "is not a rate"),
    ("PICTURE_UPLOAD_LIMIT_PER_ACCOUNT", "many", "is not a rate"),
    ("MEDIA_STORE", "ftp", "is none of file, s3"),
    ("MEDIA_DIR", "", "is empty"),
    ("MEDIA_URL", "media.example", "does not start with http"),
    ("PICTURE_HOSTS", "*.example", "is not a host name"),
    ("SOCKETS_PER_CLIENT", "-1", "is not a whole number"),
    ("SOCKETS_PER_SESSION", "many", "is not a whole number"),
    (
        "SUBSCRIPTION_BYTES_PER_SESSION",
        "1 MiB",
        "is not a whole number",
    ),
    ("GRAPHQL_INTROSPECTION", "some", "is neither true nor false"),
    ("PLAYGROUND", "production", "is neither true nor false"),
    ("TRUSTED_DOCUMENTS", "/nowhere.json", "cannot be read"),
    ("DOCUMENT_CACHE_BYTES", "8 MiB", "is not a whole number"),
    ("CSP_REPORTS_PER_MINUTE", "-1", "is not a whole number"),
    ("SIGNAL_RETENTION_DAYS", "-1", "is not a whole number"),
    ("UNVERIFIED_LIFETIME_DAYS", "week", "is not a whole number"),
    (
        "WEBHOOK_ALLOW_PRIVATE",
        "perhaps",
        "is neither true nor false",
    ),
];

/// Variables that accept any text, or that are only validated where they are used.
const FREE: &[&str] = &[
    "LOG_LEVEL",
    "SMTP_URL",
    "MAIL_DIR",
    "DEFAULT_FROM_EMAIL",
    "WEBHOOK_CA_FILE",
    // Read for MEDIA_STORE=s3 only; `odd_settings` and `media::serving` try wrong values.
    "MEDIA_S3_ENDPOINT",
    "MEDIA_S3_BUCKET",
    "MEDIA_S3_REGION",
    "MEDIA_S3_ACCESS_KEY",
    "MEDIA_S3_SECRET_KEY",
];

fn defaults() -> Source {
    Source::defaults().expect("default settings")
}

#[test]
fn a_wrong_value_causes_a_one_line_error_that_names_it() {
    for (variable, value, fault) in WRONG {
        let error = Config::read(&defaults().with(variable, *value)).expect_err(variable);
        let line = error.to_string();
        assert!(line.starts_with(&format!("{variable}: ")), "{line}");
        assert!(line.contains(fault), "{line}");
        assert!(
            line.contains(&format!("; for example {variable}=")),
            "{line}"
        );
        assert_eq!(line.lines().count(), 1, "{line}");
    }
}

#[test]
fn every_variable_is_tried_with_a_wrong_value() {
    let variables = include_str!("../../server/config.default.toml")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "));
    for (variable, _) in variables {
        let is_tried = WRONG.iter().any(|(tried, _, _)| *tried == variable);
        assert!(
            is_tried || FREE.contains(&variable),
            "{variable} is new: add a wrong value to WRONG"
        );
    }
}

#[test]
fn urls_with_passwords_are_not_repeated_in_errors() {
    let wrong = [
        ("DATABASE_URL", "mysql://jo:hush@localhost/x"),
        ("SMTP_URL", "http://jo:hush@mail.example"),
    ];
    for (variable, value) in wrong {
        let source = defaults().with("SEND_EMAILS", "true").with(variable, value);
        let source = if variable == "SMTP_URL" {
            source
        } else {
            source.with("SMTP_URL", "smtp://mail.example")
        };
        let line = Config::read(&source).expect_err(variable).to_string();
        assert!(line.starts_with(variable), "{line}");
        assert!(!line.contains("hush"), "{line}");
    }
}

#[test]
fn a_mail_server_is_required_when_emails_are_sent() {
    let line = Config::read(&defaults().with("SEND_EMAILS", "true")).expect_err("no server");
    assert!(line.to_string().starts_with("SMTP_URL: "), "{line}");
    let log = defaults()
        .with("SEND_EMAILS", "true")
        .with("MAIL_TRANSPORT", "log");
    let config = Config::read(&log).expect("settings");
    assert!(matches!(config.mail.transport, TransportKind::Log));
}

#[test]
fn settings_that_the_mail_transport_cannot_use_stop_the_start() {
    let wrong = [
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("SMTP_URL", "smtp://mail.example:port"),
        ("MAIL_DIR", "/proc/none"),
    ];
    for (variable, value) in wrong {
        let transport = if variable == "MAIL_DIR" {
            "file"
        } else {
            "smtp"
        };
        let source = defaults()
            .with("SEND_EMAILS", "true")
            .with("SMTP_URL", "smtp://mail.example")
            .with("MAIL_TRANSPORT", transport)
            .with(variable, value);
        let line = match Config::read(&source) {
            Ok(config) => Transport::new(&config, bruinbridge::clock::Clock::System)
                .expect_err(variable)
                .to_string(),
            Err(error) => error.to_string(),
        };
        assert!(line.contains(&format!("{variable}: ")), "{line}");
        assert!(line.contains("for example"), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
    }
}

#[test]
fn the_defaults_are_those_of_the_sources() {
    let accounts = Config::read(&defaults()).expect("settings").accounts;
    assert_eq!(accounts.max_mentees, 5);
    assert_eq!(accounts.grace_period, Duration::hours(1));
    assert_eq!(accounts.verification_expiration, Duration::hours(24));
    assert_eq!(accounts.reset_expiration, Duration::hours(1));
    assert!(!accounts.private_registration);
}

#[test]
fn sessions_are_short_for_administrators_and_support_is_off() {
    let accounts = Config::read(&defaults()).expect("settings").accounts;
    assert_eq!(accounts.session_lifetime, Duration::days(30));
    assert_eq!(accounts.admin_session_lifetime, Duration::hours(12));
    assert_eq!(accounts.admin_session_idle_timeout, Duration::minutes(30));
    assert_eq!(accounts.reauthenticate_after, Some(Duration::minutes(10)));
    assert_eq!(accounts.password_min, 8);
    assert!(!accounts.impersonation);
}

#[test]
fn hours_may_be_fractions() {
    let source = defaults().with("ACCOUNT_RECOVERY_GRACE_PERIOD", "0.001");
    let accounts = Config::read(&source).expect("settings").accounts;
    assert_eq!(accounts.grace_period, Duration::milliseconds(3600));
}

#[test]
fn emails_and_verification_are_on_by_default_in_production_only() {
    let mail = |profile: &str| {
        let source = defaults()
            .with("PROFILE", profile)
            .with("FRONTEND_URL", "https://bruinbridge.example")
            .with("SMTP_URL", "smtp://mail.example")
            .with("SECRET_KEY", "only this server knows these words");
        let config = Config::read(&source).expect("settings");
        (config.mail.send, config.accounts.auto_verify)
    };
    assert_eq!(mail("development"), (false, true));
    assert_eq!(mail("production"), (true, false));
}

#[test]
fn a_file_of_trusted_documents_must_have_their_hashes() {
    let file = std::env::temp_dir().join(format!("trusted-{}.json", std::process::id()));
    let path = file.to_str().expect("text");
    for (content, fault) in [
        ("[]", "is not a JSON object of texts"),
        (r#"{"00":"{ __typename }"}"#, "does not have the SHA-256"),
    ] {
        std::fs::write(&file, content).expect("a file");
        let error = Config::read(&defaults().with("TRUSTED_DOCUMENTS", path)).expect_err(content);
        assert!(error.to_string().contains(fault), "{error}");
    }
    std::fs::remove_file(file).expect("a file");
    let console = Config::read(&defaults().with("TRUSTED_DOCUMENTS", "console"));
    let trusted = console.expect("settings").graphql.trusted_documents;
    assert!(trusted.is_some_and(|documents| documents.is_empty()));
}

#[test]
fn a_certificate_file_without_certificates_stops_the_start() {
    let no_certificate = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (file, fault) in [
        ("/nowhere/ca.pem", "cannot be read"),
        (no_certificate, "holds no certificate"),
    ] {
        let config = Config::read(&defaults().with("WEBHOOK_CA_FILE", file)).expect("settings");
        let error = Trust::new(&config.webhooks).expect_err(file).to_string();
        assert!(error.starts_with("WEBHOOK_CA_FILE: "), "{error}");
        assert!(error.contains(fault), "{error}");
    }
    let config = Config::read(&defaults()).expect("settings");
    Trust::new(&config.webhooks).expect("the default authorities");
}
