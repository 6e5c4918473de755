//! Every setting with wrong, odd and extreme values: each is accepted, or refused in one line with its cause.

use bruinbridge::config::{Config, ConfigError, Source, quoted};
use bruinbridge::db::Db;
use bruinbridge::mail::Transport;
use bruinbridge::media::Media;
use bruinbridge::webhooks::Trust;

/// Values that some setting might stumble over.
const ODD: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "+1",
    "1,5",
    "0x10",
    "1e400",
    "NaN",
    "99999999999999999999",
    "true",
    "OFF",
    "maybe",
    ",",
    ":",
    "://",
    "[",
    "[{",
    "@",
    "%",
    "localhost",
    "127.0.0.1",
    "https://",
    "sqlite://",
    "smtp://",
    "/nowhere/at/all",
    "a\nb",
    "a\r\nBcc: b@ucla.edu",
    "a\u{1b}[31mb",
    "\u{202e}abc",
    "日本語",
];

/// Settings whose values may contain a password.
const SECRET: [&str; 5] = [
    "DATABASE_URL",
    "SMTP_URL",
    "MEDIA_S3_SECRET_KEY",
    "SECRET_KEY",
    "SECRET_KEY_PREVIOUS",
];

/// What else to set, so that a setting is used.
fn source(variable: &str) -> Source {
    let source = Source::defaults().expect("default settings");
    match variable {
        "SMTP_URL" => source.with("SEND_EMAILS", "true"),
        bucket if bucket.starts_with("MEDIA_S3_") => source
            .with("MEDIA_STORE", "s3")
            .with("MEDIA_S3_BUCKET", "media")
            .with("MEDIA_S3_ACCESS_KEY", "an-access-key")
            .with("MEDIA_S3_SECRET_KEY", "a-secret-key"),
        // For a value that turns emails on.
        _ => source.with("SMTP_URL", "smtp://mail.example"),
    }
}

/// The names of all settings.
fn variables() -> impl Iterator<Item = &'static str> {
    include_str!("../../server/config.default.toml")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once(" = ")?.0))
}

/// Reads a setting as far as the start does before it opens the database.
fn read(variable: &str, value: &str) -> Result<Config, ConfigError> {
    let config = Config::read(&source(variable).with(variable, value))?;
    Transport::new(&config, bruinbridge::clock::Clock::System)?;
    Trust::new(&config.webhooks)?;
    if let Err(error) = Media::new(&config.media) {
        panic!("{variable}={value:?} is not refused when it is read: {error}");
    }
    Ok(config)
}

fn assert_explains(variable: &str, value: &str, line: &str) {
    assert!(line.starts_with(&format!("{variable}: ")), "{line}");
    assert!(
        line.contains(&format!("; for example {variable}=")),
        "{line}"
    );
    assert!(!line.contains(char::is_control), "{line:?}");
    assert!(line.len() < 700, "{line}");
    let is_named = |part: &str| {
        line.contains(&quoted(part.trim())) || line.contains(&quoted(rules::trimmed(part)))
    };
    let is_named = value.trim().is_empty() || is_named(value) || value.split(',').any(is_named);
    // What may hold a password is not repeated, or without it.
    let is_url =
        variable.ends_with("_URL") || ["ALLOWED_ORIGINS", "MEDIA_S3_ENDPOINT"].contains(&variable);
    let may_be_secret = SECRET.contains(&variable) || is_url && value.contains('@');
    assert!(is_named || may_be_secret, "the value is not in: {line}");
}

