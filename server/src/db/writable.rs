//! Whether the server can write to the database, which it checks before it starts: reading alone would look healthy
//! until the first write.

use super::fault::{advice, fault, one_line};
use super::{Db, Engine};
use crate::config::quoted;
use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr, SqlxError, Statement};

/// Changes the schema, which is then rolled back. SQLite opens a file that it may not write without an error.
const WRITE: &str = "CREATE TABLE check_of_writing (id INTEGER)";
/// Why PostgreSQL would refuse to write.
const IS_READ_ONLY: &str = "SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' \
                            ELSE current_setting('transaction_read_only') END AS state";

impl Db {
    /// Checks that the database can be written, without changing it.
    ///
    /// # Errors
    /// The database, the cause and what to do.
    pub async fn check_writable(&self) -> Result<()> {
        match self.engine {
            Engine::Sqlite => {
                let written = self.try_to_write().await;
                written.map_err(|error| self.not_writable(&error))
            }
            Engine::Postgres => match self.read_only_state().await.as_deref() {
                Err(error) => Err(self.not_writable(error)),
                Ok("standby") => Err(self.is_unfit(
                    "is a standby, which only reads; name the primary server",
                )),
                Ok("on") => Err(self.is_unfit(
                    "is read-only; set default_transaction_read_only = off for the server, the database and the user",
                )),
                Ok(_) => Ok(()),
            },
        }
    }

    /// The error of a server whose database could not be written because of another error.
    pub(crate) fn not_writable(&self, error: &Error) -> Error {
        let of_driver = match error {
            Error::Repository(error) => driver_error(error),
            _ => None,
        };
        let cause = of_driver.map_or_else(|| error.to_string(), one_line);
        let advice = match self.engine {
            Engine::Sqlite => {
                "the server's user must be able to write the file and its folder, and the disk must have space"
            }
            Engine::Postgres => of_driver
                .and_then(advice)
                .unwrap_or("look into the log of the database's server"),
        };
        self.is_unfit(&format!("cannot be written ({cause}); {advice}"))
    }

    fn is_unfit(&self, cause: &str) -> Error {
        match self.engine {
            Engine::Sqlite => fault(self.engine, &quoted(self.location()), cause),
            Engine::Postgres => fault(self.engine, self.location(), cause),
        }
    }

    async fn try_to_write(&self) -> Result<()> {
        let transaction = self.begin_unnoted().await?;
        transaction.execute_unprepared(WRITE).await?;
        Ok(transaction.rollback().await?)
    }

    async fn read_only_state(&self) -> Result<String> {
        let reader = self.reader();
        let query = Statement::from_string(reader.get_database_backend(), IS_READ_ONLY);
        let row = reader.query_one_raw(query).await?;
        let state = row.map(|row| row.try_get("", "state")).transpose()?;
        Ok(state.unwrap_or_default())
    }
}

/// The driver's error, if there is one: the library's own text only says that it came from the database.
fn driver_error(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}
