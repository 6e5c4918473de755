//! A PostgreSQL database with enough rows and statistics for realistic plans.

use bruinbridge::signals::{Name, Sender};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use strum::VariantArray;
use tokio::sync::OnceCell;

use crate::harness::Database;

/// Fills the large tables.
const FILL: &str = r#"
CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql AS
    $$ SELECT (lpad(to_hex(n), 12, '0') || substr(md5(kind || n), 1, 20))::uuid $$;
CREATE FUNCTION pg_temp.at(n bigint) RETURNS timestamptz LANGUAGE sql AS
    $$ SELECT '2020-01-01'::timestamptz + n * interval '6 hours' $$;
INSERT INTO users (id, email, base_email, password, name_key, role, major, minor, is_verified, is_active, is_matched,
                   first_verified_at, joined_at, last_login_at, deletion_requested_at, permanent_deletion_after)
    SELECT pg_temp.id('user', n), 'p' || n || '@ucla.edu', 'p' || n || '@ucla.edu', '', 'name ' || n % 5000,
           CASE n % 3 WHEN 0 THEN 'MENTOR' ELSE 'MENTEE' END, '[]', '[]', n % 2 = 0, n % 5 <> 0, n % 7 = 0,
           CASE WHEN n % 2 = 0 THEN pg_temp.at(n) END, pg_temp.at(n), CASE WHEN n % 2 = 0 THEN pg_temp.at(n) END,
           CASE WHEN n % 4 = 0 THEN pg_temp.at(n) END, CASE WHEN n % 4 = 0 THEN pg_temp.at(n) END
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO user_terms (term, user_id, is_public, state)
    SELECT term, id, term <> email, state
    FROM users CROSS JOIN LATERAL unnest(ARRAY[email, name_key, substr(md5(email), 1, 6)]) AS terms(term);
INSERT INTO search_words (word, is_public)
    SELECT substr(md5('word' || n), 1, 8), n % 2 = 0 FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO search_word_keys (is_public, key, word)
    SELECT is_public, key, word FROM search_words CROSS JOIN LATERAL unnest(ARRAY[
        substr(word, 2), substr(word, 3), substr(word, 4), '~' || word, '~' || substr(word, 2), '~' || substr(word, 1, 7)
    ]) AS keys(key) ON CONFLICT DO NOTHING;
INSERT INTO changed_words (word) SELECT 'word' || n FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO sessions (id, user_id, digest, kind, created_at, last_seen_at, expires_at)
    SELECT pg_temp.id('session', n), pg_temp.id('user', n % 4000 + 1), decode(md5('s' || n) || md5('t' || n), 'hex'), 'MEMBER',
           pg_temp.at(n), pg_temp.at(n), pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO one_time_tokens (id, user_id, purpose, digest, created_at, expires_at)
    SELECT pg_temp.id('token', n), pg_temp.id('user', n), 'RESET', decode(md5('o' || n) || md5('p' || n), 'hex'),
           pg_temp.at(n), pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO former_addresses (id, user_id, email, base_email, replaced_at, reserved_until)
    SELECT pg_temp.id('former', n), pg_temp.id('user', n), 'f' || n || '@ucla.edu', 'f' || n || '@ucla.edu', pg_temp.at(n), pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO address_changes (user_id, id, email, requested_at)
    SELECT pg_temp.id('user', n), pg_temp.id('change', n), 'c' || n || '@ucla.edu', pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO emails (id, user_id, mailbox, recipient, kind, workflow_id, state, created_at, due_at, finished_at)
    SELECT pg_temp.id('email', n), pg_temp.id('user', n), 'user' || n || '@ucla.edu', 'user' || n || '@ucla.edu', 'VERIFICATION', pg_temp.id('workflow', n),
           CASE n % 10 WHEN 0 THEN 'QUEUED' ELSE 'SENT' END, pg_temp.at(n), pg_temp.at(n),
           CASE n % 10 WHEN 0 THEN NULL ELSE pg_temp.at(n) END
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO unsubscribe_tokens (id, user_id, digest, created_at)
    SELECT pg_temp.id('unsubscribe', n), pg_temp.id('user', n), decode(md5('u' || n) || md5('v' || n), 'hex'), pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO matches (mentee_id, mentor_id, matched_at)
    SELECT pg_temp.id('user', n), pg_temp.id('user', n / 15 * 15 + 3), pg_temp.at(n)
    FROM generate_series(1, 9000) AS numbers(n) WHERE n % 3 <> 0;
INSERT INTO concerns (id, raised_by, about_id, text, state, created_at, resolved_at)
    SELECT pg_temp.id('concern', n), pg_temp.id('user', n), pg_temp.id('user', n + 1), '',
           CASE n % 10 WHEN 0 THEN 'OPEN' ELSE 'RESOLVED' END, pg_temp.at(n), CASE n % 10 WHEN 0 THEN NULL ELSE pg_temp.at(n) END
    FROM generate_series(1, 9000) AS numbers(n);
