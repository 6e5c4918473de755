//! Registering a new account.

use super::proof_of_work;
use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::{Caller, new_password};
use crate::client::Client;
use crate::config::Secret;
use crate::entities::email::EmailKind;
use crate::entities::user::{Digest, Model, Role};
use crate::error::{Error, Result};
use crate::hooks::{self, AccountData, Question, Topic};
use crate::ids::UserId;
use crate::lifecycle::unverified;
use crate::signals::signal::Data;
use crate::signals::{Actor, Name, Sender, Signal};
use crate::users::{self, NewUser};
use crate::work::{self, Committed, HookTrace, Tx, Work, Workflow, deferred};
use rules::{Code, Email, MemberRole, Owner, Password, Profile, Violations};

/// The input of the form.
#[derive(Debug)]
pub struct Registration {
    /// Email address as typed.
    pub email: String,
    /// Password as typed.
    pub password: Secret,
    /// MENTEE or MENTOR; MENTEE when absent.
    pub role: Option<Role>,
    /// A proof of work, if the server asked for one.
    pub proof_of_work: Option<String>,
}

/// A registration whose fields are all valid, with the hash of its password.
struct Valid {
    email: Email,
    digest: Digest,
    role: Role,
    /// What hooks added.
    profile: Profile,
}

/// Creates an account and queues its verification email, or sets it to verified if the server is configured so. Returns
/// `None` if registrations are private: then the caller does not learn whether the address was free.
///
/// # Errors
/// `RateLimited` or `ProofRequired`, all violations at once, or `EMAIL_TAKEN`; `Busy` when too many private
/// registrations wait.
pub async fn register(app: &App, caller: &Caller, input: Registration) -> Result<Option<Model>> {
    let proof = input.proof_of_work.as_deref();
    if !app.hasher.has_capacity(Lane::Other) {
        return Err(Error::Busy);
    }
    proof_of_work::check(app, caller.client(), &input.email, proof)?;
    let workflow = Workflow::registration(&input.email);
    if app.config.accounts.private_registration {
        let (actor, client) = (caller.actor(), caller.client().clone());
        let attempt = register_privately(app.clone(), actor, client, workflow, input);
        // What a hook did must reach its breaker and the log.
        work::to_its_end(attempt).await?;
        return Ok(None);
    }
    let attempt = |work| attempt(work, input);
    let registered = Work::run_open(app, caller.actor(), caller.client(), workflow, attempt);
    registered.await.map(Some)
}

async fn attempt(work: Work, input: Registration) -> Result<Committed<Model>> {
    let valid = prepare(&work.app, &input).await;
    let valid = valid.inspect_err(|error| note_refused(&work, error))?;
    let mut trace = HookTrace::default();
    let asked = ask_hooks(&work.app, work.actor_id(), valid, &mut trace).await;
    work.note_hooks(trace);
    let valid = asked?;
    let tx = work.begin().await?;
    ask_handlers(&tx, &valid.email).await?;
    free_address(&tx, &valid.email).await?;
    let user = create(&tx, valid).await?;
    tx.commit(user).await
}

/// Validates the input, hashes the password and asks the hooks, whether or not the address is free. All that depends on
/// the address happens after the response, so that its timing reveals nothing.
async fn register_privately(
    app: App,
    actor: Actor,
    client: Client,
    workflow: Workflow,
    input: Registration,
) -> Result<()> {
    let mut trace = HookTrace::default();
    let prepared = prepare(&app, &input).await;
    let is_refused_input = matches!(prepared, Err(Error::Refused(_)));
    let asked = match prepared {
        Ok(valid) => ask_hooks(&app, actor.user_id, valid, &mut trace).await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(valid) => {
            let task = app.clone();
            deferred::defer(&app, None, async move {
                Work::run_open(&task, actor, &client, workflow, |work| {
                    work.note_hooks(trace);
                    attempt_or_notify(work, valid)
                })
                .await
            })
        }
        Err(error) => {
            let fail = move |work: Work| async move {
                work.note_hooks(trace);
                if is_refused_input {
                    work.note_refused_input();
                }
                Err(error)
            };
            Work::run_open(&app, actor, &client, workflow, fail).await
        }
    }
}

