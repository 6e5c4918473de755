//! Makes work about an address without an account write as much as work about one that has it, so that neither its
//! length nor the wait of the next request reveals which one it is.

use crate::app::App;
use crate::auth::one_time;
use crate::db::Transaction;
use crate::entities::one_time_token::Purpose;
use crate::entities::readiness_check;
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;

/// Writes a row in place of an email that an account would get, or beside it. A transaction that writes nothing is not
/// written to disk, which is most of its time.
pub(super) async fn instead_of_email(tx: &Tx) -> Result<()> {
    write(&tx.app, tx.rows()).await
}

/// Writes a row in place of the count of attempts that a code would have.
pub(super) async fn instead_of_counting(app: &App, transaction: &Transaction) -> Result<()> {
    write(app, transaction).await
}

async fn write(app: &App, transaction: &Transaction) -> Result<()> {
    readiness_check::write_in_place_of_another(transaction, app.clock.now()).await?;
    Ok(())
}

/// Looks for links of an account that does not exist, in place of those that an account's reset revokes.
pub(super) async fn instead_of_revoking(tx: &Tx) -> Result<()> {
    one_time::revoke_all(tx, UserId::new(), Purpose::Reset).await
}
