//! The account type, for its owner and administrators. It never shows a password or token.

use super::context::{app, caller};
use super::email_change::PendingEmailChange;
use super::email_preferences::EmailPreferences;
use super::loaders::{Blacklists, EmailChanges, MatchStatuses, Mentors, Sessions, load};
use super::matching::MatchingStatus;
use super::member::{BlockedMentor, Mentor, PublicProfile, Roster};
use super::page::Page;
use super::session::Session;
use super::sign_in::{self, SignIn, SignInResult};
use crate::auth::permission::{SessionsRead, UsersRead};
use crate::entities::session;
use crate::entities::user::{self, Model};
use crate::ids::SessionId;
use crate::roster::match_status::MatchStatus;
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "user::Role")]
pub enum Role {
    /// Looks for a mentor.
    Mentee,
    /// Keeps a roster of mentees.
    Mentor,
    /// Runs the program.
    Admin,
}

/// A full account, for its owner and administrators.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct User {
    #[graphql(flatten)]
    profile: PublicProfile,
    /// The current session, if the account is the caller's own.
    #[graphql(skip)]
    current_session: Option<SessionId>,
}

impl User {
    /// An account as administrators see it.
    pub(super) const fn new(row: Arc<Model>) -> Self {
        Self {
            profile: PublicProfile::new(row),
            current_session: None,
        }
    }

    /// The caller's own account.
    pub(super) const fn own(row: Arc<Model>, session: SessionId) -> Self {
        Self {
            profile: PublicProfile::new(row),
            current_session: Some(session),
        }
    }

    pub(super) fn row(&self) -> &Arc<Model> {
        self.profile.row()
    }

    /// Whether the caller may see where the account is signed in.
    fn shows_sessions(&self, context: &Context<'_>) -> Result<bool> {
        let is_own = self.current_session.is_some();
        Ok(is_own || caller(context)?.admin::<SessionsRead>().is_ok())
    }

    /// Whether the account is the caller's own, and not that of a member as whom an administrator is signed in.
    fn is_owners(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.current_session.is_some() && caller(context)?.owner().is_ok())
    }

    async fn match_status(&self, context: &Context<'_>) -> Result<MatchStatus> {
        let match_status = load::<MatchStatuses>(context, self.row().id).await?;
        Ok(match_status.unwrap_or_default())
    }
}

#[ComplexObject]
impl User {
    /// Never changes.
    pub async fn id(&self) -> ID {
        ID(self.row().id.to_string())
    }

    /// The email address to sign in with, in lower case.
    async fn email(&self) -> &str {
        &self.row().email
    }

    /// The change of the email address that waits for its confirmation; null for accounts of others.
    async fn pending_email_change(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<PendingEmailChange>> {
        let is_visible = self.current_session.is_some() && caller(context)?.owner().is_ok();
        if !is_visible {
            return Ok(None);
        }
        let change = load::<EmailChanges>(context, self.row().id).await?;
        Ok(change.map(PendingEmailChange::from))
    }

    /// The role.
    async fn role(&self) -> Role {
        self.row().role.into()
    }

    /// Background in the member's words.
    async fn other_background(&self) -> &str {
        &self.row().other_background
    }

    /// International student.
    async fn international(&self) -> bool {
        self.row().international
    }

    /// Commuter student.
    async fn commuter(&self) -> bool {
        self.row().commuter
    }

    /// First-generation college student.
    async fn firstgen(&self) -> bool {
        self.row().firstgen
    }

    /// Out-of-state student.
    async fn outofstate(&self) -> bool {
        self.row().outofstate
    }

    /// Transfer student.
    async fn transfer(&self) -> bool {
        self.row().transfer
    }

    /// Whether the five flags above may count when partners are suggested.
    async fn match_by_background(&self) -> bool {
        self.row().match_by_background
    }

    /// Whether first name, last name, year and a major are filled in.
    async fn profile_complete(&self) -> bool {
        self.row().missing_fields().is_empty()
    }

    /// Which of firstName, lastName, year and major are missing.
    async fn missing_fields(&self) -> Vec<&'static str> {
        self.row().missing_fields()
    }

    /// Whether the address is verified.
    async fn is_verified(&self) -> bool {
        self.row().is_verified
    }

    /// Whether the account may sign in.
    async fn is_active(&self) -> bool {
        self.row().is_active
    }

    /// Whether the account belongs to program staff.
    async fn is_staff(&self) -> bool {
        self.row().is_staff
    }

    /// Whether an administrator has approved a mentor, or did not have to; true for other accounts. Nobody finds a mentor
    /// who is not approved.
    async fn is_approved(&self) -> bool {
        self.row().is_approved
    }

    /// Whether the account can be suggested and matched now, and if not, why.
    async fn matching(&self, context: &Context<'_>) -> Result<MatchingStatus> {
        let most = app(context)?.config.accounts.max_mentees;
        let status = self.match_status(context).await?;
        Ok(MatchingStatus::of(self.row(), &status, most))
    }

