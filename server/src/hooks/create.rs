//! Creates a hook.

use super::{MAX_PER_SIGNAL, Topic, lock};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::HooksWrite;
use crate::entities::hook::{ActiveModel, Entity, Model, Policy};
use crate::entities::user::Entries;
use crate::error::{Error, Result};
use crate::ids::HookId;
use crate::signals::{Name, Signal};
use crate::webhooks::{Endpoint, secret};
use crate::work::{Tx, Work, Workflow};
use rules::Code;
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

/// Creates a hook, which is asked from now on.
///
/// # Errors
/// The `URL_…` codes, or `TOO_MANY_HOOKS`.
pub async fn create(
    app: &App,
    admin: &Admin<HooksWrite>,
    url: &str,
    topics: &[Topic],
    policy: Policy,
) -> Result<Model> {
    let endpoint = Endpoint::parse(app, url)?;
    let id = HookId::new();
    let row = ActiveModel {
        id: Set(id),
        url: Set(endpoint.as_str().to_owned()),
        signals: Set(names(topics)),
        secret: Set(app.seal.close(id.0, &secret::generate()?)?),
        previous_secret: Set(None),
        previous_secret_until: Set(None),
        policy: Set(policy),
        is_enabled: Set(true),
        failures: Set(0),
        open_until: Set(None),
        last_error: Set(None),
        last_failed_at: Set(None),
        created_at: Set(app.clock.now()),
    };
    let actor = admin.clone();
    let created = Work::run(
        app,
        Some(admin.user_id()),
        Workflow::Plain,
        |work| async move {
            let tx = lock::begin(work, &actor).await?;
            let hook = row.insert(tx.rows()).await?;
            check_count(&tx).await?;
            tx.emit(Signal::hook(Name::HookCreated, &hook)).await;
            tx.commit(hook).await
        },
    )
    .await?;
    app.hooks.invalidate().await;
    Ok(created)
}

/// The names of signals as they are stored, each once.
pub(super) fn names(topics: &[Topic]) -> Entries {
    let mut names: Vec<String> = Vec::new();
    for topic in topics {
        if !names.iter().any(|name| name == topic.as_str()) {
            names.push(topic.as_str().to_owned());
        }
    }
    Entries(names)
}

/// Refuses a signal with too many hooks, whether or not they are enabled. Called after the change.
pub(super) async fn check_count(tx: &Tx) -> Result<()> {
    let hooks = Entity::find().all(tx.rows()).await?;
    let of_signal = |name: &str| {
        let has = |hook: &&Model| hook.signals.0.iter().any(|signal| signal == name);
        hooks.iter().filter(has).count()
    };
    let mut names = hooks.iter().flat_map(|hook| &hook.signals.0);
    match names.any(|name| of_signal(name) > MAX_PER_SIGNAL) {
        true => Err(Error::refused_at(Code::TooManyHooks, "signals")),
        false => Ok(()),
    }
}
