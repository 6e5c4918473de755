//! An administrator's download of a table, which the log records.
//!
//! A task of its own reads the table and hands over one part at a time; it ends when nobody takes the parts any more.
//! The last part is handed over once the export is recorded, so that no complete table leaves the server without a record.

use super::parameters::Request;
use super::table::Export;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Signal;
use crate::work::{Work, Workflow};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tracing::Instrument;

/// A running download.
#[derive(Debug)]
pub struct Download {
    parts: Receiver<Result<Vec<u8>>>,
    task: JoinHandle<()>,
}

impl Download {
    /// Starts to read a table.
    #[must_use]
    pub fn start(app: &App, admin: &Admin<UsersRead>, request: Request) -> Self {
        let (sender, parts) = channel(1);
        let task = run(app.clone(), admin.user_id(), request, sender);
        Self {
            parts,
            task: tokio::spawn(task.in_current_span()),
        }
    }

    /// Returns the next part as CSV; `None` after the last one. An error is the last.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        self.parts.recv().await
    }

    /// Ends the download early, and waits until the log has recorded it.
    pub async fn stop(self) {
        drop(self.parts);
        // The task does not panic; if the server stops, there is nothing to wait for.
        let _ = self.task.await;
    }
}

/// Reads the table to its end, or until nobody takes its parts.
async fn run(app: App, admin_id: UserId, request: Request, parts: Sender<Result<Vec<u8>>>) {
    let mut export = Export::new(request.table.clone(), request.is_marked);
    let (mut rows, mut last) = (0, Vec::new());
    let end = loop {
        match export.next(&app).await {
            Ok(None) => break Ok(true),
            Err(error) => break Err(error),
            Ok(Some(part)) => {
                let before = std::mem::replace(&mut last, part.csv);
                if !before.is_empty() && parts.send(Ok(before)).await.is_err() {
                    break Ok(false);
                }
                rows += part.rows;
            }
        }
    };
    let is_complete = matches!(end, Ok(true));
    let recorded = record(&app, admin_id, &request, rows, is_complete).await;
    if let Err(error) = &recorded {
        tracing::error!(admin = %admin_id, rows, %error, "an export could not be recorded");
    }
    let last = match end {
        Ok(_) => recorded.map(|()| last),
        Err(error) => Err(error),
    };
    // Nobody may be there to take it.
    let _ = parts.send(last).await;
}

/// Records who exported what, and how many rows: those that were handed over at most.
async fn record(
    app: &App,
    admin_id: UserId,
    request: &Request,
    rows: u64,
    is_complete: bool,
) -> Result<()> {
    let mut data = request.to_data();
    data.insert("rows".to_owned(), rows.into());
    data.insert("isComplete".to_owned(), is_complete.into());
    Work::run(
        app,
        Some(admin_id),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            tx.emit(Signal::users_exported(data)).await;
            tx.commit(()).await
        },
    )
    .await
}
