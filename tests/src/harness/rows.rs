//! Direct access to rows, for tests about rows and for states that no operation leads to.

use bruinbridge::db::Engine;
use bruinbridge::entities::{chat_message, compatibility_score, matched, user};
use bruinbridge::ids::{MessageId, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, Set, Statement};
use serde_json::json;

use super::{Client, Server};

impl Server {
    /// Returns the row of an account, including a soft-deleted one.
    pub(crate) async fn user(&self, email: &str) -> Option<user::Model> {
        user::with_deleted()
            .filter(user::Column::Email.eq(email))
            .one(self.app.db.reader())
            .await
            .expect("an account")
    }

    /// Runs an SQL statement.
    pub(crate) async fn execute(&self, statement: &str) {
        self.app
            .db
            .writer()
            .execute_unprepared(statement)
            .await
            .expect(statement);
    }

    /// Returns a WITH clause for a table `numbers` of the numbers `n` from 1 to 1000, and an expression that converts a
    /// number to an id: for statements that insert many rows.
    pub(crate) fn numbers(&self) -> (&'static str, fn(&str) -> String) {
        match self.app.db.engine {
            Engine::Sqlite => (
                "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)",
                |number| format!("CAST(printf('%016d', {number}) AS BLOB)"),
            ),
            Engine::Postgres => (
                "WITH numbers(n) AS (SELECT generate_series(1, 1000))",
                |number| format!("lpad(({number})::text, 32, '0')::uuid"),
            ),
        }
    }

    /// Counts rows: of `users`, or of `users WHERE is_verified`.
    pub(crate) async fn count(&self, rows: &str) -> i64 {
        let reader = self.app.db.reader();
        let statement = format!("SELECT COUNT(*) AS number FROM {rows}");
        let statement = Statement::from_string(reader.get_database_backend(), statement);
        let row = reader.query_one_raw(statement).await.expect(rows);
        let number = row.expect("a row").try_get("", "number");
        number.expect("a number")
    }

    /// Matches a mentee with a mentor, with a score and a message from each to the other.
    pub(crate) async fn pair(&self, mentee: &Client, mentor: &Client) {
        let (mentee_id, mentor_id) = (user_id(mentee).await, user_id(mentor).await);
        let now = self.app.clock.now();
        let writer = self.app.db.writer();
        let matched = matched::ActiveModel {
            mentee_id: Set(mentee_id),
            mentor_id: Set(mentor_id),
            matched_at: Set(now),
        };
        matched.insert(writer).await.expect("a match");
        let score = compatibility_score::ActiveModel {
            mentee_id: Set(mentee_id),
            mentor_id: Set(mentor_id),
            score: Set(80),
            factors: Set(json!({})),
            computed_at: Set(now),
        };
        score.insert(writer).await.expect("a score");
        for sender_id in [mentee_id, mentor_id] {
            let message = chat_message::ActiveModel {
                id: Set(MessageId::new()),
                mentee_id: Set(mentee_id),
                mentor_id: Set(mentor_id),
                sender_id: Set(sender_id),
                body: Set("Hello".to_owned()),
                sent_at: Set(now),
            };
            message.insert(writer).await.expect("a message");
        }
    }

    /// Counts the matches, scores and messages.
    pub(crate) async fn ties(&self) -> [i64; 3] {
        [
            self.count("matches").await,
            self.count("compatibility_scores").await,
            self.count("chat_messages").await,
        ]
    }
}

async fn user_id(client: &Client) -> UserId {
    UserId(client.id().await.parse().expect("a UUID"))
}
