//! A real server in this process: on a free port, with a clock that stands still until it is moved.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use bruinbridge::app::App;
use bruinbridge::auth::session_renewal;
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Secret};
use bruinbridge::db::Db;
use bruinbridge::entities::session;
use bruinbridge::jobs::tail;
use bruinbridge::lifecycle::purge::purge_due;
use bruinbridge::mail::outbox::send_due;
use bruinbridge::signals::{Name, notify};
use bruinbridge::{admins::register_admin, graphql, http};
use chrono::Duration;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::{Instrument, Span};

use super::client::Answers;
use super::emitted::{self, LoggedSignal};
use super::mailbox::{Mailbox, link_token};
use super::plans::Recorder;
use super::{Client, Database, PASSWORD, PATIENCE, logged};

/// More than any test has rows for.
const ALL: u64 = 1000;

/// A running server. It stops when dropped. Its jobs run when a test says so; only the log is followed.
pub(crate) struct Server {
    /// `http://` and the address.
    pub(crate) url: String,
    /// Where sockets are opened.
    pub(crate) ws_url: String,
    /// The application, for connecting handlers and for breaking parts.
    pub(crate) app: App,
    /// The mail server that emails go to when SEND_EMAILS is true.
    pub(crate) mail: Mailbox,
    /// Stops the server.
    pub(crate) stop: CancellationToken,
    /// Ends when the server has stopped.
    pub(crate) serving: JoinHandle<io::Result<()>>,
    /// What clients were answered so far.
    pub(super) responses: Answers,
    /// Statements whose plans are to be checked.
    pub(super) plans: Recorder,
    background: u32,
    statements: Arc<AtomicUsize>,
    span: Span,
    _stop_on_drop: DropGuard,
    _database: Option<Database>,
}

