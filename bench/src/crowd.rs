//! Fills a database with any number of accounts, with words, matches, scores and sign-ins, by a few statements over a
//! series of numbers.
//!
//! Every fifth account is a mentor, and the four that follow it are mentees. The half that joined first is matched, the
//! half that joined last is not. One in fifty has the last name Lee, and one account in the middle has the first name
//! Xaviera; all other names are made of syllables. Hobbies are up to 200,000 different words.

use crate::Outcome;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection, raw_sql};

/// The mentee that the scores are about.
pub(crate) const MENTEE: &str = "jo@ucla.edu";

/// A connection to a migrated database, separate from the server's.
pub(crate) enum Database {
    /// An SQLite file.
    Sqlite(Box<SqliteConnection>),
    /// A PostgreSQL database.
    Postgres(Box<PgConnection>),
}

impl Database {
    /// Connects by URL.
    pub(crate) async fn open(url: &str) -> Outcome<Self> {
        if url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(url).await?;
            // No other process uses the file at the same time, and it need not survive a power failure.
            let fast = "PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000";
            raw_sql(fast).execute(&mut connection).await?;
            return Ok(Self::Sqlite(Box::new(connection)));
        }
        Ok(Self::Postgres(Box::new(PgConnection::connect(url).await?)))
    }

    /// Runs statements.
    pub(crate) async fn run(&mut self, statements: &str) -> Outcome {
        let statements = raw_sql(AssertSqlSafe(statements.to_owned()));
        match self {
            Self::Sqlite(connection) => statements.execute(connection.as_mut()).await.map(drop)?,
            Self::Postgres(connection) => {
                statements.execute(connection.as_mut()).await.map(drop)?
            }
        }
        Ok(())
    }

    /// Counts rows: of `users`, or of `users WHERE is_verified`.
    pub(crate) async fn count(&mut self, rows: &str) -> Outcome<i64> {
        let query = AssertSqlSafe(format!("SELECT COUNT(*) FROM {rows}"));
        Ok(match self {
            Self::Sqlite(connection) => {
                let row = sqlx::query(query).fetch_one(connection.as_mut());
                row.await?.get(0)
            }
            Self::Postgres(connection) => {
                let row = sqlx::query(query).fetch_one(connection.as_mut());
                row.await?.get(0)
            }
        })
    }

    /// The size of the database in bytes.
    pub(crate) async fn size(&mut self) -> Outcome<i64> {
        let sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        Ok(match self {
            Self::Sqlite(connection) => {
                let row = sqlx::query(sqlite).fetch_one(connection.as_mut());
                row.await?.get(0)
            }
            Self::Postgres(connection) => {
                let size = "SELECT pg_database_size(current_database())";
                let row = sqlx::query(size).fetch_one(connection.as_mut());
                row.await?.get(0)
            }
        })
    }

    /// Creates this number of accounts.
    pub(crate) async fn fill(&mut self, accounts: usize) -> Outcome {
        let indexes = self.drop_indexes().await?;
        for statement in self.dialect().rows(accounts) {
            self.run(&statement).await?;
        }
        for index in indexes {
            self.run(&index).await?;
        }
        self.finish().await
    }

    /// Adds this number of signals to the log: of ten names, two of three with an account.
    pub(crate) async fn fill_log(&mut self, signals: usize) -> Outcome {
        let indexes = self.drop_indexes().await?;
        self.run(&self.dialect().log(signals)).await?;
        for index in indexes {
            self.run(&index).await?;
        }
        self.finish().await
    }

    /// The processes of the database server that serve this database, without this connection's; empty for SQLite.
    pub(crate) async fn processes(&mut self) -> Outcome<Vec<u32>> {
        let Self::Postgres(connection) = self else {
            return Ok(Vec::new());
        };
        let query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let rows = sqlx::query(query).fetch_all(connection.as_mut()).await?;
        rows.iter()
            .map(|row| Ok(u32::try_from(row.get::<i32, _>(0))?))
            .collect()
    }

    /// Removes every match.
    pub(crate) async fn unmatch(&mut self) -> Outcome {
        let indexes = self.drop_indexes().await?;
        for statement in [
            "DELETE FROM matches",
            "UPDATE users SET is_matched = FALSE WHERE is_matched",
            // Those of matched accounts: all odd states but the one of eligible mentors.
            "UPDATE user_terms SET state = (SELECT state FROM users WHERE users.id = user_terms.user_id) \
             WHERE state % 2 = 1 AND state < 64",
        ] {
            self.run(statement).await?;
        }
        for index in indexes {
            self.run(&index).await?;
        }
        self.finish().await
    }

    /// Drops the indexes of the large tables and returns the statements that create them again: inserts are much faster
    /// without them.
    async fn drop_indexes(&mut self) -> Outcome<Vec<String>> {
        let (sqlite, postgres) = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
             AND tbl_name IN ('users', 'user_terms', 'signals')",
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('users', 'user_terms', 'signals') \
             AND indexname LIKE 'idx\\_%'",
        );
        let indexes: Vec<(String, String)> = match self {
            Self::Sqlite(connection) => sqlx::query(sqlite)
                .fetch_all(connection.as_mut())
                .await?
                .iter()
                .map(|row| (row.get(0), row.get(1)))
                .collect(),
            Self::Postgres(connection) => sqlx::query(postgres)
                .fetch_all(connection.as_mut())
                .await?
                .iter()
                .map(|row| (row.get(0), row.get(1)))
                .collect(),
        };
        for (name, _) in &indexes {
            self.run(&format!("DROP INDEX {name}")).await?;
        }
        Ok(indexes.into_iter().map(|(_, index)| index).collect())
    }

    /// Finishes pending work: PostgreSQL vacuums and analyzes, SQLite truncates its write-ahead log.
    pub(crate) async fn finish(&mut self) -> Outcome {
        let statement = match self {
            Self::Sqlite(_) => "PRAGMA wal_checkpoint(TRUNCATE)",
            Self::Postgres(_) => "VACUUM ANALYZE",
        };
        self.run(statement).await
    }

    fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect {
                series: |most| {
                    format!(
                        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {most}) "
                    )
                },
                numbers: |_| "numbers".to_owned(),
                id: |n| {
                    format!("unhex(printf('%012x', {n}) || '70008000' || printf('%012x', {n}))")
                },
                moment: |second| {
                    format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', {second}, 'unixepoch')")
                },
                now: "unixepoch()",
                json: "",
                blank: "X''",
                packed: "unhex(group_concat(printf('%08x%08x00000000', number, points), ''))",
                position: "SELECT 1 + value AS place FROM json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]')",
            },
            Self::Postgres(_) => Dialect {
                series: |_| String::new(),
                numbers: |most| format!("generate_series(1::bigint, {most}) AS numbers(n)"),
                id: |n| {
                    format!(
                        "(lpad(to_hex({n}), 12, '0') || '70008000' || lpad(to_hex({n}), 12, '0'))::uuid"
                    )
                },
                moment: |second| format!("to_timestamp({second})"),
                now: "extract(epoch FROM now())::bigint",
                json: "::json",
                blank: "''::bytea",
                packed: "decode(string_agg(lpad(to_hex(number), 8, '0') || lpad(to_hex(points), 8, '0') || '00000000', ''), 'hex')",
                position: "SELECT n AS place FROM generate_series(1, 24) AS numbers(n)",
            },
        }
    }
}

