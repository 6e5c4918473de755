//! Direct access to rows, for tests about rows and for states that no operation leads to.

use bruinbridge::app::App;
use bruinbridge::db::Engine;
use bruinbridge::entities::user::Role;
use bruinbridge::entities::{chat_message, matched, score_list, user};
use bruinbridge::ids::{MessageId, UserId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
    Statement,
};
use std::collections::HashMap;

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
            ..Default::default()
        };
        matched.insert(writer).await.expect("a match");
        let mentee_list = self.score_list(mentee_id, Role::Mentee).await;
        let mentor_list = self.score_list(mentor_id, Role::Mentor).await;
        for (owner, partner) in [(&mentee_list, &mentor_list), (&mentor_list, &mentee_list)] {
            let mut list = owner.clone().into_active_model();
            let entry = [partner.number, 35 << 21, 0].map(i32::to_be_bytes);
            list.entries = Set([owner.entries.as_slice(), entry.as_flattened()].concat());
            list.update(writer).await.expect("a score");
        }
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

    /// Returns the list of scores of an account, which is created if there is none.
    async fn score_list(&self, user_id: UserId, role: Role) -> score_list::Model {
        let writer = self.app.db.writer();
        if let Some(list) = score_list::of(writer, user_id).await.expect("a list") {
            return list;
        }
        let list = score_list::ActiveModel {
            user_id: Set(user_id),
            role: Set(role),
            entries: Set(Vec::new()),
            ..Default::default()
        };
        list.insert(writer).await.expect("a list")
    }

    /// Counts the scores in the lists of mentees.
    pub(crate) async fn scores(&self) -> i64 {
        let listed = listed(&self.app).await;
        let of_mentees = listed.iter().filter(|listed| listed.role == Role::Mentee);
        i64::try_from(of_mentees.count()).expect("few")
    }

    /// Counts the matches, scores and messages.
    pub(crate) async fn ties(&self) -> [i64; 3] {
        [
            self.count("matches").await,
            self.scores().await,
            self.count("chat_messages").await,
        ]
    }
}

/// A person in someone's list of scores.
#[derive(Debug)]
pub(crate) struct InList {
    /// The role of the owner.
    pub(crate) role: Role,
    pub(crate) owner: UserId,
    pub(crate) partner: UserId,
}

/// Returns who is in whose list, in the order of the lists. Numbers that stand for nobody are left out.
pub(crate) async fn listed(app: &App) -> Vec<InList> {
    let lists = score_list::Entity::find().all(app.db.reader()).await;
    let lists = lists.expect("lists");
    let owners: HashMap<i32, UserId> = lists
        .iter()
        .map(|list| (list.number, list.user_id))
        .collect();
    let mut listed = Vec::new();
    for list in &lists {
        for number in numbers(list) {
            listed.extend(owners.get(&number).map(|partner| InList {
                role: list.role,
                owner: list.user_id,
                partner: *partner,
            }));
        }
    }
    listed
}

/// The numbers in a list, best first.
pub(crate) fn numbers(list: &score_list::Model) -> Vec<i32> {
    let (words, _) = list.entries.as_chunks::<4>();
    let (entries, _) = words.as_chunks::<3>();
    entries
        .iter()
        .map(|[number, ..]| i32::from_be_bytes(*number))
        .collect()
}

async fn user_id(client: &Client) -> UserId {
    UserId(client.id().await.parse().expect("a UUID"))
}
