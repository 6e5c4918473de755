//! Data loaders: they load many rows of one request in one statement.

use super::context::resources;
use super::error::{internal, to_graphql};
use crate::app::App;
use crate::auth::sessions;
use crate::entities::{address_change, admin, admin_role, session, user};
use crate::ids::{RequestId, UserId};
use crate::roster::blocked_mentors::{BlockedMentor, blocked_mentors};
use crate::roster::match_status::{self, MatchStatus};
use crate::roster::partners;
use crate::roster::requests::queue;
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Data};
use std::collections::HashMap;
use std::sync::Arc;

/// An error that several fields share.
pub(super) type Shared = Arc<crate::error::Error>;

/// Accounts by id, including those whose deletion is pending.
pub(super) struct Users(App);

/// The match status of people, by id.
pub(super) struct MatchStatuses(App);

/// Mentors, by the id of their mentee.
pub(super) struct Mentors(App);

/// Rosters, by the id of the mentor.
pub(super) struct Rosters(App);

/// What mentees have blocked, by the id of the mentee.
pub(super) struct Blacklists(App);

/// Administrators and their roles, by the id of their account.
pub(super) struct Admins(App);

/// The positions of open requests in the queues of their mentors.
pub(super) struct RequestPositions(App);

/// Open sessions by the id of their account, newest first.
pub(super) struct Sessions(App);

/// Changes of email addresses that wait, by the id of their account.
pub(super) struct EmailChanges(App);

/// Creates every loader of an application, to be found by its type.
pub(super) fn all(app: &App) -> Data {
    let mut loaders = Data::default();
    loaders.insert(loader(Users(app.clone())));
    loaders.insert(loader(MatchStatuses(app.clone())));
    loaders.insert(loader(Mentors(app.clone())));
    loaders.insert(loader(Rosters(app.clone())));
    loaders.insert(loader(Blacklists(app.clone())));
    loaders.insert(loader(Admins(app.clone())));
    loaders.insert(loader(RequestPositions(app.clone())));
    loaders.insert(loader(Sessions(app.clone())));
    loaders.insert(loader(EmailChanges(app.clone())));
    loaders
}

fn loader<L>(of: L) -> DataLoader<L> {
    DataLoader::new(of, tokio::spawn)
}

impl Loader<UserId> for Users {
    type Value = Arc<user::Model>;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        let found = user::by_ids(self.0.db.reader(), ids)
            .await
            .map_err(shared)?;
        Ok(found
            .into_iter()
            .map(|user| (user.id, Arc::new(user)))
            .collect())
    }
}

impl Loader<UserId> for Sessions {
    type Value = Vec<session::Model>;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        let mut by_user: HashMap<UserId, Self::Value> = HashMap::new();
        for session in sessions::of_users(&self.0, ids).await.map_err(Arc::new)? {
            by_user.entry(session.user_id).or_default().push(session);
        }
        Ok(by_user)
    }
}

impl Loader<UserId> for EmailChanges {
    type Value = address_change::Model;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        let changes = address_change::of_users(self.0.db.reader(), ids).await;
        let changes = changes.map_err(|error| Arc::new(error.into()))?;
        Ok(changes
            .into_iter()
            .map(|change| (change.user_id, change))
            .collect())
    }
}

impl Loader<UserId> for MatchStatuses {
    type Value = MatchStatus;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, MatchStatus>, Shared> {
        match_status::of(&self.0, ids).await.map_err(Arc::new)
    }
}

impl Loader<UserId> for Mentors {
    type Value = Arc<user::Model>;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        let found = partners::mentors(&self.0, ids).await.map_err(Arc::new)?;
        Ok(found
            .into_iter()
            .map(|(mentee, mentor)| (mentee, Arc::new(mentor)))
            .collect())
    }
}

impl Loader<UserId> for Rosters {
    type Value = Vec<partners::Mentee>;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        partners::rosters(&self.0, ids).await.map_err(Arc::new)
    }
}

impl Loader<UserId> for Blacklists {
    type Value = Vec<BlockedMentor>;
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        blocked_mentors(&self.0, ids).await.map_err(Arc::new)
    }
}

impl Loader<RequestId> for RequestPositions {
    type Value = u32;
    type Error = Shared;

    async fn load(&self, ids: &[RequestId]) -> Result<HashMap<RequestId, u32>, Shared> {
        queue::positions(&self.0, ids).await.map_err(Arc::new)
    }
}

impl Loader<UserId> for Admins {
    type Value = (admin::Model, admin_role::Model);
    type Error = Shared;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Shared> {
        let found = admin::by_users(self.0.db.reader(), ids)
            .await
            .map_err(shared)?;
        Ok(found
            .into_iter()
            .map(|(admin, role)| (admin.user_id, (admin, role)))
            .collect())
    }
}

/// Loads the position of an open request in the queue of its mentor.
pub(super) async fn position(
    context: &Context<'_>,
    id: RequestId,
) -> async_graphql::Result<Option<u32>> {
    let position = loader_of::<RequestPositions>(context)?.load_one(id).await;
    position.map_err(|error| to_graphql(&error))
}

/// Loads one value for an account.
pub(super) async fn load<L: Loader<UserId, Error = Shared>>(
    context: &Context<'_>,
    id: UserId,
) -> async_graphql::Result<Option<L::Value>> {
    let value = loader_of::<L>(context)?.load_one(id).await;
    value.map_err(|error| to_graphql(&error))
}

/// Loads values for several accounts; deleted accounts are left out.
pub(super) async fn load_many<L: Loader<UserId, Error = Shared>>(
    context: &Context<'_>,
    ids: impl Iterator<Item = UserId>,
) -> async_graphql::Result<HashMap<UserId, L::Value>> {
    let values = loader_of::<L>(context)?.load_many(ids).await;
    values.map_err(|error| to_graphql(&error))
}

fn loader_of<'a, L: 'static>(context: &Context<'a>) -> async_graphql::Result<&'a DataLoader<L>> {
    resources(context)?.loader().ok_or_else(internal)
}

fn shared(error: impl Into<crate::error::Error>) -> Shared {
    Arc::new(error.into())
}
