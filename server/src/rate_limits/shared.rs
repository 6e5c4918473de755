//! Shares the counts among the processes of one PostgreSQL database, in two statements a second, whatever the number of
//! requests. In between each process counts on its own, so a limit may be exceeded by what the other processes allow
//! within a second. All times in the table are the database's, because the clocks of processes differ.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use serde_json::{Value, json};

use super::policy::{Cell, Policy};
use super::table::Key;
use super::{Limit, MAX_UNSHARED, RateLimits};
use crate::app::App;
use crate::error::Result;

/// Rows that are read at a time. More follow with the next exchange.
const PAGE: i64 = 20_000;
const PAGE_LENGTH: usize = 20_000;
/// Pages that one exchange reads at most.
const MAX_PAGES: usize = 10;
/// How far each exchange looks back, in seconds: a row becomes visible a moment after its time.
const OVERLAP: f64 = 2.0;

/// Adds what was charged here. Rows are locked in one order, so that two processes do not deadlock.
const ADD: &str = "\
INSERT INTO rate_limits AS known \
    (name, who, level_a, level_b, speed_a, speed_b, charged_at, updated_at, forgotten_at) \
SELECT name, decode(who, 'hex'), level_a, level_b, speed_a, speed_b, clock_timestamp(), clock_timestamp(), \
    clock_timestamp() + interval '1 second' * greatest(level_a / speed_a, level_b / nullif(speed_b, 0), 0) \
FROM jsonb_to_recordset($1::jsonb) \
    AS charge(name text, who text, level_a float8, level_b float8, speed_a float8, speed_b float8) \
ORDER BY name, who \
ON CONFLICT (name, who) DO UPDATE SET (level_a, level_b, charged_at, updated_at, forgotten_at) = ( \
    SELECT level_a, level_b, \
        CASE WHEN EXCLUDED.level_a > 0 THEN clock_timestamp() ELSE known.charged_at END, \
        clock_timestamp(), \
        clock_timestamp() + interval '1 second' * greatest( \
            level_a / EXCLUDED.speed_a, level_b / nullif(EXCLUDED.speed_b, 0)) \
    FROM (SELECT \
        greatest(0, EXCLUDED.level_a + greatest(0, known.level_a - EXCLUDED.speed_a * passed)) AS level_a, \
        greatest(0, EXCLUDED.level_b + greatest(0, known.level_b - EXCLUDED.speed_b * passed)) AS level_b \
        FROM (SELECT greatest(0, extract(epoch FROM clock_timestamp() - known.updated_at)::float8) AS passed) AS time \
    ) AS level)";

const READ: &str = "\
SELECT name, encode(who, 'hex') AS who, level_a, level_b, \
    extract(epoch FROM clock_timestamp() - charged_at)::float8 AS charged_ago, \
    extract(epoch FROM clock_timestamp() - updated_at)::float8 AS updated_ago, \
    extract(epoch FROM updated_at)::float8 AS updated_at \
FROM rate_limits WHERE updated_at > to_timestamp($1) ORDER BY updated_at LIMIT $2";

/// Skips rows that another process is changing.
const DELETE: &str = "\
DELETE FROM rate_limits WHERE ctid = ANY (ARRAY( \
    SELECT ctid FROM rate_limits WHERE forgotten_at < clock_timestamp() FOR UPDATE SKIP LOCKED))";

/// The time by the database's clock, in seconds since 1970.
const NOW: &str = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now";

#[derive(Debug, FromQueryResult)]
struct Row {
    name: String,
    who: String,
    level_a: f64,
    level_b: f64,
    charged_ago: f64,
    updated_ago: f64,
    updated_at: f64,
}

type Charges = HashMap<(Limit, Key), f64>;

