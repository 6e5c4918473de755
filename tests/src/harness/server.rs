//! A real server in this process, on a free port, with a clock that moves only when a test advances it.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use bruinbridge::admins::register_admin;
use bruinbridge::app::App;
use bruinbridge::auth::session_review;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Secret};
use bruinbridge::db::Db;
use bruinbridge::entities::session;
use bruinbridge::http;
use bruinbridge::jobs::tail;
use bruinbridge::lifecycle::purge::purge_due;
use bruinbridge::mail::outbox::send_due;
use bruinbridge::signals::{Name, notify};
use bruinbridge::users::update_words;
use bruinbridge::work::deferred;
use chrono::Duration;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::{Instrument, Span};

use super::client::Responses;
use super::emitted::{self, LoggedSignal};
use super::mailbox::{Mailbox, link_token};
use super::plans::Recorder;
use super::{Client, Database, PASSWORD, TIMEOUT, logged};

/// A batch size that exceeds the rows of any test.
const ALL: u64 = 1000;
/// Settings of a server that hashes passwords as in production.
pub(crate) const REAL_HASHES: &[(&str, &str)] = &[("HASHER", "auto")];
/// Memory of a hash, in KiB: where the hash does not matter, a test would spend most of its time on hashing.
const LITTLE_MEMORY: u32 = 64;

/// A running server. It stops when dropped. Background jobs run only when a test runs them, except the log follower and
/// deferred work.
pub(crate) struct Server {
    /// The base URL: `http://` and the address.
    pub(crate) url: String,
    /// The URL for WebSockets.
    pub(crate) ws_url: String,
    /// The application, for tests that connect handlers or break parts of it.
    pub(crate) app: App,
    /// The mail server that emails go to when SEND_EMAILS is true.
    pub(crate) mail: Mailbox,
    /// Stops the server.
    pub(crate) stop: CancellationToken,
    /// Finishes when the server has stopped.
    pub(crate) serving: JoinHandle<io::Result<()>>,
    /// The bodies of all responses to clients so far.
    pub(super) responses: Responses,
    /// Records the statements whose query plans are checked.
    pub(super) plans: Recorder,
    deferring: JoinHandle<()>,
    background: u32,
    statements: Arc<AtomicUsize>,
    span: Span,
    _stop_on_drop: DropGuard,
    _database: Option<Database>,
}

