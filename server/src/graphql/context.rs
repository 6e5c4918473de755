//! What resolvers read from their context.

use super::error::internal;
use super::resources::Resources;
use crate::app::App;
use crate::auth::Caller;
use async_graphql::{Context, Result};

/// The application and the caller.
pub(super) fn parts<'a>(context: &Context<'a>) -> Result<(&'a App, &'a Caller)> {
    Ok((app(context)?, caller(context)?))
}

/// The application.
pub(super) fn app<'a>(context: &Context<'a>) -> Result<&'a App> {
    Ok(resources(context)?.app())
}

/// The application with its loaders.
pub(super) fn resources<'a>(context: &Context<'a>) -> Result<&'a Resources> {
    context.data::<Resources>().map_err(|_| internal())
}

/// The caller.
pub(super) fn caller<'a>(context: &Context<'a>) -> Result<&'a Caller> {
    context.data::<Caller>().map_err(|_| internal())
}
