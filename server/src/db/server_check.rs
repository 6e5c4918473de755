//! Checks a PostgreSQL server before it is used: that it responds, stores every character, and gives each connection a
//! session of its own.

use super::Engine;
use super::fault::{POOLER, fault, of_server};
use crate::error::{Error, Result};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Row};
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// How long to wait for a server that does not respond or is still starting.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Delay between two attempts.
const DELAY: Duration = Duration::from_millis(250);
/// SQLSTATE of a server that is starting or stopping.
const NOT_YET: &str = "57P03";

/// Checks the server. Statements are sent as text, not prepared: a pooler might not support that.
///
/// # Errors
/// The database, the cause and what to do.
pub(super) async fn check(options: &PgConnectOptions, location: &str) -> Result<()> {
    let unusable = |error: sqlx::Error| of_server(location, &error);
    let mut first = connect(options, location).await?;
    let encoding = text(&mut first, "SHOW server_encoding").await;
    let encoding = encoding.map_err(unusable)?;
    if encoding != "UTF8" {
        let cause = format!(
            "has the encoding {encoding}, which does not have all characters; create one with \
             CREATE DATABASE bruinbridge ENCODING 'UTF8' TEMPLATE template0"
        );
        return Err(fault(Engine::Postgres, location, &cause));
    }
    let mut second = connect(options, location).await?;
    let is_shared = share_sessions(&mut first, &mut second).await;
    if is_shared.map_err(unusable)? {
        let cause = format!("is behind a connection pooler in transaction mode; {POOLER}");
        return Err(fault(Engine::Postgres, location, &cause));
    }
    // The checks are over; a connection that cannot be closed properly is dropped.
    let _ = first.close().await;
    let _ = second.close().await;
    Ok(())
}

/// Whether two open connections do not have one session each: a pooler in transaction mode gives a transaction any
/// session that is free.
async fn share_sessions(first: &mut PgConnection, second: &mut PgConnection) -> sqlx::Result<bool> {
    const PROCESS: &str = "SELECT pg_backend_pid()::text";
    let one = text(first, PROCESS).await?;
    let other = text(second, PROCESS).await?;
    let is_constant = text(first, PROCESS).await? == one && text(second, PROCESS).await? == other;
    Ok(one == other || !is_constant)
}

/// Returns the text that a query returns.
async fn text(connection: &mut PgConnection, query: &'static str) -> sqlx::Result<String> {
    let row = sqlx::raw_sql(query).fetch_one(connection).await?;
    row.try_get(0)
}

/// Connects, and keeps trying while the server is starting.
async fn connect(options: &PgConnectOptions, location: &str) -> Result<PgConnection> {
    let ends_at = Instant::now() + TIMEOUT;
    let mut refusal = None;
    loop {
        let remaining = ends_at.saturating_duration_since(Instant::now());
        match timeout(remaining, PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) if may_start_soon(&error) && remaining > DELAY => refusal = Some(error),
            Ok(Err(error)) => return Err(of_server(location, &error)),
            Err(_) => {
                let refused = |error| of_server(location, &error);
                return Err(refusal.map_or_else(|| silent(location), refused));
            }
        }
        sleep(DELAY).await;
    }
}

fn silent(location: &str) -> Error {
    let cause = "does not respond; check the host, the port and firewalls";
    fault(Engine::Postgres, location, cause)
}

fn may_start_soon(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code == NOT_YET),
        _ => false,
    }
}