impl Server {
    /// A server on SQLite with default settings, for tests in which the database does not matter.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with settings changed that have no variable.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = Database::sqlite().await;
        let mut config = Config::read(&database.settings(&[])).expect("settings");
        change(&mut config);
        let mut server = Self::launch(config, Clock::manual()).await;
        server._database = Some(database);
        server
    }

    /// A server on a database that outlives it.
    pub(crate) async fn on(database: &Database, settings: &[(&str, &str)]) -> Self {
        let mail = Mailbox::open().await;
        let source = database
            .settings(&[("SMTP_URL", &mail.url)])
            .with("FRONTEND_URL", "https://bruinbridge.example");
        let source = settings
            .iter()
            .fold(source, |source, (name, value)| source.with(name, *value));
        let config = Config::read(&source).expect("settings");
        let mut server = Self::launch(config, Clock::manual()).await;
        server.mail = mail;
        server
    }

    /// Another server on the same database and with the same clock, as another process would be.
    pub(crate) async fn sibling(&self) -> Self {
        let config = (*self.app.config).clone();
        Self::launch(config, self.app.clock.clone()).await
    }

    /// Ends sessions by the clock from now on. Until then only what is told ends them, so that a test of that is one.
    pub(crate) fn end_sessions_in_time(&self) {
        tokio::spawn(session_renewal::end_in_time(
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
            // Whoever follows the log asks it every second.
            if !info.statement.sql.contains(r#"FROM "signals""#) {
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
        let serving = http::serve(app.clone(), graphql::schema(&app), listener, stop.clone());
        Self {
            url: format!("http://{address}"),
            ws_url: format!("ws://{address}/graphql"),
            background: u32::try_from(app.background.available_permits()).expect("a small number"),
            app,
            mail: Mailbox::open().await,
            statements,
            plans,
            serving: tokio::spawn(serving),
            _stop_on_drop: stop.clone().drop_guard(),
            stop,
            responses: Answers::default(),
            span: tracing::info_span!("server", %address),
            _database: None,
        }
    }

    /// How many statements were run so far, without those that read the log.
    pub(crate) fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the plans of statements that the test itself runs, such as jobs, are checked from now on.
    pub(crate) fn plan_jobs(&self, are_planned: bool) {
        self.plans.take_jobs(are_planned);
    }

    /// The moment at which the clock stands, as answers write it.
    pub(crate) fn now(&self) -> String {
        self.at(Duration::zero())
    }

    /// A moment so far from now, as answers write it.
    pub(crate) fn at(&self, from_now: Duration) -> String {
        (self.app.clock.now() + from_now).to_rfc3339()
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// One round of the outbox; returns how many emails the mail server took.
    pub(crate) async fn send_emails(&self) -> usize {
        self.background_finished().await;
        let round = send_due(&self.app, ALL).instrument(self.span.clone());
        round.await.expect("a round of the outbox")
    }

    /// One round of the purge; returns how many accounts went.
    pub(crate) async fn purge(&self) -> u64 {
        purge_due(&self.app, ALL)
            .await
            .expect("a round of the purge")
    }

    /// Waits for the work that answers do not wait for.
    pub(crate) async fn background_finished(&self) {
        let all = self.app.background.acquire_many(self.background);
        drop(all.await.expect("room for background work"));
    }

    /// Waits until the last use of every session is noted, which requests do not wait for.
    pub(crate) async fn noted_use_of_sessions(&self) {
        let noted = session::Column::LastSeenAt.eq(self.app.clock.now());
        let waiting = async {
            let missing = || session::Entity::find().filter(noted.clone().not());
            while missing()
                .one(self.app.db.reader())
                .await
                .expect("sessions")
                .is_some()
            {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, waiting)
            .await
            .expect("the use of sessions is noted");
    }

    /// Sends what is pending and returns the token of the newest email to an address.
    pub(crate) async fn token_for(&self, email: &str) -> String {
        self.send_emails().await;
        self.mail.token_for(email)
    }

    /// The token of the newest link that this server wrote to its log instead of sending it.
    pub(crate) fn logged_token(&self) -> String {
        let address = self.url.trim_start_matches("http://");
        let here = format!("server{{address={address}}}");
        let lines = logged::log_lines();
        let ours = lines.iter().rev().filter(|line| line.contains(&here));
        ours.filter_map(|line| link_token(line))
            .next()
            .expect("a link in the log")
    }

    /// The log: everything told so far.
    pub(crate) async fn signals(&self) -> Vec<LoggedSignal> {
        self.background_finished().await;
        emitted::all(&self.app).await
    }

    /// Forgets what the log holds, so that a test sees only what its next step tells.
    pub(crate) async fn forget_signals(&self) {
        self.background_finished().await;
        emitted::forget(&self.app).await;
    }

    /// Waits until readers see the whole log: on PostgreSQL no transaction that began before may be open,
    /// not even another test's.
    pub(crate) async fn wait_for_log(&self) {
        self.background_finished().await;
        emitted::wait_until_stable(&self.app).await;
    }

    /// Every answer that a client of this server got so far.
    pub(crate) fn responses(&self) -> Vec<String> {
        let responses = self.responses.lock();
        responses.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the log holds a signal of this name, and returns the first.
    pub(crate) async fn await_signal(&self, name: Name) -> LoggedSignal {
        emitted::wait_for(&self.app, name).await
    }

    /// Nobody.
    pub(crate) fn client(&self) -> Client {
        Client::new(self, None)
    }

    /// Whoever has this token.
    pub(crate) fn client_with(&self, token: &str) -> Client {
        Client::new(self, Some(token))
    }

    /// A new mentee, signed in.
    pub(crate) async fn member(&self, email: &str) -> Client {
        self.register(email, "MENTEE").await;
        self.client().log_in(email, PASSWORD).await
    }

    /// A new mentor, signed in.
    pub(crate) async fn mentor(&self, email: &str) -> Client {
        self.register(email, "MENTOR").await;
        self.client().log_in(email, PASSWORD).await
    }

    /// Registers an account and proves its address, where that is not done at once.
    pub(crate) async fn register(&self, email: &str, role: &str) {
        let input = json!({ "email": email, "password": PASSWORD, "role": role });
        self.client().accept("register", input, "note").await;
        if !self.app.config.accounts.auto_verify {
            let input = json!({ "token": self.token_for(email).await });
            self.client().accept("verifyEmail", input, "email").await;
        }
    }

    /// A new administrator with one of the built-in roles, signed in to administer.
    pub(crate) async fn admin(&self, role: &str) -> Client {
        let username = role.to_lowercase();
        self.register_admin(&username, role).await;
        let input = json!({ "username": username, "password": PASSWORD });
        let payload = self.client().accept("loginAdmin", input, "token").await;
        self.client_with(payload["token"].as_str().expect("a token"))
    }

    /// Makes an administrator, as the command line does, under `<username>@ucla.edu`.
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

    /// The session token of some member, made when first asked for.
    pub(crate) async fn token(&self) -> String {
        const EMAIL: &str = "token@ucla.edu";
        let input = json!({ "email": EMAIL, "password": PASSWORD });
        self.client().mutate("register", input, "note").await;
        let client = self.client().log_in(EMAIL, PASSWORD).await;
        // A subscription from now on has nothing to tell of it.
        self.wait_for_log().await;
        client.token.expect("a token")
    }
}