    /// For a mentee, whether they have a mentor; for a mentor, whether the roster is full or the mentor pauses.
    async fn is_matched(&self, context: &Context<'_>) -> Result<bool> {
        let most = app(context)?.config.accounts.max_mentees;
        let capacity = self.row().capacity(most);
        Ok(self.match_status(context).await?.is_matched(capacity))
    }

    /// Email address of a mentee's mentor.
    async fn matched_mentor_email(&self, context: &Context<'_>) -> Result<Option<String>> {
        Ok(self.match_status(context).await?.mentor_email)
    }

    /// A mentee's mentor.
    async fn mentor(&self, context: &Context<'_>) -> Result<Option<Mentor>> {
        let mentor = load::<Mentors>(context, self.row().id).await?;
        Ok(mentor.map(Mentor::new))
    }

    /// A mentor's roster; null for other accounts.
    async fn roster(&self) -> Option<Roster> {
        (self.row().role == user::Role::Mentor).then(|| Roster::new(Arc::clone(self.row())))
    }

    /// The active mentors whom a mentee has blocked by id, latest last. Only the mentee and administrators can see them.
    /// See blockedMentors for addresses.
    async fn blacklisted_mentors(&self, context: &Context<'_>) -> Result<Vec<Mentor>> {
        let blocked = load::<Blacklists>(context, self.row().id).await?;
        let mentors = blocked.unwrap_or_default().into_iter();
        let mentors = mentors.filter_map(|blocked| blocked.mentor);
        Ok(mentors.map(|row| Mentor::new(Arc::new(row))).collect())
    }

    /// Everything that a mentee has blocked, mentors and addresses, latest last. Only the mentee and administrators with
    /// the permission USERS_READ can see it.
    async fn blocked_mentors(&self, context: &Context<'_>) -> Result<Vec<BlockedMentor>> {
        let is_visible = self.is_owners(context)? || caller(context)?.admin::<UsersRead>().is_ok();
        if !is_visible {
            return Ok(Vec::new());
        }
        let blocked = load::<Blacklists>(context, self.row().id).await?;
        let blocked = blocked.unwrap_or_default().into_iter();
        Ok(blocked.map(BlockedMentor::from).collect())
    }

    /// Whether the deletion of the account is pending.
    async fn is_deleted(&self) -> bool {
        self.row().is_deleted()
    }

    /// When the deletion was requested.
    async fn deletion_requested_date(&self) -> Option<DateTime<Utc>> {
        self.row().deletion_requested_at
    }

    /// When the account will be permanently deleted. The owner can cancel until then.
    async fn permanent_deletion_date(&self) -> Option<DateTime<Utc>> {
        self.row().permanent_deletion_after
    }

    /// Which emails the member wants.
    async fn email_preferences(&self) -> EmailPreferences {
        EmailPreferences::of(self.row())
    }

    /// When the account was created.
    async fn date_joined(&self) -> DateTime<Utc> {
        self.row().joined_at
    }

    /// Last successful sign-in.
    async fn last_login(&self) -> Option<DateTime<Utc>> {
        self.row().last_login_at
    }

    /// Whether an administrator has every permission.
    async fn is_superuser(&self) -> bool {
        self.row().is_superuser
    }

    /// The session of this request, if the account is the caller's own.
    async fn current_session(&self, context: &Context<'_>) -> Result<Option<Session>> {
        let signed_in = caller(context)?.session().ok();
        let current = signed_in.filter(|own| self.current_session == Some(own.session.id));
        Ok(current.map(|own| Session::new(own.session.clone(), self.current_session)))
    }

    /// Open sessions, newest first. Only the account's owner and administrators with the permission SESSIONS_READ can see
    /// them. An administrator who is signed in as the member sees only that session.
    async fn sessions(&self, context: &Context<'_>) -> Result<Vec<Session>> {
        if !self.shows_sessions(context)? {
            return Ok(Vec::new());
        }
        let rows = load::<Sessions>(context, self.row().id).await?;
        let sees_all = self.current_session.is_none() || caller(context)?.owner().is_ok();
        let is_shown = |row: &session::Model| sees_all || self.current_session == Some(row.id);
        let rows = rows.unwrap_or_default().into_iter().filter(is_shown);
        let session = |row| Session::new(row, self.current_session);
        Ok(rows.map(session).collect())
    }

    /// How the account was signed in to, newest first, as far as the log of signals goes back. Only the account's owner and
    /// administrators with the permission SESSIONS_READ can see it; for everyone else it is empty.
    async fn sign_ins(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that ended so.")] result: Option<SignInResult>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor, which are older.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor, which are newer.")] before: Option<String>,
    ) -> Result<Connection<String, SignIn>> {
        let page = Page::parse(first, after, last, before)?;
        let is_visible =
            self.is_owners(context)? || caller(context)?.admin::<SessionsRead>().is_ok();
        if !is_visible {
            return Ok(Connection::new(false, false));
        }
        Box::pin(sign_in::page(context, self.row().id, (page, result))).await
    }
}
