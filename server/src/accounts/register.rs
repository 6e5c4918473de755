//! Registering a new account.

use crate::app::App;
use crate::auth::Caller;
use crate::config::Secret;
use crate::entities::email::EmailKind;
use crate::entities::user::{Digest, Model, Role};
use crate::error::Result;
use crate::lifecycle::unverified;
use crate::signals::{Name, Sender, Signal};
use crate::users::{self, NewUser};
use crate::work::{Committed, Tx, Work, Workflow, deferred};
use rules::{Code, Email, MemberRole, Password, Violations};

/// The input of the form.
#[derive(Debug)]
pub struct Registration {
    /// Email address as typed.
    pub email: String,
    /// Password as typed.
    pub password: Secret,
    /// MENTEE or MENTOR; MENTEE when absent.
    pub role: Option<Role>,
}

/// A registration whose fields are all valid, with the hash of its password.
struct Valid {
    email: Email,
    digest: Digest,
    role: MemberRole,
}

/// Creates an account and queues its verification email, or sets it to verified if the server is configured so. Returns
/// `None` if registrations are private: then the caller does not learn whether the address was free.
///
/// # Errors
/// All violations at once, or `EMAIL_TAKEN`; `Busy` when too many private registrations wait.
pub async fn register(app: &App, caller: &Caller, input: Registration) -> Result<Option<Model>> {
    let workflow = Workflow::registration(&input.email);
    if app.config.accounts.private_registration {
        register_privately(app, caller, workflow, input).await?;
        return Ok(None);
    }
    let registered = Work::run(app, caller.user_id(), workflow, |work| attempt(work, input));
    registered.await.map(Some)
}

async fn attempt(work: Work, input: Registration) -> Result<Committed<Model>> {
    let valid = prepare(&work.app, &input).await?;
    let mut tx = work.begin().await?;
    let email = ask_handlers(&tx, valid.email).await?;
    unverified::free_address(&tx, &email).await?;
    let user = create(&mut tx, email, valid.role, valid.digest).await?;
    tx.commit(user).await
}

/// Validates the input and hashes the password, whether or not the address is free. All that depends on the address
/// happens after the response, so that its timing reveals nothing.
async fn register_privately(
    app: &App,
    caller: &Caller,
    workflow: Workflow,
    input: Registration,
) -> Result<()> {
    let actor_id = caller.user_id();
    match prepare(app, &input).await {
        Ok(valid) => {
            let task = app.clone();
            deferred::defer(app, async move {
                Work::run(&task, actor_id, workflow, |work| {
                    attempt_or_notify(work, valid)
                })
                .await
            })
        }
        Err(error) => Work::run(app, actor_id, workflow, |_| async { Err(error) }).await,
    }
}

/// Creates the account, or notifies the owner of the address. Both are one transaction with one email. A new account
/// also has a row of its own, its search terms and a few more signals.
async fn attempt_or_notify(work: Work, valid: Valid) -> Result<Committed<()>> {
    let mut tx = work.begin().await?;
    let email = ask_handlers(&tx, valid.email).await?;
    match unverified::free_address(&tx, &email).await {
        Err(error) if error.is(Code::EmailTaken) => {
            notify_owner(&mut tx, &email).await?;
            Err(tx.commit_failure(error).await)
        }
        freed => {
            freed?;
            create(&mut tx, email, valid.role, valid.digest).await?;
            tx.commit(()).await
        }
    }
}

/// Creates the account and queues its email.
async fn create(tx: &mut Tx, email: Email, role: MemberRole, password: Digest) -> Result<Model> {
    let new = NewUser {
        email,
        password,
        role: role.into(),
        is_verified: tx.app.config.accounts.auto_verify,
        is_superuser: false,
    };
    let user = users::create(tx, new).await?;
    if user.is_verified {
        unverified::delete_variants(tx, &user).await?;
    } else {
        tx.queue_email(user.id, EmailKind::Verification).await?;
    }
    tx.emit(Signal::manager(Name::UserRegistered, &user)).await;
    Ok(user)
}

async fn prepare(app: &App, input: &Registration) -> Result<Valid> {
    let (email, password, role) = validate(app, input)?;
    let digest = app.hasher.hash(password).await?;
    Ok(Valid {
        email,
        digest,
        role,
    })
}

fn validate(app: &App, input: &Registration) -> Result<(Email, Password, MemberRole)> {
    let mut violations = Violations::new();
    let email = Email::parse(&input.email, &app.config.accounts.domains)
        .map_err(|violation| violations.push(violation))
        .ok();
    let password = Password::parse(input.password.expose(), email.as_ref(), "password")
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

/// Runs the handlers of `user_pre_register`, which may replace the address or veto.
async fn ask_handlers(tx: &Tx, email: Email) -> Result<Email> {
    let value = serde_json::Value::from(email.as_str());
    let data = [
        ("username".to_owned(), value.clone()),
        ("email".to_owned(), value.clone()),
    ]
    .into_iter()
    .collect();
    let data = tx
        .ask(
            Signal::pre_register(Sender::UserManager, Name::UserPreRegister),
            data,
        )
        .await?;
    match data.get("email") {
        Some(unchanged) if *unchanged == value => Ok(email),
        changed => {
            let raw = changed
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            Ok(Email::parse(raw, &tx.app.config.accounts.domains)?)
        }
    }
}

/// Notifies the owner of an address that someone tried to register with it.
async fn notify_owner(tx: &mut Tx, email: &Email) -> Result<()> {
    let claimants = users::lock_claimants(tx, email).await?;
    let Some(user) = claimants.first() else {
        return Ok(());
    };
    // The email is no part of the registration, which fails.
    tx.enter(Workflow::Plain).await;
    tx.queue_email(user.id, EmailKind::AlreadyRegistered)
        .await?;
    tx.leave();
    Ok(())
}
