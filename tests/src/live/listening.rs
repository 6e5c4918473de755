//! How a process that listens for notifications detects that its connection is dead.

use std::future;
use std::sync::Arc;
use std::time::Duration;

use bruinbridge::app::App;
use bruinbridge::clock::Clock;
use bruinbridge::config::Config;
use bruinbridge::signals::notify;
use sea_orm::ConnectionTrait;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::harness::{Database, TIMEOUT};

/// A proxy to a database that can silently drop its connections, as networks do with idle ones.
struct Proxy {
    url: String,
    dropping: Arc<Notify>,
}

impl Proxy {
    async fn to(database: &Database) -> Self {
        let (scheme, rest) = database.url.split_once('@').expect("a user");
        let (address, name) = rest.split_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let here = listener.local_addr().expect("an address");
        let dropping = Arc::new(Notify::new());
        tokio::spawn(forward(listener, address.to_owned(), Arc::clone(&dropping)));
        Self {
            url: format!("{scheme}@{here}/{name}"),
            dropping,
        }
    }

    /// Stops forwarding on the current connections without closing them.
    fn drop_silently(&self) {
        self.dropping.notify_waiters();
    }
}

async fn forward(listener: TcpListener, address: String, dropping: Arc<Notify>) {
    loop {
        let (mut client, _) = listener.accept().await.expect("a connection");
        let mut database = TcpStream::connect(&address).await.expect("the database");
        let dropping = Arc::clone(&dropping);
        tokio::spawn(async move {
            tokio::select! {
                _ = copy_bidirectional(&mut client, &mut database) => {}
                () = dropping.notified() => future::pending().await,
            }
        });
    }
}

async fn notify_channel(app: &App) {
    let notify = "SELECT pg_notify('bruinbridge_signals', 'another process')";
    let result = app.db.writer().execute_unprepared(notify).await;
    result.expect("PostgreSQL accepts it");
}

async fn woken(app: &App) {
    let woken = timeout(TIMEOUT, app.wake_tail.notified()).await;
    woken.expect("the tail is woken");
}

#[tokio::test]
async fn a_connection_that_was_lost_silently_is_opened_again() {
    let database = Database::postgres().await;
    let proxy = Proxy::to(&database).await;
    let settings = database.settings(&[("DATABASE_URL", &proxy.url)]);
    let config = Config::read(&settings).expect("settings");
    let db = database.connect().await;
    let app = App::new(config, db, Clock::manual()).expect("an application");
    let stop = CancellationToken::new();
    let _stop_on_drop = stop.clone().drop_guard();
    let silence = Duration::from_millis(600);
    tokio::spawn(notify::exchange(app.clone(), silence, stop));
    // Each new connection wakes the tail.
    woken(&app).await;
    notify_channel(&app).await;
    woken(&app).await;
    proxy.drop_silently();
    woken(&app).await;
    notify_channel(&app).await;
    woken(&app).await;
    database.remove().await;
}