#[tokio::test]
async fn every_setting_explains_odd_values_in_one_line_that_repeats_them() {
    let long = "x".repeat(10_000);
    let mut refused = 0;
    for variable in variables() {
        for value in ODD.iter().copied().chain([long.as_str()]) {
            if let Err(error) = read(variable, value) {
                assert_explains(variable, value, &error.to_string());
                refused += 1;
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

/// Wrong values, and what the line says about the cause.
const CAUSES: &[(&str, &str, &str)] = &[
    ("BIND", "localhost", "it has no port"),
    ("BIND", ":8000", "it has no host"),
    ("BIND", "localhost:http", "\"http\" is not a port"),
    // No resolver is asked about a label that is too long.
    (
        "BIND",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:8000",
        "cannot be resolved",
    ),
    (
        "BIND",
        "http://localhost:8000",
        "\"http://localhost\" is not a host",
    ),
    ("LOG_LEVEL", "verbose", "is not a level (off, error"),
    (
        "LOG_LEVEL",
        "bruinbridge=verbose",
        "\"verbose\", which is not a level",
    ),
    ("LOG_LEVEL", "info,hyper", "with =debug after it"),
    (
        "LOG_LEVEL",
        "hyper=info",
        "names no level for the lines of this server",
    ),
    (
        "ALLOWED_ORIGINS",
        "https://a.example/",
        "browsers send https://a.example instead",
    ),
    (
        "ALLOWED_ORIGINS",
        "https://a.example:443",
        "browsers send https://a.example instead",
    ),
    (
        "ALLOWED_ORIGINS",
        "https://a.example:99999",
        "invalid port number",
    ),
    (
        "ALLOWED_ORIGINS",
        "ftp://a.example",
        "does not start with http",
    ),
    (
        "TRUSTED_PROXIES",
        "10.0.0.0/8",
        "networks, names and ports are not supported",
    ),
    (
        "TRUSTED_PROXIES",
        "10.0.0.1:80",
        "networks, names and ports are not supported",
    ),
    ("FRONTEND_URL", "https://", "empty host"),
    (
        "FRONTEND_URL",
        "https://a.example:port",
        "invalid port number",
    ),
    (
        "FRONTEND_URL",
        "https://jo:hush@a.example",
        "has a user or a password",
    ),
    ("FRONTEND_URL", "https://a.example/?x=1", "a ? or a #"),
    (
        "SIGN_IN_LIMIT_PER_CLIENT",
        "5/fortnight",
        "second, minute, hour or day",
    ),
    (
        "DEFAULT_FROM_EMAIL",
        "nobody",
        "neither name@host nor Name <name@host>",
    ),
    (
        "DEFAULT_FROM_EMAIL",
        "Jo\r\nBcc: x@ucla.edu <a@ucla.edu>",
        "control character",
    ),
    (
        "SMTP_URL",
        "smtp://mail.example:port",
        "invalid port number",
    ),
    (
        "SMTP_URL",
        "smtp://jo:hu#sh@mail.example",
        "must be percent-encoded",
    ),
    (
        "SMTP_URL",
        "smtp://jo@mail.example",
        "a user but no password",
    ),
    (
        "SMTP_URL",
        "smtp://mail.example?tls=none",
        "neither required nor opportunistic",
    ),
    (
        "SMTP_URL",
        "smtp://mail.example?ssl=true",
        "a parameter other than tls",
    ),
    ("SMTP_URL", "smtps://", "ends after smtps://"),
    ("WEBHOOK_CA_FILE", "/nowhere/ca.pem", "cannot be read"),
    (
        "DATABASE_URL",
        "jo:hush@localhost",
        "does not start with sqlite://",
    ),
    (
        "DATABASE_URL",
        "sqlite://data/x.db?mode=memory",
        "keeps the data in memory",
    ),
];

#[tokio::test]
async fn the_line_about_a_wrong_value_names_the_cause() {
    for (variable, value, cause) in CAUSES {
        let line = read(variable, value).expect_err(value).to_string();
        assert_explains(variable, value, &line);
        assert!(line.contains(cause), "{line}");
        assert!(!line.contains("hush"), "{line}");
    }
}

#[tokio::test]
async fn a_name_to_listen_on_is_resolved() {
    let config = read("BIND", "localhost:8123").expect("an address");
    assert!(config.bind.ip().is_loopback(), "{}", config.bind);
    assert_eq!(config.bind.port(), 8123);
}

#[tokio::test]
async fn unusual_values_that_are_right_are_accepted() {
    for (variable, value) in [
        ("BIND", "[::1]:0"),
        ("LOG_LEVEL", "OFF"),
        ("LOG_LEVEL", "bruinbridge"),
        ("LOG_LEVEL", "hyper=info, warn"),
        ("LOG_LEVEL", "[request{id=1}]=debug,info"),
        (
            "ALLOWED_ORIGINS",
            "https://[2001:db8::1]:8443, http://localhost:5173",
        ),
        ("FRONTEND_URL", "https://bruinbridge.example/app/"),
        ("SMTP_URL", "smtps://jo:p%40ss@mail.example"),
        (
            "SMTP_URL",
            "smtp://mail.example/client.example?tls=required",
        ),
        ("DEFAULT_FROM_EMAIL", "no-reply@ucla.edu"),
    ] {
        read(variable, value).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[tokio::test]
async fn a_trusted_proxy_may_be_an_ipv4_address_in_the_form_of_an_ipv6_address() {
    let config = read("TRUSTED_PROXIES", "::ffff:10.0.0.1").expect("an address");
    assert_eq!(config.trusted_proxies[0].to_string(), "10.0.0.1");
}

#[tokio::test]
async fn a_folder_of_emails_that_cannot_be_written_stops_the_start() {
    let source = source("MAIL_DIR")
        .with("SEND_EMAILS", "true")
        .with("MAIL_TRANSPORT", "file")
        .with("MAIL_DIR", "/proc");
    let config = Config::read(&source).expect("settings");
    let line = Transport::new(&config, bruinbridge::clock::Clock::System)
        .expect_err("/proc")
        .to_string();
    assert_explains("MAIL_DIR", "/proc", &line);
}

/// A value of each setting that may contain a password.
fn with_password(variable: &str) -> &'static str {
    match variable {
        "DATABASE_URL" => "postgres://jo:hush@db.example:5432/bridge?password=hush&sslmode=require",
        "SMTP_URL" => "smtp://jo:hush@mail.example",
        _ => "hush-hush-hush-these-are-many-words",
    }
}

#[test]
fn no_secret_is_among_the_settings_that_administrators_see() {
    let mut source = source("MEDIA_S3_BUCKET").with("SEND_EMAILS", "true");
    for variable in SECRET {
        source = source.with(variable, with_password(variable));
    }
    let settings = Config::read(&source).expect("settings").settings;
    let shown = format!("{settings:?}");
    assert!(!shown.contains("hush"), "{shown}");
    let find = |name: &str| settings.iter().find(|setting| setting.name == name);
    for variable in SECRET {
        let setting = find(variable).expect(variable);
        let shown = (variable == "DATABASE_URL").then_some("postgres://db.example:5432/bridge");
        assert_eq!(setting.value.as_deref(), shown, "{variable}");
        assert_eq!(setting.is_secret, shown.is_none(), "{variable}");
        assert!(!setting.is_default, "{variable}");
    }
    let secrets = settings.iter().filter(|setting| setting.is_secret);
    assert_eq!(secrets.count(), SECRET.len() - 1);
}

#[test]
fn a_url_of_a_database_is_shown_without_what_may_be_a_password() {
    for (url, shown) in [
        ("postgres://jo:hush@localhost/x", "postgres://localhost/x"),
        (
            "postgres://localhost/x?password=hush",
            "postgres://localhost/x",
        ),
        ("postgres:///x?password=hush", "postgres://…"),
        ("postgres://jo:hush@localhost:port/x", "postgres://…"),
        ("sqlite:///srv/x.db?mode=rwc", "sqlite:///srv/x.db"),
        ("sqlite://data/x.db", "sqlite://data/x.db"),
    ] {
        let settings = read("DATABASE_URL", url).expect(url).settings;
        let setting = settings.iter().find(|it| it.name == "DATABASE_URL");
        assert_eq!(setting.and_then(|it| it.value.as_deref()), Some(shown));
    }
}

#[test]
fn a_password_in_an_origin_is_in_no_message() {
    let wrong = "https://jo:hush@bruinbridge.example";
    let line = read("ALLOWED_ORIGINS", wrong).expect_err(wrong).to_string();
    assert!(line.starts_with("ALLOWED_ORIGINS: "), "{line}");
    assert!(!line.contains("hush"), "{line}");
    let line = read("SMTP_URL", "smtp://jo:12/hush@mail.example").map(drop);
    let line = line.expect_err("a password").to_string();
    assert!(line.contains("must be percent-encoded"), "{line}");
    assert!(!line.contains("hush"), "{line}");
}

#[tokio::test]
async fn a_password_in_a_database_url_is_in_no_message() {
    for url in [
        "postgres://jo:hu#sh@localhost/x",
        "postgres://jo:12/hush@localhost/x",
        "postgres://jo:12?hush@localhost/x",
        "postgres://jo:hush@localhost:port/x",
        "postgres://jo:hush@127.0.0.1:9/x",
        "postgres://jo@localhost:x/x?password=hush",
    ] {
        let line = match read("DATABASE_URL", url) {
            Ok(config) => {
                let error = Db::connect(&config.database).await.expect_err(url);
                error.to_string()
            }
            Err(error) => error.to_string(),
        };
        assert_explains("DATABASE_URL", url, &line);
        for part in ["hush", "hu#", "hu%"] {
            assert!(!line.contains(part), "{line}");
        }
    }
}