/// The SQL that differs between the two databases.
struct Dialect {
    /// The prefix of an INSERT: the numbers from 1.
    series: fn(usize) -> String,
    /// The same in FROM.
    numbers: fn(usize) -> String,
    /// An id from a number.
    id: fn(&str) -> String,
    /// A time from seconds since 1970.
    moment: fn(&str) -> String,
    now: &'static str,
    json: &'static str,
    /// No bytes.
    blank: &'static str,
    /// Packs numbers and points as a list.
    packed: &'static str,
    /// A SELECT of the numbers from 1 to 24.
    position: &'static str,
}

/// A name of three syllables, the same for the same number.
fn name(number: &str) -> String {
    let syllable = |divisor: usize| {
        let letters = "babebibobudadedidodufafefifofugagegigogu";
        format!("substr('{letters}', CAST(1 + 2 * (({number}) / {divisor} % 20) AS INTEGER), 2)")
    };
    format!("{} || {} || {}", syllable(1), syllable(20), syllable(400))
}

impl Dialect {
    fn rows(&self, accounts: usize) -> Vec<String> {
        vec![
            self.users(accounts),
            self.matches(accounts),
            "INSERT INTO user_terms (term, user_id, is_public, state) \
             SELECT term, user_id, MAX(is_public) = 1, state FROM ( \
             SELECT email AS term, id AS user_id, 0 AS is_public, state FROM users WHERE first_name <> '' \
             UNION ALL SELECT REPLACE(email, '@ucla.edu', ''), id, 0, state FROM users WHERE first_name <> '' \
             UNION ALL SELECT LOWER(first_name), id, 1, state FROM users WHERE first_name <> '' \
             UNION ALL SELECT LOWER(last_name), id, 1, state FROM users WHERE first_name <> '' \
             UNION ALL SELECT hobbies, id, 1, state FROM users WHERE first_name <> '' \
             UNION ALL SELECT '=major ' || (year * 7), id, 1, state FROM users WHERE first_name <> '' \
             UNION ALL SELECT '#' || year, id, 1, state FROM users WHERE first_name <> '' \
             ) AS terms GROUP BY term, user_id, state ORDER BY term, user_id"
                .to_owned(),
            "INSERT INTO search_words (word, is_public) \
             SELECT term, MAX(CASE WHEN state IN (28, 29) THEN 1 ELSE 0 END) = 1 FROM user_terms \
             WHERE is_public AND term NOT LIKE '=%' AND term NOT LIKE '#%' GROUP BY term ORDER BY term"
                .to_owned(),
            self.word_keys(),
            self.numbers_of_mentors(),
            self.scores(),
            self.sign_ins(accounts),
        ]
    }

