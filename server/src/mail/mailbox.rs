//! The last emails of a development server, as their recipients get them. They are in memory only.

use super::content::Rendered;
use crate::clock::Clock;
use chrono::{DateTime, Utc};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How many emails are kept.
const CAPACITY: usize = 200;

/// An email as it was sent. It contains secrets, so it has no `Debug`.
#[derive(Clone)]
pub struct SentEmail {
    /// The id of its row in the outbox.
    pub id: Uuid,
    /// When it was sent last.
    pub sent_at: DateTime<Utc>,
    /// The address that it went to.
    pub to: String,
    /// The subject.
    pub subject: &'static str,
    /// All headers.
    pub headers: String,
    /// The plain text.
    pub text: String,
    /// The HTML page.
    pub html: String,
}

/// The emails of a development server; empty on others.
#[derive(Default)]
pub struct DevelopmentMailbox(Mutex<VecDeque<SentEmail>>);

impl DevelopmentMailbox {
    /// Keeps an email. One that is sent again replaces its earlier copy.
    pub(super) fn keep(&self, clock: &Clock, email: &Rendered, headers: String) {
        let mut emails = self.lock();
        emails.retain(|kept| kept.id != email.id.0);
        emails.truncate(CAPACITY - 1);
        emails.push_front(SentEmail {
            id: email.id.0,
            sent_at: clock.now(),
            to: email.to.clone(),
            subject: email.subject,
            headers,
            text: email.text.clone(),
            html: email.html.clone(),
        });
    }

    /// Returns the emails, newest first.
    #[must_use]
    pub fn emails(&self) -> Vec<SentEmail> {
        self.lock().iter().cloned().collect()
    }

    /// Returns one email.
    #[must_use]
    pub fn email(&self, id: Uuid) -> Option<SentEmail> {
        self.lock().iter().find(|email| email.id == id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<SentEmail>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
