//! The email that reminds a member of what is missing in the profile.

use super::Context;
use crate::entities::user::Role;
use crate::mail::content::{Action, Content};

pub(super) fn profile(context: &Context) -> Content {
    let missing = context.user.missing_fields().into_iter().map(in_words);
    let missing: Vec<&str> = missing.collect();
    let purpose = match context.user.role {
        Role::Mentor => "Mentees are suggested to you, and find you, by your profile.",
        _ => "Mentors are suggested to you by your profile.",
    };
    Content {
        subject: "Your BruinBridge profile is incomplete",
        heading: "Complete your profile",
        paragraphs: vec![
            format!("Still missing: {}.", missing.join(", ")),
            format!("{purpose} It takes a few minutes."),
        ],
        action: Some(Action {
            label: "Complete your profile",
            link: context.link("#/survey"),
        }),
        code: None,
        footer: "You get this email because you signed up for the mentoring program.".to_owned(),
    }
}

fn in_words(field: &'static str) -> &'static str {
    match field {
        "firstName" => "first name",
        "lastName" => "last name",
        "year" => "year of study",
        "major" => "major",
        other => other,
    }
}
