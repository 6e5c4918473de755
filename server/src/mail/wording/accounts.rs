//! Emails about an account's address, and about becoming an administrator.

use super::{Context, in_words};
use crate::mail::content::{Action, Content};

pub(super) fn verification(context: &Context) -> Content {
    let validity = in_words(context.config.accounts.verification_expiration);
    Content {
        subject: "Verify your email for BruinBridge",
        heading: "Welcome to BruinBridge!",
        paragraphs: vec![format!(
            "Please verify that {} is your email address.",
            context.to
        )],
        action: Some(Action {
            label: "Verify my email",
            link: context.link(&format!("verify-email?token={}", context.token())),
        }),
        code: None,
        footer: format!(
            "This link expires in {validity}. If you didn't sign up for BruinBridge, you can ignore this email."
        ),
    }
}

pub(super) fn already_registered(context: &Context) -> Content {
    Content {
        subject: "You already have a BruinBridge account",
        heading: "You already have an account",
        paragraphs: vec![format!(
            "Someone tried to sign up for BruinBridge with {}, which already has an account. If that was you, sign in. \
             If you forgot your password, you can reset it there.",
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
        paragraphs: vec![format!(
            "Please confirm that {} is the new email address of your BruinBridge account.",
            context.to
        )],
        action: Some(Action {
            label: "Confirm this address",
            link: context.link(&format!("confirm-email?token={}", context.token())),
        }),
        code: None,
        footer: format!(
            "This link expires in {validity}. If you didn't ask for this, you can ignore this email."
        ),
    }
}

pub(super) fn address_changed(context: &Context) -> Content {
    Content {
        subject: "Your BruinBridge email address was changed",
        heading: "Your email address was changed",
        paragraphs: vec![format!(
            "{} is no longer the email address of your BruinBridge account.",
            context.to
        )],
        action: Some(Action {
            label: "Undo this change",
            link: context.link(&format!("undo-email-change?token={}", context.token())),
        }),
        code: None,
        footer: "If you changed it, there's nothing else to do. If you didn't, undo the change, then choose a new \
                 password."
            .to_owned(),
    }
}

pub(super) fn admin_created(context: &Context) -> Content {
    let by = match context.person {
        Some(name) => format!("{name} made"),
        None => "Someone made".to_owned(),
    };
    Content {
        subject: "You're now a BruinBridge administrator",
        heading: "You're now an administrator",
        paragraphs: vec![format!(
            "{by} {} an administrator of BruinBridge. Whoever created the account also chose its password: ask them \
             for it, or set one of your own with \u{201c}Forgot your password?\u{201d}",
            context.to
        )],
        action: Some(Action {
            label: "Open the admin console",
            link: context.link("admin"),
        }),
        code: None,
        footer: "If you didn't expect this, please contact the program's staff.".to_owned(),
    }
}
