//! One request to a hook: signed as the Standard Webhooks specification 1.0 describes, and under the same rules about
//! addresses as webhooks.

use super::Question;
use crate::app::App;
use crate::entities::hook::Model;
use crate::error::Result;
use crate::webhooks::Endpoint;
use crate::webhooks::post::Post;
use crate::webhooks::secret::{self, Secrets, UNREADABLE};
use bytes::Bytes;
use serde_json::json;
use uuid::Uuid;

/// Posts a question; returns the body of the response, or in a few words why there is none.
pub(super) async fn call(
    app: &App,
    hook: &Model,
    question: &Question,
) -> Result<std::result::Result<Bytes, String>> {
    let Ok(endpoint) = Endpoint::parse(app, &hook.url) else {
        return Ok(Err("the URL is no longer allowed".to_owned()));
    };
    let now = app.clock.now();
    let body = json!({
        "type": question.topic.as_str(),
        "timestamp": now,
        "userId": question.user_id,
        "actorId": question.actor.user_id,
        "impersonatorId": question.actor.impersonator_id,
        "data": question.data,
    })
    .to_string();
    let secrets = Secrets {
        endpoint: hook.id.0,
        current: &hook.secret,
        previous: hook.previous_secret.as_deref(),
        previous_until: hook.previous_secret_until,
    };
    let id = Uuid::now_v7().to_string();
    let Ok(headers) = secret::headers(secrets, &app.seal, &id, now, &body) else {
        return Ok(Err(UNREADABLE.to_owned()));
    };
    let mut post = Post::within(app, endpoint, app.config.webhooks.hook_timeout);
    Ok(match post.send(headers, body).await {
        Ok(response) if !response.status.is_success() => {
            Err(format!("status {}", response.status.as_u16()))
        }
        Ok(response) => response
            .body
            .ok_or_else(|| "the response is too long".to_owned()),
        Err(reason) => Err(reason),
    })
}
