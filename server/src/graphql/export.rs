//! The export of what is held about the caller.

use super::context::parts;
use super::error::{UserError, bad_input};
use super::payload::{payload, payloads, value};
use crate::accounts::export_my_data;
use async_graphql::{Context, InputObject, Json, Object, Result, SimpleObject};
use serde_json::Value;

/// Which part of the export.
#[derive(InputObject)]
pub struct ExportMyDataInput {
    /// The `endCursor` of the part before; absent for the first part.
    pub after: Option<String>,
}

/// A part of the export, or the errors.
#[derive(Default, SimpleObject)]
pub struct ExportMyDataPayload {
    /// An object with the lists `messages`, `emails` and `signals`; the first part also has `account`. Append the lists
    /// of the following parts to those of the first one.
    data: Option<Json<Value>>,
    /// Pass it as `after` to get the next part; null after the last one.
    end_cursor: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(ExportMyDataPayload);

/// The export of what is held about the caller.
#[derive(Default)]
pub struct ExportMutation;

#[Object]
impl ExportMutation {
    /// Returns everything held about the caller, in parts of at most about 1,000 rows: the account with its profile,
    /// sessions and match, then the messages, the emails and the signals. Repeat with `endCursor` until it is null.
    /// Changes nothing. For signed-in members.
    async fn export_my_data(
        &self,
        context: &Context<'_>,
        input: Option<ExportMyDataInput>,
    ) -> Result<ExportMyDataPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let after = input.and_then(|input| input.after);
        let after = after.map(|after| {
            let cursor = after.parse();
            cursor.map_err(|_| bad_input("after is not a cursor of an export."))
        });
        let after = after.transpose()?;
        let part = Box::pin(export_my_data::export_my_data(app, &member, after)).await;
        payload(part, |part| ExportMyDataPayload {
            data: Some(Json(part.data)),
            end_cursor: part.next.map(|next| next.to_string()),
            errors: Vec::new(),
        })
    }
}
