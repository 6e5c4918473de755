//! Registering a new account.

use super::proof_of_work;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::hasher::Lane;
use crate::config::Secret;
use crate::entities::email;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::lifecycle::purge;
use crate::signals::{Name, Sender, Signal};
use crate::users::{self, NewUser};
use crate::work::{Committed, Tx, Work, Workflow};
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
    /// A proof of work, if the server asked for one.
    pub proof_of_work: Option<String>,
}

/// A registration whose fields are all valid.
struct Valid {
    email: Email,
    password: Password,
    role: MemberRole,
}

/// Creates an account and queues its verification email, or sets it to verified if the server is configured so. Returns
/// `None` if registrations are private: then the caller does not learn whether the address was free.
///
/// # Errors
/// `RateLimited` or `ProofRequired`, all violations at once, or `EMAIL_TAKEN`.
pub async fn register(app: &App, caller: &Caller, input: Registration) -> Result<Option<Model>> {
    let proof = input.proof_of_work.as_deref();
    proof_of_work::check(app, caller.client(), &input.email, proof)?;
    let workflow = Workflow::registration(&input.email);
    let email = input.email.clone();
    let registered = Work::run_open(app, caller.user_id(), caller.client(), workflow, |work| {
        attempt(work, input)
    })
    .await;
    match registered {
        Err(error) if app.config.accounts.private_registration && error.is(Code::EmailTaken) => {
            notify_owner(app.clone(), &email);
            Ok(None)
        }
        Ok(_) if app.config.accounts.private_registration => Ok(None),
        registered => registered.map(Some),
    }
}

async fn attempt(work: Work, input: Registration) -> Result<Committed<Model>> {
    let valid = validate(&work.app, &input).inspect_err(|_| work.note_refused_input())?;
    let digest = work.app.hasher.hash(valid.password, Lane::Other).await?;
    let mut tx = work.begin().await?;
    let email = ask_handlers(&tx, valid.email).await?;
    free_address(&tx, &email).await?;
    let is_verified = tx.app.config.accounts.auto_verify;
    let role = valid.role.into();
    let user = users::create(
        &tx,
        NewUser {
            email,
            password: digest,
            role,
            is_verified,
            is_superuser: false,
        },
    )
    .await?;
    if !is_verified {
        tx.queue_requested_email(&user, email::EmailKind::Verification)
            .await?;
    }
    tx.emit(Signal::manager(Name::UserRegistered, &user)).await;
    tx.commit(user).await
}

fn validate(app: &App, input: &Registration) -> Result<Valid> {
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
        (Some(email), Some(password), Some(role)) => Ok(Valid {
            email,
            password,
            role,
        }),
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

/// Deletes an account whose grace period is over, to free its address. Any other account keeps its address.
pub(crate) async fn free_address(tx: &Tx, email: &Email) -> Result<()> {
    match users::lock_by_address(tx, email).await? {
        None => Ok(()),
        Some(user) if purge::is_due(&tx.app, &user) => purge::purge_in(tx, &user).await,
        Some(_) => Err(Error::refused_at(Code::EmailTaken, "email")),
    }
}

/// Notifies the owner of an address that someone tried to register with it. This runs in the background: the response
/// must not take longer than that of a registration.
fn notify_owner(app: App, email: &str) {
    let Ok(email) = Email::parse(email, &app.config.accounts.domains) else {
        return;
    };
    let background = app.clone();
    let notice = async move {
        Work::run(&app, None, Workflow::Plain, |work| async move {
            let mut tx = work.begin().await?;
            if let Some(user) = users::lock_by_address(&tx, &email).await? {
                tx.queue_requested_email(&user, email::EmailKind::AlreadyRegistered)
                    .await?;
            }
            tx.commit(()).await
        })
        .await
    };
    // With too many background tasks the notice is dropped: the response must stay the same.
    let _ = background.in_background(notice);
}
