//! The reference for a page: async-graphql over one prepared statement of SQLite, on the thread of the request.

use crate::Outcome;
use async_graphql::{
    Context, EmptyMutation, EmptySubscription, Object, Request, Schema, SimpleObject,
};
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use http::header;
use rusqlite::{Connection, OpenFlags};
use std::io::Write;
use std::sync::{Mutex, PoisonError};

const PAGE: &str = "SELECT id, email, first_name || ' ' || last_name, joined_at FROM users ORDER BY joined_at DESC, id DESC LIMIT ?";

type Pages = Schema<Query, EmptyMutation, EmptySubscription>;

#[derive(SimpleObject)]
struct Account {
    id: String,
    email: String,
    name: String,
    created: String,
}

struct Query;

#[Object]
impl Query {
    async fn users(
        &self,
        context: &Context<'_>,
        first: i64,
    ) -> async_graphql::Result<Vec<Account>> {
        let idle = context.data::<Mutex<Vec<Connection>>>()?;
        let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = taken.ok_or("no connection")?;
        let page = page(&connection, first);
        idle.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        Ok(page?)
    }
}

fn page(connection: &Connection, first: i64) -> rusqlite::Result<Vec<Account>> {
    let mut statement = connection.prepare_cached(PAGE)?;
    let rows = statement.query_map([first], |row| {
        let id: Vec<u8> = row.get(0)?;
        Ok(Account {
            id: uuid::Uuid::from_slice(&id).unwrap_or_default().to_string(),
            email: row.get(1)?,
            name: row.get(2)?,
            created: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// Serves on a free port and prints its address.
pub(crate) async fn serve(database: &str) -> Outcome {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut idle = Vec::new();
    for _ in 0..8 {
        idle.push(Connection::open_with_flags(database, flags)?);
    }
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
        .data(Mutex::new(idle))
        .finish();
    let router = Router::new()
        .route("/graphql", post(execute))
        .with_state(schema);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    Ok(axum::serve(listener, router).await?)
}

async fn execute(State(schema): State<Pages>, Json(request): Json<Request>) -> impl IntoResponse {
    let response = schema.execute(request).await;
    let body = serde_json::to_string(&response).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], body)
}
