//! What a production server refuses, because it is right only for development.

use bruinbridge::config::{Config, Source};

use super::defaults;

/// Variables with their values.
type Values = &'static [(&'static str, &'static str)];

/// Complete production settings.
const PRODUCTION: Values = &[
    ("PROFILE", "production"),
    ("FRONTEND_URL", "https://bruinbridge.example"),
    ("SMTP_URL", "smtps://user:password@mail.example"),
    ("SECRET_KEY", "only this server knows these words"),
];

/// Changes to `PRODUCTION`, the variable that the error names, and the advice that it gives.
const REFUSED_IN_PRODUCTION: &[(Values, &str, &str)] = &[
    // The default, which is for development.
    (
        &[("FRONTEND_URL", "http://localhost:8000")],
        "FRONTEND_URL",
        "https://",
    ),
    (
        &[("FRONTEND_URL", "http://bruinbridge.example")],
        "FRONTEND_URL",
        "https://",
    ),
    (
        &[("ALLOWED_ORIGINS", "https://one.example, http://two.example")],
        "ALLOWED_ORIGINS",
        "https://",
    ),
    (&[("SMTP_URL", "")], "SMTP_URL", "SEND_EMAILS=false"),
    (
        &[("SMTP_URL", ""), ("SEND_EMAILS", "true")],
        "SMTP_URL",
        "is not set",
    ),
    (
        &[(
            "SECRET_KEY",
            "replace this with the output of: openssl rand -base64 32",
        )],
        "SECRET_KEY",
        "everyone knows",
    ),
    (
        &[(
            "DATABASE_URL",
            "postgres://bruinbridge:secret@db.example/bruinbridge",
        )],
        "DATABASE_URL",
        "has no sslmode",
    ),
    (
        &[("DATABASE_URL", "postgres://localhost/x?host=db.example")],
        "DATABASE_URL",
        "has no sslmode",
    ),
    (
        &[("SECRET_KEY", "")],
        "SECRET_KEY",
        "openssl rand -base64 32",
    ),
    (
        &[("SEND_EMAILS", "false")],
        "AUTO_VERIFY",
        "set it explicitly",
    ),
    (
        &[("SEND_EMAILS", "false"), ("MAIL_TRANSPORT", "file")],
        "AUTO_VERIFY",
        "set it explicitly",
    ),
    (
        &[("MAIL_TRANSPORT", "file")],
        "MAIL_TRANSPORT",
        "SEND_EMAILS=true",
    ),
    (
        &[("MAIL_TRANSPORT", "log")],
        "MAIL_TRANSPORT",
        "SEND_EMAILS=false",
    ),
    (
        &[("MAIL_TRANSPORT", "log"), ("SEND_EMAILS", "true")],
        "MAIL_TRANSPORT",
        "SEND_EMAILS=false",
    ),
];

fn production(differing: &[(&str, &str)]) -> Source {
    let values = PRODUCTION.iter().chain(differing);
    values.fold(defaults(), |source, (name, value)| {
        source.with(name, *value)
    })
}

#[test]
fn production_does_not_start_with_settings_for_development() {
    for (differing, variable, advice) in REFUSED_IN_PRODUCTION {
        let error = Config::read(&production(differing)).expect_err(variable);
        let line = error.to_string();
        assert!(
            line.starts_with(&format!("{variable}: ")),
            "{differing:?}: {line}"
        );
        assert!(line.contains(advice), "{differing:?}: {line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        // Development accepts these settings, but sending emails needs a mail server there too.
        let development = production(differing).with("PROFILE", "development");
        let is_without_server =
            differing.contains(&("SEND_EMAILS", "true")) && differing.contains(&("SMTP_URL", ""));
        assert_eq!(
            Config::read(&development).is_err(),
            is_without_server,
            "{differing:?}"
        );
    }
}

#[test]
fn production_starts_with_complete_settings_and_with_explicit_choices() {
    for differing in [
        &[][..],
        &[("SEND_EMAILS", "false"), ("AUTO_VERIFY", "true")],
        &[("SEND_EMAILS", "false"), ("AUTO_VERIFY", "false")],
        &[("SEND_EMAILS", "true"), ("MAIL_TRANSPORT", "file")],
        &[("DATABASE_URL", "postgres://%2fvar%2frun%2fpostgresql/x")],
        &[("DATABASE_URL", "postgres:///x?host=/var/run/postgresql")],
        &[("DATABASE_URL", "postgres://[::1]/x")],
        &[("DATABASE_URL", "postgres://db.example/x?sslmode=disable")],
    ] {
        Config::read(&production(differing))
            .unwrap_or_else(|error| panic!("{differing:?}: {error}"));
    }
}
