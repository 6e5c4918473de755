//! The emails about an account: which change sends which, to whom, with what words, and how to stop those that are not
//! about security.

mod devices;
mod headers;
mod kinds;
mod list;
mod mailbox;
mod preferences;
mod takeover;

use crate::harness::{Server, each_database_with};

/// Emails are sent, and new accounts are verified at once.
const SETTINGS: &[(&str, &str)] = &[("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];

const JO: &str = "jo@ucla.edu";
const MA: &str = "ma@ucla.edu";

async fn each_database(scenario: impl AsyncFn(Server)) {
    each_database_with(SETTINGS, scenario).await;
}

/// Sends what is queued, and returns the subjects of all emails to an address so far.
async fn subjects(server: &Server, email: &str) -> Vec<String> {
    server.send_emails().await;
    let emails = server.mail.emails_to(email);
    let subject = |text: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix("Subject: "));
        line.expect("a subject").to_owned()
    };
    emails.iter().map(|email| subject(&email.text)).collect()
}

/// Returns the newest email to an address, with its lines joined.
fn newest(server: &Server, email: &str) -> String {
    let emails = server.mail.emails_to(email);
    let text = emails.last().expect("an email").text.clone();
    text.replace('\n', " ")
}