    /// The keys of the words, as `db/search/keys.rs` in the server makes them.
    fn word_keys(&self) -> String {
        format!(
            "INSERT INTO search_word_keys (is_public, key, word) \
             SELECT is_public, key, word FROM ( \
             SELECT is_public, '~' || word AS key, word FROM search_words \
             UNION SELECT is_public, '~' || SUBSTR(word, 1, place - 1) || SUBSTR(word, place + 1), word \
             FROM search_words, ({position}) AS places WHERE place <= LENGTH(word) \
             UNION SELECT is_public, SUBSTR(word, place), word \
             FROM search_words, ({position}) AS places WHERE place BETWEEN 2 AND LENGTH(word) - 2 \
             ) AS keys ORDER BY is_public, key, word",
            position = self.position,
        )
    }

    fn users(&self, accounts: usize) -> String {
        let (half, middle) = (accounts / 2, accounts / 2 + 1);
        let first = name("n * 7919 % 8000");
        let last = name("(n * 104729 + 17) % 8000");
        let joined = (self.moment)("1600000000 + n * 60");
        let login = (self.moment)("1700000000 + n * 7919 % 10000000");
        let hobby = format!(
            "{} || {}",
            name("n % 200000 % 8000"),
            name("n % 200000 / 8000")
        );
        let leaving = (self.moment)("1790000000 + n");
        let end = (self.moment)("1990000000 + n");
        format!(
            "{series}INSERT INTO users (id, email, base_email, password, first_name, last_name, name_key, hobbies, role, year, \
             major, minor, is_verified, first_verified_at, is_active, joined_at, last_login_at, deletion_requested_at, \
             permanent_deletion_after, own_capacity, is_matched) \
             SELECT {id}, first || n || '@ucla.edu', first || n || '@ucla.edu', '', \
             UPPER(SUBSTR(first, 1, 1)) || SUBSTR(first, 2), UPPER(SUBSTR(last, 1, 1)) || SUBSTR(last, 2), \
             last || ' ' || first, {hobby}, CASE WHEN n % 5 = 0 THEN 'MENTOR' ELSE 'MENTEE' END, n % 6, \
             ('[\"Major ' || (n % 6 * 7) || '\"]'){json}, '[]'{json}, \
             NOT (n % 20 = 3 AND n > {half}), CASE WHEN NOT (n % 20 = 3 AND n > {half}) THEN {joined} END, \
             n % 1000 <> 7, {joined}, \
             CASE WHEN n % 3 = 0 THEN NULL ELSE {login} END, \
             CASE WHEN n % 1000 = 511 AND n > {half} THEN {leaving} END, \
             CASE WHEN n % 1000 = 511 AND n > {half} THEN {end} END, \
             CASE WHEN n % 10 = 0 THEN 4 END, \
             (n % 5 <> 0 AND n BETWEEN 6 AND {half} AND n % 1000 <> 511) \
             OR (n % 10 = 0 AND n + 4 <= {half} AND n % 1000 <> 510) \
             FROM (SELECT n, CASE n WHEN {middle} THEN 'xaviera' ELSE {first} END AS first, \
             CASE WHEN n % 50 = 4 THEN 'lee' ELSE {last} END AS last FROM {numbers}) AS people",
            series = (self.series)(accounts),
            id = (self.id)("n"),
            json = self.json,
            numbers = (self.numbers)(accounts),
        )
    }

