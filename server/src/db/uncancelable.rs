//! Work that must not stop halfway.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Work that goes on in a task of its own if its caller is canceled. Until then it is part of the caller's task: spawned at
/// once, it would wake another thread each time.
#[must_use = "does nothing unless it is awaited or dropped"]
pub(super) struct Uncancelable<T: Send + 'static> {
    /// Until it is done.
    work: Option<BoxFuture<'static, T>>,
}

/// Runs work to its end, whatever happens to the caller.
pub(super) fn uncancelable<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Uncancelable<T> {
    let work = Some(work.boxed());
    Uncancelable { work }
}

impl<T: Send + 'static> Future for Uncancelable<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Work that panics is not put back.
        let Some(mut work) = self.work.take() else {
            // Only after it was ready, when nobody may poll it again.
            return Poll::Pending;
        };
        let outcome = work.poll_unpin(context);
        if outcome.is_pending() {
            self.work = Some(work);
        }
        outcome
    }
}

impl<T: Send + 'static> Drop for Uncancelable<T> {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            // Nobody waits for the outcome.
            tokio::spawn(work.map(drop));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::uncancelable;
    use std::time::Duration;
    use tokio::sync::oneshot;
    use tokio::time::timeout;

    #[tokio::test]
    async fn work_ends_whether_or_not_its_caller_waits() {
        for is_polled in [false, true] {
            let (go, gone) = oneshot::channel::<()>();
            let (done, outcome) = oneshot::channel();
            let work = uncancelable(async move {
                let _ = gone.await;
                let _ = done.send(());
            });
            if is_polled {
                assert!(timeout(Duration::ZERO, work).await.is_err());
            } else {
                drop(work);
            }
            let _ = go.send(());
            outcome.await.expect("the work ended");
        }
        assert_eq!(uncancelable(async { 1 }).await, 1);
    }
}