/// Adds what was charged here since the last exchange, and takes over what all processes charged.
///
/// # Errors
/// When the database does not respond. The next exchange then adds what this one could not.
pub async fn exchange(app: &App) -> Result<()> {
    let charges = app.rate_limits.take_unshared();
    if !charges.is_empty()
        && let Err(error) = add(app, &charges).await
    {
        app.rate_limits.put_back(charges);
        return Err(error);
    }
    let mut since = app.rate_limits.lock().shared_until - OVERLAP;
    for _ in 0..MAX_PAGES {
        let read = statement(READ, [since.into(), PAGE.into()]);
        let rows = Row::find_by_statement(read).all(app.db.reader()).await?;
        app.rate_limits.take_over(&rows);
        match rows.last() {
            // A full page continues at its end: everything since then may be more than a page.
            Some(last) if rows.len() == PAGE_LENGTH => since = last.updated_at,
            Some(_) => return Ok(()),
            None => return notice_clock(app, since).await,
        }
    }
    Ok(())
}

/// Begins again where the database's clock is, if it was set back behind what was read. Called when nothing is new.
async fn notice_clock(app: &App, since: f64) -> Result<()> {
    let now = app.db.reader().query_one_raw(statement(NOW, [])).await?;
    if let Some(now) = now {
        let now: f64 = now.try_get("", "now")?;
        if now < since {
            app.rate_limits.lock().shared_until = now;
        }
    }
    Ok(())
}

/// Deletes counts that are over.
///
/// # Errors
/// When the database does not respond.
pub async fn delete_forgotten(app: &App) -> Result<u64> {
    let deleted = app.db.writer().execute_raw(statement(DELETE, []));
    Ok(deleted.await?.rows_affected())
}

async fn add(app: &App, charges: &Charges) -> Result<()> {
    let rows: Vec<Value> = charges
        .iter()
        .filter_map(|((limit, key), count)| {
            let policy = app.rate_limits.policies.get(limit)?;
            Some(row(*limit, key, *count, policy))
        })
        .collect();
    let rows = Value::from(rows).to_string();
    app.db
        .writer()
        .execute_raw(statement(ADD, [rows.into()]))
        .await?;
    Ok(())
}

fn row(limit: Limit, key: &Key, count: f64, policy: &Policy) -> Value {
    let name: &'static str = limit.into();
    let [speed_a, speed_b] = policy.forgotten_per_second();
    let level_b = if speed_b > 0.0 { count } else { 0.0 };
    json!({
        "name": name, "who": hex(key),
        "level_a": count, "level_b": level_b, "speed_a": speed_a, "speed_b": speed_b,
    })
}

impl RateLimits {
    fn take_unshared(&self) -> Charges {
        let mut state = self.lock();
        state
            .unshared
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    fn put_back(&self, charges: Charges) {
        let mut state = self.lock();
        if let Some(unshared) = &mut state.unshared {
            for (charge, count) in charges {
                if unshared.len() < MAX_UNSHARED || unshared.contains_key(&charge) {
                    *unshared.entry(charge).or_default() += count;
                }
            }
        }
    }

    fn take_over(&self, rows: &[Row]) {
        let now = self.now();
        let mut state = self.lock();
        for row in rows {
            state.shared_until = state.shared_until.max(row.updated_at);
            let (Ok(limit), Some(key)) = (row.name.parse::<Limit>(), parse_hex(&row.who)) else {
                continue;
            };
            let Some(policy) = self.policies.get(&limit) else {
                continue;
            };
            let mut cell = Cell {
                levels: [row.level_a, row.level_b],
                // Not ahead, if the database's clock was set back.
                updated_at: now - row.updated_ago.max(0.0),
                charged_at: now - row.charged_ago.max(0.0),
            };
            // What was charged here meanwhile is not in the row yet.
            let unshared = state
                .unshared
                .as_ref()
                .and_then(|charges| charges.get(&(limit, key)));
            if let Some(count) = unshared {
                policy.charge(&mut cell, *count, now);
            }
            state.put(limit, key, cell);
        }
    }
}

fn statement<const N: usize>(sql: &str, values: [sea_orm::Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

fn hex(key: &Key) -> String {
    key.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex(text: &str) -> Option<Key> {
    let number = u128::from_str_radix(text, 16).ok()?;
    Some(number.to_be_bytes())
}
