//! Looks up objects by id. A type is returned only to callers who may also read it through its own query.

use super::admin::AdminUser;
use super::argument::uuid;
use super::chat::Message;
use super::context::{caller, parts};
use super::loaders::{Admins, Rosters, Sessions, load};
use super::matching_plan::MatchingPlan;
use super::member::{Mentee, Mentor};
use super::payload::value;
use super::request::MentorshipRequest;
use super::session::Session;
use super::signal::Signal;
use super::user::User;
use crate::admins::users::{self, Named};
use crate::admins::{lists, signals};
use crate::auth::permission::{AdminsRead, SignalsRead, UsersRead};
use crate::ids::{AdminId, MessageId, PlanId, RequestId, SessionId, SignalId, UserId};
use crate::matching::list as plans;
use crate::roster::requests::list;
use crate::roster::{conversation, directory};
use async_graphql::{Context, ID, Interface, Object, Result};
use std::sync::Arc;
use uuid::Uuid;

/// An object with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "A UUID."))]
pub enum Node {
    /// An account.
    User(User),
    /// A session.
    Session(Session),
    /// A signal of the log.
    Signal(Signal),
    /// An administrator.
    AdminUser(AdminUser),
    /// A mentor.
    Mentor(Mentor),
    /// A mentee on a roster.
    Mentee(Mentee),
    /// A message between partners.
    Message(Message),
    /// A request between a mentee and a mentor.
    MentorshipRequest(MentorshipRequest),
    /// A plan that matches many people.
    MatchingPlan(MatchingPlan),
}

/// Objects by id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id, if the caller may see it; null otherwise. A person is a User to themselves and to
    /// administrators with the permission USERS_READ, and a Mentor or a Mentee to others. For signed-in members.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
    ) -> Result<Option<Node>> {
        let caller = caller(context)?;
        value(caller.member())?;
        let id = uuid(&id, "id")?;
        if let Some(person) = Box::pin(person(context, UserId(id))).await? {
            return Ok(Some(person));
        }
        if let Some(own) = Box::pin(own(context, id)).await? {
            return Ok(Some(own));
        }
        Box::pin(restricted(context, id)).await
    }
}

/// Returns a person, as the caller may see them.
async fn person(context: &Context<'_>, id: UserId) -> Result<Option<Node>> {
    let (app, caller) = parts(context)?;
    let signed_in = value(caller.session())?;
    if signed_in.user.id == id {
        let user = User::own(Arc::clone(&signed_in.user), signed_in.session.id);
        return Ok(Some(Node::User(user)));
    }
    if let Ok(admin) = caller.admin::<UsersRead>() {
        let user = value(users::user(app, &admin, &Named::Id(id)).await)?;
        return Ok(user.map(|user| Node::User(User::new(Arc::new(user)))));
    }
    let roster = load::<Rosters>(context, signed_in.user.id).await?;
    let mut mentees = roster.into_iter().flatten();
    if let Some(mentee) = mentees.find(|mentee| mentee.user.id == id) {
        return Ok(Some(Node::Mentee(mentee.into())));
    }
    let mentor = value(directory::mentor(app, id).await)?;
    Ok(mentor.map(|mentor| Node::Mentor(Mentor::new(Arc::new(mentor)))))
}

/// Returns an object of the caller's own: a session, a message, a request, or their administrator.
async fn own(context: &Context<'_>, id: Uuid) -> Result<Option<Node>> {
    let (app, caller) = parts(context)?;
    let member = value(caller.member())?;
    let current = member.session().id;
    let sessions = load::<Sessions>(context, member.user().id).await?;
    let mut sessions = sessions.into_iter().flatten();
    if let Some(session) = sessions.find(|session| session.id == SessionId(id)) {
        return Ok(Some(Node::Session(Session::new(session, Some(current)))));
    }
    let message = value(conversation::message(app, &member, MessageId(id)).await)?;
    if let Some(message) = message {
        return Ok(Some(Node::Message(Message(message))));
    }
    let request = value(list::own(app, &member, RequestId(id)).await)?;
    if let Some(request) = request {
        return Ok(Some(Node::MentorshipRequest(MentorshipRequest(request))));
    }
    let is_admin = value(caller.session())?.permissions.is_some();
    let admin = match is_admin {
        true => load::<Admins>(context, member.user().id).await?,
        false => None,
    };
    let admin = admin.filter(|(admin, _)| admin.id == AdminId(id));
    Ok(admin.map(|(admin, _)| Node::AdminUser(AdminUser(admin))))
}

/// Returns an object that only administrators with a permission may read: another administrator, or a signal.
async fn restricted(context: &Context<'_>, id: Uuid) -> Result<Option<Node>> {
    let (app, caller) = parts(context)?;
    if let Ok(reader) = caller.admin::<AdminsRead>() {
        let admin = value(lists::admin(app, &reader, AdminId(id)).await)?;
        if let Some(admin) = admin {
            return Ok(Some(Node::AdminUser(AdminUser(admin))));
        }
    }
    if let Ok(reader) = caller.admin::<UsersRead>() {
        let request = value(list::any(app, &reader, RequestId(id)).await)?;
        if let Some(request) = request {
            return Ok(Some(Node::MentorshipRequest(MentorshipRequest(request))));
        }
        let plan = value(plans::plan(app, &reader, PlanId(id)).await)?;
        if let Some(plan) = plan {
            return Ok(Some(Node::MatchingPlan(MatchingPlan(plan))));
        }
    }
    if let Ok(reader) = caller.admin::<SignalsRead>() {
        let signal = value(signals::signal(app, &reader, SignalId(id)).await)?;
        return Ok(signal.map(|signal| Node::Signal(Signal::new(Arc::new(signal)))));
    }
    Ok(None)
}