/// Asks the hooks about the registration and about the account, which may get another role and a profile.
async fn ask_hooks(
    app: &App,
    actor_id: Option<UserId>,
    valid: Valid,
    trace: &mut HookTrace,
) -> Result<Valid> {
    let question = Question {
        topic: Topic::UserPreRegister,
        user_id: None,
        actor: actor_id.into(),
        data: registration(&valid.email),
        may_change_role: false,
    };
    hooks::ask(app, question, trace).await?;
    let account = AccountData {
        email: &valid.email,
        role: valid.role,
        is_verified: app.config.accounts.auto_verify,
        profile: &valid.profile,
    };
    let (role, profile) = hooks::ask_about_new_account(app, actor_id, account, trace).await?;
    Ok(Valid {
        role,
        profile,
        ..valid
    })
}

/// Creates the account, or notifies the owner of the address. Both are one transaction with one email. A new account
/// also has a row of its own, its search terms and a few more signals.
async fn attempt_or_notify(work: Work, valid: Valid) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    ask_handlers(&tx, &valid.email).await?;
    match free_address(&tx, &valid.email).await {
        Err(error) if error.is(Code::EmailTaken) => {
            notify_owner(&tx, &valid.email).await?;
            Err(tx.commit_failure(error).await)
        }
        freed => {
            freed?;
            create(&tx, valid).await?;
            tx.commit(()).await
        }
    }
}

/// Frees the address of the new account. One that is verified at once also deletes variants, which are locked first.
async fn free_address(tx: &Tx, email: &Email) -> Result<()> {
    if tx.app.config.accounts.auto_verify {
        let affected = unverified::affected_at_once(tx, email).await?;
        users::lock_all(tx, &affected).await?;
    }
    unverified::free_address(tx, email).await
}

/// Creates the account and queues its email.
async fn create(tx: &Tx, valid: Valid) -> Result<Model> {
    let new = NewUser {
        email: valid.email,
        password: valid.digest,
        role: valid.role,
        is_verified: tx.app.config.accounts.auto_verify,
        is_superuser: false,
        profile: valid.profile,
    };
    let user = users::create(tx, new).await?;
    if user.is_verified {
        unverified::delete_variants(tx, &user).await?;
    } else {
        tx.queue_requested_email(&user, EmailKind::Verification)
            .await?;
    }
    tx.emit(Signal::manager(Name::UserRegistered, &user)).await;
    Ok(user)
}

/// Notes that the input is invalid, unless something else went wrong.
fn note_refused(work: &Work, error: &Error) {
    if matches!(error, Error::Refused(_)) {
        work.note_refused_input();
    }
}

async fn prepare(app: &App, input: &Registration) -> Result<Valid> {
    let (email, password, role) = validate(app, input)?;
    let digest = app.hasher.hash(password, Lane::Other).await?;
    Ok(Valid {
        email,
        digest,
        role: role.into(),
        profile: Profile::default(),
    })
}

fn validate(app: &App, input: &Registration) -> Result<(Email, Password, MemberRole)> {
    let mut violations = Violations::new();
    let email = Email::parse(&input.email, &app.config.accounts.domains)
        .map_err(|violation| violations.push(violation))
        .ok();
    let owner = Owner {
        email: email.as_ref(),
        ..Owner::default()
    };
    let password = new_password::parse(app, &input.password, &owner, "password")
        .map_err(|found| violations.extend(found))
        .ok();
    let role = input.role.map_or(Ok(MemberRole::default()), |role| {
        MemberRole::try_from(rules::Role::from(role))
    });
    let role = role.map_err(|violation| violations.push(violation)).ok();
    match (email, password, role) {
        (Some(email), Some(password), Some(role)) => Ok((email, password, role)),
        _ => Err(violations.into()),
    }
}

/// Runs the handlers of `user_pre_register`, which may veto.
async fn ask_handlers(tx: &Tx, email: &Email) -> Result<()> {
    let offered = registration(email);
    let signal = Signal::pre_register(Sender::UserManager, Name::UserPreRegister);
    let data = tx.ask(signal, offered.clone()).await?;
    match data == offered {
        true => Ok(()),
        false => Err(Error::Unexpected(
            "a handler changed the address, which it may not".to_owned(),
        )),
    }
}

/// The data of `user_pre_register`.
fn registration(email: &Email) -> Data {
    ["username", "email"]
        .map(|name| (name.to_owned(), email.as_str().into()))
        .into_iter()
        .collect()
}

/// Notifies the owner of an address that someone tried to register with it.
async fn notify_owner(tx: &Tx, email: &Email) -> Result<()> {
    let claimants = users::lock_claimants(tx, email).await?;
    let Some(user) = claimants.first() else {
        return Ok(());
    };
    // The email is no part of the registration, which fails.
    tx.enter(Workflow::Plain).await;
    tx.queue_requested_email(user, EmailKind::AlreadyRegistered)
        .await?;
    tx.leave();
    Ok(())
}
