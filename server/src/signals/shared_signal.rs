//! A signal on its way to subscribers, with the texts that were made of it.

use crate::entities::signal::Model;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// A signal that subscribers of this process share. What one has made of it serves all who see the same, and
/// goes with it once every subscriber has passed it.
#[derive(Debug)]
pub struct SharedSignal {
    /// The signal.
    pub signal: Arc<Model>,
    texts: Mutex<Vec<(u64, Text)>>,
}

/// Nothing when the signal is not for those who see this.
type Text = Arc<OnceCell<Option<Arc<str>>>>;

impl SharedSignal {
    /// A signal of which nothing has been made yet.
    #[must_use]
    pub fn new(signal: Model) -> Self {
        Self {
            signal: Arc::new(signal),
            texts: Mutex::default(),
        }
    }

    /// The text of this signal for one view, if there is one; made by whoever asks first, while the others wait for it.
    /// If that one goes away meanwhile, the next makes it.
    ///
    /// # Errors
    /// It could not be made. Nothing is kept of that: whoever asks next tries again.
    pub async fn text<E>(
        &self,
        view: u64,
        make: impl Future<Output = Result<Option<Arc<str>>, E>>,
    ) -> Result<Option<Arc<str>>, E> {
        let text = self.text_slot(view);
        text.get_or_try_init(|| make).await.cloned()
    }

    /// For how many views a text was made: each cost one execution.
    #[must_use]
    pub fn views(&self) -> usize {
        self.texts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// There are few views of one signal, so a list beats a map.
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
