//! What resolvers use: the application, and loaders that read the rows of many fields in one statement. They come with each
//! request, because the schemas belong to the process.

use super::loaders;
use crate::app::App;
use async_graphql::Data;
use std::any::{Any, TypeId};
use std::sync::Arc;

/// A handle to the application and its loaders.
#[derive(Clone)]
pub(super) struct Resources(Arc<Parts>);

struct Parts {
    app: App,
    loaders: Data,
}

impl Resources {
    pub(super) fn new(app: &App) -> Self {
        Self(Arc::new(Parts {
            app: app.clone(),
            loaders: loaders::all(app),
        }))
    }

    pub(super) fn app(&self) -> &App {
        &self.0.app
    }

    /// Returns the loader of this type.
    pub(super) fn loader<Loader: Any>(&self) -> Option<&Loader> {
        let loader = self.0.loaders.get(&TypeId::of::<Loader>())?;
        loader.downcast_ref()
    }
}
