//! Emails about an account's password and the devices it is used on.

use super::{CODE_OR_LINK, Context, in_words};
use crate::mail::content::{Action, Content};

pub(super) fn password_reset(context: &Context) -> Content {
    let validity = in_words(context.config.accounts.reset_expiration);
    Content {
        subject: "Reset your BruinBridge password",
        heading: "Reset your password",
        paragraphs: vec![
            format!(
                "Someone asked to reset the password of your BruinBridge account, {}. If that was you, choose a new \
                 password.",
                context.to
            ),
            CODE_OR_LINK.to_owned(),
        ],
        action: Some(Action {
            label: "Choose a new password",
            link: context.link(&format!("reset-password/{}", context.token())),
        }),
        code: context.code(),
        footer: format!(
            "The code and the link work once and expire in {validity}. If you didn't ask for this, you can ignore this email. \
             Your password won't change."
        ),
    }
}

pub(super) fn password_changed(context: &Context) -> Content {
    let when = context.details.at;
    let when = when.map(|moment| context.at(moment)).unwrap_or_default();
    Content {
        subject: "Your BruinBridge password was changed",
        heading: "Your password was changed",
        paragraphs: vec![
            format!(
                "The password of your BruinBridge account, {}, was changed on {when}.",
                context.to
            ),
            "If that was you, there's nothing else to do. Other devices were signed out.".to_owned(),
        ],
        action: Some(reset(context)),
        code: None,
        footer: "If that wasn't you, reset your password now, and make sure that only you can read this mailbox."
            .to_owned(),
    }
}

pub(super) fn new_device(context: &Context) -> Content {
    let details = context.details;
    let device = details.device.as_deref().unwrap_or("Unknown");
    let mut facts = format!("Device: {device}");
    if let Some(ip) = &details.ip {
        facts.push_str(&format!("\nIP address: {ip}"));
    }
    if let Some(moment) = details.at {
        facts.push_str(&format!("\nTime: {}", context.at(moment)));
    }
    Content {
        subject: "New sign-in to your BruinBridge account",
        heading: "Did you just sign in?",
        paragraphs: vec![
            format!(
                "Someone signed in to your BruinBridge account, {}, on a device or in a browser that we haven't seen \
                 before.",
                context.to
            ),
            facts,
        ],
        action: Some(reset(context)),
        code: None,
        footer: "If that was you, you can ignore this email. If it wasn't, someone knows your password: reset it now, \
                 which signs out every device."
            .to_owned(),
    }
}

fn reset(context: &Context) -> Action {
    Action {
        label: "Reset my password",
        link: context.link("#/forgot"),
    }
}