    fn matches(&self, accounts: usize) -> String {
        format!(
            "{series}INSERT INTO matches (mentee_id, mentor_id, matched_at) \
             SELECT {mentee}, {mentor}, {moment} FROM {numbers} WHERE n % 5 <> 0 AND n > 5 AND n % 1000 <> 511",
            series = (self.series)(accounts / 2),
            mentee = (self.id)("n"),
            mentor = (self.id)("(n / 5 * 5)"),
            moment = (self.moment)("1750000000 + n"),
            numbers = (self.numbers)(accounts / 2),
        )
    }

    /// The numbers of 200 mentors.
    fn numbers_of_mentors(&self) -> String {
        format!(
            "INSERT INTO score_lists (user_id, role, entries) \
             SELECT id, role, {} FROM users WHERE role = 'MENTOR' ORDER BY id DESC LIMIT 200",
            self.blank
        )
    }

    /// A list of one mentee with these mentors: points for majors, and up to 15 for goals.
    fn scores(&self) -> String {
        format!(
            "INSERT INTO score_lists (user_id, role, entries) \
             SELECT (SELECT id FROM users WHERE email = '{MENTEE}'), 'MENTEE', {} FROM ( \
             SELECT number, 35 * 2097152 + year * 3 * 32 AS points FROM score_lists JOIN users ON users.id = user_id \
             ORDER BY points DESC) AS best",
            self.packed
        )
    }

    fn log(&self, signals: usize) -> String {
        let names = "CASE n % 10 WHEN 0 THEN 'user_registered' WHEN 1 THEN 'user_authenticated' \
             WHEN 2 THEN 'user_authentication_failed' WHEN 3 THEN 'user_post_update' WHEN 4 THEN 'user_logged_out' \
             WHEN 5 THEN 'user_post_create' WHEN 6 THEN 'user_deleted' WHEN 7 THEN 'user_updated' \
             WHEN 8 THEN 'mentee_added' ELSE 'user_authentication_started' END";
        format!(
            "{series}INSERT INTO signals (id, name, sender, workflow_id, user_id, occurred_at, arguments) \
             SELECT {id}, {names}, CASE n % 2 WHEN 0 THEN 'UserManager' ELSE 'Platform' END, {workflow}, \
             CASE WHEN n % 3 > 0 THEN {user} END, {moment}, \
             ('{{\"username\": \"' || CASE n % 10 WHEN 6 THEN '[redacted]' ELSE 'p' || n || '@ucla.edu' END || '\"}}'){json} \
             FROM {numbers}",
            series = (self.series)(signals),
            id = (self.id)("n"),
            workflow = (self.id)("n / 4"),
            user = (self.id)("n % 1000"),
            moment = (self.moment)(&format!("{} - 10 * ({signals} - n)", self.now)),
            json = self.json,
            numbers = (self.numbers)(signals),
        )
    }

    /// One sign-in of every tenth account, over the last thirty days.
    fn sign_ins(&self, accounts: usize) -> String {
        let most = accounts / 10;
        format!(
            "{series}INSERT INTO signals (id, name, sender, workflow_id, user_id, occurred_at, arguments) \
             SELECT {id}, 'user_authenticated', 'user_manager', {id}, {user}, {moment}, '{{}}'{json} FROM {numbers}",
            series = (self.series)(most),
            id = (self.id)("n"),
            user = (self.id)("(n * 10)"),
            moment = (self.moment)(&format!("{} - n % (29 * 86400)", self.now)),
            json = self.json,
            numbers = (self.numbers)(most),
        )
    }
}
