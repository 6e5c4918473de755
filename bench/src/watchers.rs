//! Thousands of WebSocket clients in one process; they only count the events that they receive.

use crate::Outcome;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Sockets that are opened at the same time.
const AT_ONCE: usize = 64;
/// Sockets per local address.
const PORTS: usize = 20_000;
/// How long to wait for sockets and events.
const TIMEOUT: Duration = Duration::from_secs(60);
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Open sockets. They close when dropped.
pub(crate) struct Watchers {
    received: Arc<Received>,
    count: u64,
    _reading: JoinSet<()>,
}

#[derive(Default)]
struct Received {
    /// The number of events on all sockets together.
    events: AtomicU64,
    /// The number of events to wait for.
    awaited: AtomicU64,
    /// The size of the last event in bytes.
    bytes: AtomicU64,
    is_enough: Notify,
}

impl Watchers {
    /// Opens `count` sockets, each of which sends `hello`.
    pub(crate) async fn open(address: &str, count: usize, hello: &[Value]) -> Outcome<Self> {
        let received = Arc::new(Received::default());
        let hello: Arc<[u8]> = hello
            .iter()
            .flat_map(|message| frame(TEXT, message.to_string().as_bytes()))
            .collect();
        let (mut opening, mut reading) = (JoinSet::new(), JoinSet::new());
        for number in 0..count {
            let (address, hello) = (address.to_owned(), Arc::clone(&hello));
            opening
                .spawn(async move { timeout(TIMEOUT, connect(number, &address, &hello)).await? });
            if number >= AT_ONCE {
                read_next(&mut opening, &mut reading, &received).await?;
            }
        }
        while !opening.is_empty() {
            read_next(&mut opening, &mut reading, &received).await?;
        }
        Ok(Self {
            received,
            count: count as u64,
            _reading: reading,
        })
    }

    /// Runs `cause`, which sends `events` events to every socket, and returns how long it took until all arrived.
    pub(crate) async fn receive<T>(
        &self,
        events: u64,
        cause: impl Future<Output = Outcome<T>>,
    ) -> Outcome<Duration> {
        let awaited = self.received.events.load(Ordering::SeqCst) + events * self.count;
        self.received.awaited.store(awaited, Ordering::SeqCst);
        let start = Instant::now();
        cause.await?;
        self.await_events(awaited).await?;
        Ok(start.elapsed())
    }

    /// Waits until every socket has received `events` events since it was opened.
    pub(crate) async fn have_received(&self, events: u64) -> Outcome {
        let awaited = events * self.count;
        self.received.awaited.store(awaited, Ordering::SeqCst);
        self.await_events(awaited).await
    }

    async fn await_events(&self, awaited: u64) -> Outcome {
        let receiving = async {
            while self.received.events.load(Ordering::SeqCst) < awaited {
                self.received.is_enough.notified().await;
            }
        };
        timeout(TIMEOUT, receiving).await.map_err(|_| {
            let missing = awaited - self.received.events.load(Ordering::SeqCst);
            format!("{missing} events did not arrive")
        })?;
        Ok(())
    }

    /// The size of an event in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.received.bytes.load(Ordering::SeqCst)
    }
}

impl Received {
    fn note(&self, bytes: usize) {
        self.bytes.store(bytes as u64, Ordering::Relaxed);
        let events = self.events.fetch_add(1, Ordering::SeqCst) + 1;
        if events == self.awaited.load(Ordering::SeqCst) {
            self.is_enough.notify_one();
        }
    }
}

async fn read_next(
    opening: &mut JoinSet<Outcome<BufReader<TcpStream>>>,
    reading: &mut JoinSet<()>,
    received: &Arc<Received>,
) -> Outcome {
    if let Some(opened) = opening.join_next().await {
        let (stream, received) = (opened??, Arc::clone(received));
        reading.spawn(async move {
            // A socket that fails shows as missing events.
            let _ = read(stream, &received).await;
        });
    }
    Ok(())
}

async fn connect(number: usize, address: &str, hello: &[u8]) -> Outcome<BufReader<TcpStream>> {
    let socket = TcpSocket::new_v4()?;
    // An address has 28,000 ports to connect from; the loopback network has enough addresses.
    let own = u8::try_from(1 + number / PORTS)?;
    socket.bind(([127, 0, 0, own], 0).into())?;
    let stream = socket.connect(address.parse()?).await?;
    let mut stream = BufReader::with_capacity(1024, stream);
    stream.set_nodelay(true)?;
    let request = format!(
        "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut last = [0_u8; 4];
    while last != *b"\r\n\r\n" {
        last.rotate_left(1);
        last[3] = stream.read_u8().await?;
    }
    stream.write_all(hello).await?;
    Ok(stream)
}

trait NoDelay {
    fn set_nodelay(&self, is_set: bool) -> std::io::Result<()>;
}

impl NoDelay for BufReader<TcpStream> {
    fn set_nodelay(&self, is_set: bool) -> std::io::Result<()> {
        self.get_ref().set_nodelay(is_set)
    }
}

async fn read(mut stream: BufReader<TcpStream>, received: &Received) -> Outcome {
    loop {
        let opcode = stream.read_u8().await? & 0x0f;
        let length = match stream.read_u8().await? {
            126 => usize::from(stream.read_u16().await?),
            127 => usize::try_from(stream.read_u64().await?)?,
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload).await?;
        match opcode {
            TEXT if payload.starts_with(br#"{"type":"next""#) => received.note(length),
            PING => stream.write_all(&frame(PONG, &payload)).await?,
            CLOSE => return Ok(()),
            _ => {}
        }
    }
}

/// A client's frame: masked, with a mask that changes nothing.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match u16::try_from(payload.len()) {
        Ok(length @ 0..126) => frame.push(0x80 | length.to_be_bytes()[1]),
        length => {
            frame.push(0x80 | 126);
            frame.extend(length.unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