impl Server {
    /// Starts a server on SQLite with default settings, for tests in which the database does not matter.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Same as `start`, with changes to settings that have no environment variable.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = Database::sqlite().await;
        let mut config = Config::read(&database.settings(&[])).expect("settings");
        config.hashing.memory_kib = Some(LITTLE_MEMORY);
        change(&mut config);
        let mut server = Self::launch(config, Clock::manual()).await;
        server._database = Some(database);
        server
    }

    /// Starts a server on a database that outlives it. It hashes passwords as in production if a setting is about that.
    pub(crate) async fn on(database: &Database, settings: &[(&str, &str)]) -> Self {
        let mail = Mailbox::open().await;
        let source = database
            .settings(&[("SMTP_URL", &mail.url)])
            .with("FRONTEND_URL", "https://bruinbridge.example");
        let source = settings
            .iter()
            .fold(source, |source, (name, value)| source.with(name, *value));
        let mut config = Config::read(&source).expect("settings");
        if !settings.iter().any(|(name, _)| name.starts_with("HASH")) {
            config.hashing.memory_kib = Some(LITTLE_MEMORY);
        }
        let mut server = Self::launch(config, Clock::manual()).await;
        server.mail = mail;
        server
    }

    /// Starts another server on the same database with the same clock, like another process.
    pub(crate) async fn sibling(&self) -> Self {
        self.sibling_with(|_| {}).await
    }

    /// Same as `sibling`, with changes to settings that have no environment variable.
    pub(crate) async fn sibling_with(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = (*self.app.config).clone();
        change(&mut config);
        Self::launch(config, self.app.clock.clone()).await
    }

    /// Starts the job that ends live connections of expired sessions by the clock. Without it only signals end them,
    /// which lets tests cover signals alone.
    pub(crate) fn end_sessions_in_time(&self) {
        tokio::spawn(session_review::end_in_time(
            self.app.clone(),
            self.stop.clone(),
        ));
    }

    async fn launch(config: Config, clock: Clock) -> Self {
        logged::listen();
        let mut db = Db::connect(&config.database).await.expect("a database");
        let statements = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&statements);
        let recorder = Recorder::default();
        let plans = recorder.clone();
        db.observe(move |info| {
            recorder.observe(info);
            // The log follower polls this table every second, and on PostgreSQL first reads which transactions are open;
            // notices are sent in the background.
            let is_background = [r#"FROM "signals""#, "pg_current_snapshot", "pg_notify"];
            let is_background = is_background.map(|text| info.statement.sql.contains(text));
            if !is_background.contains(&true) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        let listener = TcpListener::bind(config.bind).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let app = App::new(config, db, clock).expect("an application");
        let stop = CancellationToken::new();
        tokio::spawn(tail::follow(app.clone(), stop.clone()));
        let exchange = notify::exchange(app.clone(), notify::IDLE_CHECK, stop.clone());
        tokio::spawn(exchange);
        let deferring = tokio::spawn(run_deferred(app.clone(), stop.clone()));
        let serving = http::serve(app.clone(), listener, stop.clone());
        Self {
            url: format!("http://{address}"),
            ws_url: format!("ws://{address}/graphql"),
            background: u32::try_from(app.background.available_permits()).expect("a small number"),
            app,
            mail: Mailbox::open().await,
            statements,
            plans,
            serving: tokio::spawn(serving),
            deferring,
            _stop_on_drop: stop.clone().drop_guard(),
            stop,
            responses: Responses::default(),
            span: tracing::info_span!("server", %address),
            _database: None,
        }
    }

    /// Counts the statements that were run so far, except those that follow the log or notify other processes.
    pub(crate) fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    /// Sets whether the plans of statements that the test itself runs, such as in jobs, are checked from now on.
    pub(crate) fn plan_jobs(&self, are_planned: bool) {
        self.plans.take_jobs(are_planned);
    }

    /// Returns the current time of the clock, in the format of responses.
    pub(crate) fn now(&self) -> String {
        self.at(Duration::zero())
    }

    /// Returns the time that is this far from now, in the format of responses.
    pub(crate) fn at(&self, from_now: Duration) -> String {
        (self.app.clock.now() + from_now).to_rfc3339()
    }

    /// Advances the clock.
    pub(crate) fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Runs one round of the outbox and returns how many emails the mail server accepted.
    pub(crate) async fn send_emails(&self) -> usize {
        self.background_finished().await;
        let round = send_due(&self.app, ALL).instrument(self.span.clone());
        round.await.expect("a round of the outbox").accepted
    }

    /// Runs one round of the purge and returns how many accounts it deleted.
    pub(crate) async fn purge(&self) -> u64 {
        purge_due(&self.app, ALL)
            .await
            .expect("a round of the purge")
    }

    /// Runs the job that updates the search words, until nothing is left to do.
    pub(crate) async fn update_words(&self) {
        while update_words(&self.app, ALL).await.expect("a round") > 0 {}
    }

    /// Stops running deferred work automatically: from now on only `deferred_finished` does.
    pub(crate) fn hold_deferred(&self) {
        self.deferring.abort();
    }

    /// Runs the work that requests deferred.
    pub(crate) async fn deferred_finished(&self) {
        deferred::drain(&self.app).await;
    }

    /// Waits for deferred work and background work, which responses do not wait for.
    pub(crate) async fn background_finished(&self) {
        self.deferred_finished().await;
        let all = self.app.background.acquire_many(self.background);
        drop(all.await.expect("permits for background work"));
    }

    /// Waits until the last use of every session is recorded, which requests do not wait for.
    pub(crate) async fn noted_use_of_sessions(&self) {
        let is_recorded = session::Column::LastSeenAt.eq(self.app.clock.now());
        let waiting = async {
            let missing = || session::Entity::find().filter(is_recorded.clone().not());
            while missing()
                .one(self.app.db.reader())
                .await
                .expect("sessions")
                .is_some()
            {
                tokio::task::yield_now().await;
            }
        };
        timeout(TIMEOUT, waiting)
            .await
            .expect("recorded use of sessions");
    }

    /// Sends pending emails and returns the token in the newest email to an address.
    pub(crate) async fn token_for(&self, email: &str) -> String {
        self.send_emails().await;
        self.mail.token_for(email)
    }

    /// Sends pending emails and returns the code in the newest email to an address.
    pub(crate) async fn code_for(&self, email: &str) -> String {
        self.send_emails().await;
        self.mail.code_for(email)
    }

    /// Returns the token of the newest link that this server logged instead of sending it.
    pub(crate) fn logged_token(&self) -> String {
        let address = self.url.trim_start_matches("http://");
        let span = format!("server{{address={address}}}");
        let lines = logged::log_lines();
        let ours = lines.iter().rev().filter(|line| line.contains(&span));
        ours.filter_map(|line| link_token(line))
            .next()
            .expect("a link in the log")
    }

    /// Returns the log: every signal emitted so far.
    pub(crate) async fn signals(&self) -> Vec<LoggedSignal> {
        self.background_finished().await;
        emitted::all(&self.app).await
    }

    /// Clears the log, so that a test sees only the signals that its next step emits.
    pub(crate) async fn forget_signals(&self) {
        self.background_finished().await;
        emitted::forget(&self.app).await;
    }

    /// Waits until readers see the whole log. On PostgreSQL this waits for every earlier transaction to end, even
    /// one of another test.
    pub(crate) async fn wait_for_log(&self) {
        self.background_finished().await;
        emitted::wait_until_stable(&self.app).await;
    }

    /// Returns the bodies of all responses that clients of this server received so far.
    pub(crate) fn responses(&self) -> Vec<String> {
        let responses = self.responses.lock();
        responses.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the log contains a signal with this name, and returns the first one.
    pub(crate) async fn await_signal(&self, name: Name) -> LoggedSignal {
        emitted::wait_for(&self.app, name).await
    }

    /// Returns a client without a session.
    pub(crate) fn client(&self) -> Client {
        Client::new(self, None)
    }

    /// Returns a client with this session token.
    pub(crate) fn client_with(&self, token: &str) -> Client {
        Client::new(self, Some(token))
    }

    /// Registers a mentee and returns their signed-in client.
    pub(crate) async fn member(&self, email: &str) -> Client {
        self.register(email, "MENTEE").await;
        self.client().log_in(email, PASSWORD).await
    }

    /// Registers a mentor and returns their signed-in client.
    pub(crate) async fn mentor(&self, email: &str) -> Client {
        self.register(email, "MENTOR").await;
        self.client().log_in(email, PASSWORD).await
    }

    /// Registers an account and verifies its email address, unless AUTO_VERIFY has done so.
    pub(crate) async fn register(&self, email: &str, role: &str) {
        let input = json!({ "email": email, "password": PASSWORD, "role": role });
        self.client().accept("register", input, "note").await;
        self.deferred_finished().await;
        if !self.app.config.accounts.auto_verify {
            let input = json!({ "token": self.token_for(email).await });
            self.client().accept("verifyEmail", input, "email").await;
        }
    }

    /// Creates an administrator with a built-in role and returns their client, signed in as an administrator.
    pub(crate) async fn admin(&self, role: &str) -> Client {
        let username = role.to_lowercase();
        self.register_admin(&username, role).await;
        let input = json!({ "username": username, "password": PASSWORD });
        let payload = self.client().accept("loginAdmin", input, "token").await;
        self.client_with(payload["token"].as_str().expect("a token"))
    }

    /// Creates an administrator with the email `<username>@ucla.edu`, as the command line does.
    pub(crate) async fn register_admin(&self, username: &str, role: &str) {
        let registration = register_admin::AdminRegistration {
            username: username.to_owned(),
            email: format!("{username}@ucla.edu"),
            password: Secret::new(PASSWORD.to_owned()),
            role_name: role.to_owned(),
        };
        register_admin::register_admin(&self.app, None, registration)
            .await
            .expect("an administrator");
    }

    /// Returns the session token of a member, who is registered on the first call.
    pub(crate) async fn token(&self) -> String {
        const EMAIL: &str = "token@ucla.edu";
        let input = json!({ "email": EMAIL, "password": PASSWORD });
        self.client().mutate("register", input, "note").await;
        let client = self.client().log_in(EMAIL, PASSWORD).await;
        // A subscription that starts from now on does not receive signals of this registration.
        self.wait_for_log().await;
        client.token.expect("a token")
    }
}

/// Runs deferred work all the time, without the pace of the job.
async fn run_deferred(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        deferred::drain(&app).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}
