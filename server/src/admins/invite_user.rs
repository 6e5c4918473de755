//! Creates an account without a password and sends its owner a link to choose one.

use crate::app::App;
use crate::auth::permission::UsersWrite;
use crate::auth::{Admin, one_time};
use crate::entities::email::EmailKind;
use crate::entities::one_time_token::Purpose;
use crate::entities::user::{Digest, Model, Role};
use crate::error::Result;
use crate::hooks::{self, AccountData};
use crate::ids::UserId;
use crate::lifecycle::unverified;
use crate::users::{self, Imported, NewUser};
use crate::work::{Committed, HookTrace, Tx, Work, Workflow};
use rules::{Email, MemberRole, Profile, ProfileInput, Violations};

/// Whom to invite.
#[derive(Debug)]
pub struct Invitation {
    /// The address, as typed.
    pub email: String,
    /// MENTEE or MENTOR.
    pub role: Role,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
}

/// An invitation whose fields are all valid.
struct Valid {
    email: Email,
    role: Role,
    profile: Profile,
}

/// Creates an account and queues its invitation. An account that never had a password stays as it is and gets a new
/// link; earlier links stop working.
///
/// # Errors
/// All violations at once, `EMAIL_TAKEN` for an account that has a password, or `NotPermitted`.
pub async fn invite_user(app: &App, actor: &Admin<UsersWrite>, input: Invitation) -> Result<Model> {
    let valid = validate(app, input)?;
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, valid)
    })
    .await
}

async fn attempt(work: Work, actor: Admin<UsersWrite>, valid: Valid) -> Result<Committed<Model>> {
    let claimants = users::claimants(work.app.db.reader(), &valid.email).await?;
    let ids: Vec<UserId> = claimants.iter().map(|user| user.id).collect();
    let valid = match claimants.iter().any(|user| waits(user, &valid)) {
        true => valid,
        false => ask_hooks(&work, valid).await?,
    };
    let tx = work.begin().await?;
    let locked = actor.lock(&tx, &ids).await?;
    let user = match locked.iter().find(|user| waits(user, &valid)) {
        Some(user) => user.clone(),
        None => create(&tx, valid).await?,
    };
    if tx.queue_email(&user, EmailKind::Invitation).await? {
        one_time::revoke_all(&tx, user.id, Purpose::Invitation).await?;
    }
    tx.commit(user).await
}

/// Whether an account is that of an earlier invitation which nobody followed.
fn waits(user: &Model, valid: &Valid) -> bool {
    user.email == valid.email.as_str()
        && user.role != Role::Admin
        && user.is_active
        && !user.is_deleted()
        && !user.password.is_set()
}

async fn ask_hooks(work: &Work, valid: Valid) -> Result<Valid> {
    let account = AccountData {
        email: &valid.email,
        role: valid.role,
        is_verified: false,
        profile: &valid.profile,
    };
    let mut trace = HookTrace::default();
    let asked = hooks::ask_about_new_account(&work.app, work.actor_id(), account, &mut trace).await;
    work.note_hooks(trace);
    let (role, profile) = asked?;
    Ok(Valid {
        role,
        profile,
        ..valid
    })
}

async fn create(tx: &Tx, valid: Valid) -> Result<Model> {
    unverified::free_address(tx, &valid.email).await?;
    let new = NewUser {
        email: valid.email,
        password: Digest::unset(),
        role: valid.role,
        is_verified: false,
        is_superuser: false,
        profile: valid.profile,
    };
    let imported = Imported {
        id: UserId::new(),
        is_active: true,
        joined_at: tx.app.clock.now(),
        last_login_at: None,
        deletion: None,
        is_approved: true,
    };
    users::import(tx, new, imported).await
}

fn validate(app: &App, input: Invitation) -> Result<Valid> {
    let mut violations = Violations::new();
    let email = Email::parse(&input.email, &app.config.accounts.domains)
        .map_err(|violation| violations.push(violation))
        .ok();
    let role = MemberRole::try_from(rules::Role::from(input.role))
        .map_err(|violation| violations.push(violation))
        .ok();
    let names = ProfileInput {
        first_name: input.first_name,
        last_name: input.last_name,
        ..ProfileInput::default()
    };
    let profile = names.parse().map_err(|found| violations.extend(found)).ok();
    match (email, role, profile) {
        (Some(email), Some(role), Some(profile)) => Ok(Valid {
            email,
            role: role.into(),
            profile,
        }),
        _ => Err(violations.into()),
    }
}
