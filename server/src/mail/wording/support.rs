//! Emails about administrators who sign in as members, and about emergency administrators.

use super::Context;
use crate::mail::content::{Action, Content};

pub(super) fn impersonated(context: &Context) -> Content {
    let when = context.details.at.map(|moment| context.at(moment));
    let reason = context.details.reason.as_deref().unwrap_or_default();
    Content {
        subject: "An administrator signed in as you",
        heading: "An administrator signed in as you",
        paragraphs: vec![
            format!(
                "To help with your BruinBridge account, {}, an administrator signed in as you on {}. This ends after 15 \
                 minutes at the latest.",
                context.to,
                when.unwrap_or_default()
            ),
            format!("Reason: {reason}"),
            "The administrator can see and change your profile, requests and pauses, but can't read or send messages, and \
             can't change your password, your email address or your role."
                .to_owned(),
        ],
        action: Some(Action {
            label: "See my sessions",
            link: context.link("#/account"),
        }),
        code: None,
        footer: "If you didn't ask for help, reply to the people who run the program. You can end the session on your \
                 account page."
            .to_owned(),
    }
}

pub(super) fn break_glass_used(context: &Context) -> Content {
    let when = context.details.at.map(|moment| context.at(moment));
    let when = when.unwrap_or_default();
    let is_own = context.details.person_id == Some(context.user.id);
    let person = context.person.unwrap_or("an account that was deleted");
    let what = match is_own {
        true => format!(
            "On {when}, someone with access to the server used the emergency command on your BruinBridge account, {}. It \
             has a new password now, which works for 24 hours, and every permission. All sessions ended.",
            context.to
        ),
        false => format!(
            "On {when}, someone with access to the server used the emergency command to give every permission and a new \
             password, which works for 24 hours, to {person}."
        ),
    };
    let reason = context.details.reason.as_deref();
    let reason = reason.map(|reason| format!("Reason: {reason}"));
    Content {
        subject: "Emergency access to BruinBridge was used",
        heading: "Emergency access was used",
        paragraphs: [Some(what), reason].into_iter().flatten().collect(),
        action: Some(Action {
            label: "Open BruinBridge",
            link: context.link(""),
        }),
        code: None,
        footer: "If you don't know who did this, and why, find out now: whoever did it can change everything.".to_owned(),
    }
}
