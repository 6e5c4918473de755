//! A signal on its way to subscribers, with the texts that were rendered from it.

use crate::entities::signal::Model;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// A signal that the subscribers of this process share. A text that one of them renders serves all that have the same
/// view, and is dropped with the signal once every subscriber has passed it.
#[derive(Debug)]
pub struct SharedSignal {
    /// The signal.
    pub signal: Arc<Model>,
    texts: Mutex<Vec<(u64, Text)>>,
}

/// `None` when this view does not include the signal.
type Text = Arc<OnceCell<Option<Arc<str>>>>;

impl SharedSignal {
    /// Wraps a signal of which nothing has been rendered yet.
    #[must_use]
    pub fn new(signal: Model) -> Self {
        Self {
            signal: Arc::new(signal),
            texts: Mutex::default(),
        }
    }

    /// Returns the text of this signal for one view, if there is one. The first caller renders it while the others
    /// wait. If that caller is canceled, the next one renders it.
    ///
    /// # Errors
    /// When rendering fails. The failure is not kept: the next caller tries again.
    pub async fn text<E>(
        &self,
        view: u64,
        make: impl Future<Output = Result<Option<Arc<str>>, E>>,
    ) -> Result<Option<Arc<str>>, E> {
        let text = self.text_slot(view);
        text.get_or_try_init(|| make).await.cloned()
    }

    /// For how many views a text was rendered. Each cost one execution.
    #[must_use]
    pub fn views(&self) -> usize {
        self.texts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// A signal has few views, so a list beats a map.
    fn text_slot(&self, view: u64) -> Text {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = texts.iter().find(|(known, _)| *known == view) {
            return Arc::clone(text);
        }
        let text = Text::default();
        texts.push((view, Arc::clone(&text)));
        text
    }
}
