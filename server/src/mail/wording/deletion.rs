//! Emails about the deletion of an account.

use super::Context;
use crate::mail::content::{Action, Content};

pub(super) fn requested(context: &Context) -> Content {
    // The date as it is now: the deletion may have been canceled and requested again since the email was queued.
    let when = context.user.permanent_deletion_after;
    let when = when.map(|moment| context.at(moment)).unwrap_or_default();
    Content {
        subject: "Your BruinBridge account will be deleted",
        heading: "Your account will be deleted",
        paragraphs: vec![
            format!(
                "Your BruinBridge account, {}, will be permanently deleted on {when}. Until then it is hidden from \
                 everyone else, and your matches have ended.",
                context.to
            ),
            "Changed your mind? Sign in before then and cancel the deletion.".to_owned(),
        ],
        action: Some(Action {
            label: "Keep my account",
            link: context.link(""),
        }),
        code: None,
        footer:
            "If you didn't ask for this, sign in, cancel the deletion, and change your password."
                .to_owned(),
    }
}

pub(super) fn canceled(context: &Context) -> Content {
    Content {
        subject: "Your BruinBridge account stays",
        heading: "Your account won't be deleted",
        paragraphs: vec![format!(
            "The deletion of your BruinBridge account, {}, was canceled. Everything is as before, except that your \
             earlier matches have ended.",
            context.to
        )],
        action: Some(Action {
            label: "Open BruinBridge",
            link: context.link(""),
        }),
        code: None,
        footer: "If you didn't cancel the deletion, an administrator may have done it at someone's request. If you \
                 don't know why, change your password."
            .to_owned(),
    }
}