INSERT INTO blacklist (id, mentee_id, mentor_id, base_email, blacklisted_at)
    SELECT pg_temp.id('block', n), pg_temp.id('user', n), pg_temp.id('user', n / 3 * 3 + 3), 'p' || (n / 3 * 3 + 3) || '@ucla.edu', pg_temp.at(n)
    FROM generate_series(1, 9000) AS numbers(n) WHERE n % 3 <> 0;
INSERT INTO score_lists (user_id, role, entries)
    SELECT id, role, '' FROM users WHERE role <> 'ADMIN';
INSERT INTO chat_messages (id, mentee_id, mentor_id, sender_id, body, sent_at)
    SELECT pg_temp.id('message', n), pg_temp.id('user', n % 50 + 1), pg_temp.id('user', n % 50 + 2), pg_temp.id('user', n % 50 + 1),
           '', pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO stale_scores (user_id, stale_since)
    SELECT pg_temp.id('user', n), pg_temp.at(n % 5000) FROM generate_series(1, 10000) AS numbers(n);
INSERT INTO hooks (id, url, signals, secret, policy, created_at)
    SELECT pg_temp.id('hook', n), '', '[]', '', 'FAIL_OPEN', pg_temp.at(n) FROM generate_series(1, 3) AS numbers(n);
INSERT INTO webhooks (id, url, filter, secret, transaction_id, position, due_at, created_at)
    SELECT pg_temp.id('webhook', n), '', '{}', '', 0, 0, pg_temp.at(n), pg_temp.at(n) FROM generate_series(1, 3) AS numbers(n);
INSERT INTO webhook_deliveries (id, webhook_id, signal_id, signal_name, transaction_id, position, state, attempts, first_tried_at, last_tried_at)
    SELECT pg_temp.id('delivery', n), pg_temp.id('webhook', n % 3 + 1), pg_temp.id('signal', n), '', 0, n, 'DELIVERED', 1,
           pg_temp.at(n), pg_temp.at(n)
    FROM generate_series(1, 10000) AS numbers(n);
"#;

/// Returns the statement that inserts signals of all names and senders, with the low transaction ids of a new cluster.
fn signals() -> String {
    let list = |words: Vec<&str>| words.join("','");
    let names = list(Name::VARIANTS.iter().map(|name| name.as_str()).collect());
    let senders = list(
        Sender::VARIANTS
            .iter()
            .map(|sender| sender.as_str())
            .collect(),
    );
    format!(
        r#"INSERT INTO signals (transaction_id, id, name, sender, workflow_id, user_id, actor_id, occurred_at, arguments)
    SELECT n / 8, md5('signal' || n)::uuid, names[n % cardinality(names) + 1], senders[n / 60 % cardinality(senders) + 1],
           md5('workflow' || n / 4)::uuid,
           CASE WHEN n % 3 > 0 THEN (SELECT id FROM users ORDER BY id OFFSET n % 200 LIMIT 1) END,
           CASE WHEN n % 3 > 1 THEN (SELECT id FROM users ORDER BY id OFFSET n % 150 LIMIT 1) END,
           '2020-01-01'::timestamptz + n * interval '3 hours', json_build_object('username', 'p' || n, 'email', 'p' || n || '@ucla.edu')
    FROM generate_series(1, 30000) AS numbers(n), (SELECT ARRAY['{names}'] AS names, ARRAY['{senders}'] AS senders) AS words"#
    )
}

/// Connects to the database, which is filled once per process.
pub(super) async fn postgres() -> DatabaseConnection {
    static URL: OnceCell<String> = OnceCell::const_new();
    let url = URL.get_or_init(fill).await;
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    let connection = sea_orm::Database::connect(options).await;
    let connection = connection.expect("the filled database");
    // With a few thousand rows these are cheap. The tests check whether an index can be used when there are more rows.
    let never = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";
    connection.execute_unprepared(never).await.expect(never);
    connection
}

async fn fill() -> String {
    let database = Database::postgres().await;
    let mut options = ConnectOptions::new(&database.url);
    options.max_connections(1);
    let connection = sea_orm::Database::connect(options).await;
    let connection = connection.expect("a database");
    // VACUUM marks a page as visible to all, which makes index-only scans cheap, only when the commit is on disk.
    let flushed = "SET synchronous_commit = on";
    for statement in [flushed, FILL, &signals(), "VACUUM ANALYZE"] {
        let done = connection.execute_unprepared(statement).await;
        done.unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
    connection.close().await.expect("closed");
    database.url.clone()
}
