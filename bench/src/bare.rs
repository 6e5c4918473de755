//! The reference for a read: a bare axum handler that reads one account's row through sqlx and returns it as JSON.

use crate::Outcome;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row, SqlitePool};
use std::io::Write;

/// Serves on a free port and prints its address.
pub(crate) async fn serve(database: &str) -> Outcome {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .read_only(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await?;
    let router = Router::new()
        .route("/graphql", post(first_user))
        .with_state(pool);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    Ok(axum::serve(listener, router).await?)
}

async fn first_user(State(pool): State<SqlitePool>, _body: String) -> Json<Value> {
    let query = "SELECT id, email, first_name, last_name, role, year FROM users WHERE email = ?";
    let row = sqlx::query(query)
        .bind("member0@ucla.edu")
        .fetch_one(&pool)
        .await;
    Json(match row {
        Ok(row) => json!({ "data": { "me": {
            "email": row.get::<String, _>("email"), "firstName": row.get::<String, _>("first_name"),
            "lastName": row.get::<String, _>("last_name"), "role": row.get::<String, _>("role"),
            "year": row.get::<Option<i32>, _>("year"),
        } } }),
        Err(_) => json!({ "data": null }),
    })
}
