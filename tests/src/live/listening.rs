//! How a process that listens for others notices that it would not hear them any more.

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

use crate::harness::{Database, PATIENCE};

/// A way to a database that can forget its connections, as networks do with those on which nothing is said.
struct Way {
    url: String,
    forgetting: Arc<Notify>,
}

impl Way {
    async fn to(database: &Database) -> Self {
        let (scheme, rest) = database.url.split_once('@').expect("a user");
        let (address, name) = rest.split_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let here = listener.local_addr().expect("an address");
        let forgetting = Arc::new(Notify::new());
        tokio::spawn(carry(listener, address.to_owned(), Arc::clone(&forgetting)));
        Self {
            url: format!("{scheme}@{here}/{name}"),
            forgetting,
        }
    }

    /// Nothing more gets through on what is connected now, and neither end is told.
    fn forget(&self) {
        self.forgetting.notify_waiters();
    }
}

async fn carry(listener: TcpListener, address: String, forgetting: Arc<Notify>) {
    loop {
        let (mut client, _) = listener.accept().await.expect("a connection");
        let mut database = TcpStream::connect(&address).await.expect("the database");
        let forgetting = Arc::clone(&forgetting);
        tokio::spawn(async move {
            tokio::select! {
                _ = copy_bidirectional(&mut client, &mut database) => {}
                () = forgetting.notified() => future::pending().await,
            }
        });
    }
}

async fn say(app: &App) {
    let notify = "SELECT pg_notify('bruinbridge_signals', 'another process')";
    let said = app.db.writer().execute_unprepared(notify).await;
    said.expect("PostgreSQL takes it");
}

async fn woken(app: &App) {
    let woken = timeout(PATIENCE, app.wake_tail.notified()).await;
    woken.expect("the tail is woken");
}

#[tokio::test]
async fn a_connection_that_was_lost_in_silence_is_made_anew() {
    let database = Database::postgres().await;
    let way = Way::to(&database).await;
    let settings = database.settings(&[("DATABASE_URL", &way.url)]);
    let config = Config::read(&settings).expect("settings");
    let db = database.connect().await;
    let app = App::new(config, db, Clock::manual()).expect("an application");
    let stop = CancellationToken::new();
    let _stop_on_drop = stop.clone().drop_guard();
    let silence = Duration::from_millis(600);
    tokio::spawn(notify::exchange(app.clone(), silence, stop));
    // Each beginning wakes the tail.
    woken(&app).await;
    say(&app).await;
    woken(&app).await;
    way.forget();
    woken(&app).await;
    say(&app).await;
    woken(&app).await;
    database.remove().await;
}
