//! Emails about requests between mentees and mentors. The notes of requests are not in them: what strangers write is read
//! on the site, where it can be declined.

use super::Context;
use crate::entities::user::Role;
use crate::mail::content::{Action, Content};

pub(super) fn requested(context: &Context) -> Content {
    content(
        context,
        "A mentee asks for you on BruinBridge",
        "A mentee asks for you",
        vec![
            format!("{} would like you to be their mentor.", name(context)),
            "Read their profile and their note, and accept or decline.".to_owned(),
        ],
    )
}

pub(super) fn offered(context: &Context) -> Content {
    content(
        context,
        "A mentor has an offer for you on BruinBridge",
        "A mentor has an offer for you",
        vec![
            format!("{} would like to be your mentor.", name(context)),
            "Read their profile and their note, and accept or decline.".to_owned(),
        ],
    )
}

pub(super) fn declined(context: &Context) -> Content {
    let next = match context.user.role {
        Role::Mentor => "There are more mentees among your suggestions.",
        _ => "There are more mentors among your suggestions.",
    };
    content(
        context,
        "Your request on BruinBridge was declined",
        "Your request was declined",
        vec![
            format!("{} can't accept right now.", name(context)),
            next.to_owned(),
        ],
    )
}

pub(super) fn expired(context: &Context) -> Content {
    let text = match context.person {
        Some(name) => format!("{name} did not respond in time."),
        None => "Nobody responded in time.".to_owned(),
    };
    content(
        context,
        "Your request on BruinBridge has expired",
        "Your request has expired",
        vec![text, "You can ask again, or ask someone else.".to_owned()],
    )
}

pub(super) fn closed(context: &Context) -> Content {
    content(
        context,
        "A request on BruinBridge is closed",
        "A request is closed",
        vec![format!(
            "{} has found another mentor, so the request between you is closed.",
            name(context)
        )],
    )
}

pub(super) fn seat_free(context: &Context) -> Content {
    let numbered = context.waiting.iter().enumerate();
    let list: Vec<String> = numbered
        .map(|(index, name)| format!("{}. {name}", index + 1))
        .collect();
    content(
        context,
        "A seat is free on your BruinBridge roster",
        "A seat is free",
        vec![
            "These mentees wait for it, in this order:".to_owned(),
            list.join("\n"),
            "You decide whom to accept.".to_owned(),
        ],
    )
}

fn name<'a>(context: &'a Context) -> &'a str {
    context.person.unwrap_or("Someone")
}

fn content(
    context: &Context,
    subject: &'static str,
    heading: &'static str,
    paragraphs: Vec<String>,
) -> Content {
    Content {
        subject,
        heading,
        paragraphs,
        action: Some(Action {
            label: "Open BruinBridge",
            link: context.link(""),
        }),
        code: None,
        footer: "You get this email because you take part in the mentoring program.".to_owned(),
    }
}
