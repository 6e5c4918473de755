//! Emails about an account's address, and about becoming an administrator.

use super::{CODE_OR_LINK, Context, in_words};
use crate::mail::content::{Action, Content};

pub(super) fn verification(context: &Context) -> Content {
    let validity = in_words(context.config.accounts.verification_expiration);
    Content {
        subject: "Verify your email for BruinBridge",
        heading: "Welcome to BruinBridge!",
        paragraphs: vec![
            format!("Please verify that {} is your email address.", context.to),
            CODE_OR_LINK.to_owned(),
        ],
        action: Some(Action {
            label: "Verify my email",
            link: context.link(&format!("verify-email?token={}", context.token())),
        }),
        code: context.code(),
        footer: format!(
            "The code and the link expire in {validity}. If you didn't sign up for BruinBridge, you can ignore this email."
        ),
    }
}

pub(super) fn already_registered(context: &Context) -> Content {
    Content {
        subject: "You already have a BruinBridge account",
        heading: "You already have an account",
        paragraphs: vec![format!(
            "Someone tried to use {} for a new or another BruinBridge account, but it already has an account. If that \
             was you, sign in. If you forgot your password, you can reset it there.",
            context.to
        )],
        action: Some(Action {
            label: "Sign in",
            link: context.link(""),
        }),
        code: None,
        footer: "If that wasn't you, you can ignore this email. Nothing has changed.".to_owned(),
    }
}

pub(super) fn address_verification(context: &Context) -> Content {
    let validity = in_words(context.config.accounts.verification_expiration);
    Content {
        subject: "Confirm your new email address for BruinBridge",
        heading: "Confirm your new email address",
        paragraphs: vec![
            format!(
                "Please confirm that {} is the new email address of your BruinBridge account.",
                context.to
            ),
            CODE_OR_LINK.to_owned(),
        ],
        action: Some(Action {
            label: "Confirm this address",
            link: context.link(&format!("confirm-email?token={}", context.token())),
        }),
        code: context.code(),
        footer: format!(
            "The code and the link expire in {validity}. If you didn't ask for this, you can ignore this email."
        ),
    }
}

pub(super) fn address_changed(context: &Context) -> Content {
    let content = |paragraph, action, footer: &str| Content {
        subject: "Your BruinBridge email address was changed",
        heading: "Your email address was changed",
        paragraphs: vec![paragraph],
        action,
        code: None,
        footer: footer.to_owned(),
    };
    let to = context.to;
    if to == context.user.email {
        return content(
            format!(
                "{to} is now the email address of your BruinBridge account. Sign in with it from now on."
            ),
            Some(Action {
                label: "Open BruinBridge",
                link: context.link(""),
            }),
            "If you didn't expect this, please contact the program's staff.",
        );
    }
    let gone = format!("{to} is no longer the email address of your BruinBridge account.");
    match (context.issued, context.details.undo_until) {
        (Some(_), Some(until)) => content(
            format!(
                "{gone} Until {}, you can undo this: you get the address back, every device is signed out, and you \
                 choose a new password.",
                context.at(until)
            ),
            Some(Action {
                label: "Undo this change",
                link: context.link(&format!("undo-email-change?token={}", context.token())),
            }),
            "If you know about this change, there's nothing else to do. If you don't, undo it now.",
        ),
        _ => content(
            gone,
            None,
            "If you don't know about this change, please contact the program's staff.",
        ),
    }
}

pub(super) fn admin_created(context: &Context) -> Content {
    let text = match context.person {
        Some(name) => format!(
            "{name} made {} an administrator of BruinBridge.",
            context.to
        ),
        None => format!("{} is now an administrator of BruinBridge.", context.to),
    };
    Content {
        subject: "You're now a BruinBridge administrator",
        heading: "You're now an administrator",
        paragraphs: vec![
            text,
            "Whoever created the account also chose its password. Choose one that only you know."
                .to_owned(),
        ],
        action: Some(Action {
            label: "Choose my own password",
            link: context.link("#/forgot"),
        }),
        code: None,
        footer: format!(
            "Then sign in at {}. If you didn't expect this, please contact the program's staff.",
            context.link("admin")
        ),
    }
}

pub(super) fn invitation(context: &Context) -> Content {
    let validity = in_words(context.config.accounts.invitation_lifetime);
    Content {
        subject: "Your BruinBridge account is ready",
        heading: "Welcome to BruinBridge!",
        paragraphs: vec![
            format!("There is a BruinBridge account for {}.", context.to),
            "Choose a password to open it. That also verifies your email address.".to_owned(),
        ],
        action: Some(Action {
            label: "Choose a password",
            link: context.link(&format!("reset-password/{}?welcome", context.token())),
        }),
        code: None,
        footer: format!(
            "The link expires in {validity}. If you didn't expect this, you can ignore this email."
        ),
    }
}
