//! Emails about matches. The words for an ended match are the same whoever ended it and however: nobody learns from
//! them that they were blocked.

use super::Context;
use crate::entities::user::Role;
use crate::mail::content::{Action, Content};

pub(super) fn matched(context: &Context) -> Content {
    let text = match (context.user.role, context.person) {
        (Role::Mentor, Some(name)) => format!("{name} is your new mentee."),
        (Role::Mentor, None) => "You have a new mentee.".to_owned(),
        (_, Some(name)) => format!("{name} is your mentor now."),
        (_, None) => "You have a mentor now.".to_owned(),
    };
    Content {
        subject: "You have a new match on BruinBridge",
        heading: "You have a new match!",
        paragraphs: vec![text, "Say hello, and agree on when to meet.".to_owned()],
        action: Some(open_matches(context)),
        code: None,
        footer: "You get this email because you take part in the mentoring program.".to_owned(),
    }
}

pub(super) fn ended(context: &Context) -> Content {
    let text = match context.person {
        Some(name) => format!("You and {name} are no longer matched on BruinBridge."),
        None => "One of your matches on BruinBridge has ended.".to_owned(),
    };
    let next = match context.user.role {
        Role::Mentor => "The seat on your roster is free again.",
        _ => "You can be matched with another mentor.",
    };
    Content {
        subject: "A BruinBridge match has ended",
        heading: "A match has ended",
        paragraphs: vec![text, next.to_owned()],
        action: Some(open_matches(context)),
        code: None,
        footer: "You get this email because you take part in the mentoring program.".to_owned(),
    }
}

pub(super) fn mentor_approved(context: &Context) -> Content {
    let next = match context.user.missing_fields().is_empty() {
        true => "Mentees can find you now.",
        false => "Complete your survey, so that mentees can find you.",
    };
    Content {
        subject: "You are approved as a mentor on BruinBridge",
        heading: "You are approved as a mentor",
        paragraphs: vec![
            "An administrator of the program has approved you as a mentor.".to_owned(),
            next.to_owned(),
        ],
        action: Some(open_matches(context)),
        code: None,
        footer: "You get this email because you signed up as a mentor.".to_owned(),
    }
}

fn open_matches(context: &Context) -> Action {
    Action {
        label: "Open BruinBridge",
        link: context.link(""),
    }
}
