//! Thousands of WebSocket clients in one process, each no more than a socket and a count of what it heard.

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
/// Sockets that share an address of their own.
const PORTS: usize = 20_000;
/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Open sockets. They close when dropped.
pub(crate) struct Watchers {
    heard: Arc<Heard>,
    count: u64,
    _reading: JoinSet<()>,
}

#[derive(Default)]
struct Heard {
    /// Events, on all sockets together.
    events: AtomicU64,
    /// How many are waited for.
    awaited: AtomicU64,
    /// Bytes of the event heard last.
    bytes: AtomicU64,
    is_enough: Notify,
}

impl Watchers {
    /// Opens `count` sockets, each of which says `hello`.
    pub(crate) async fn open(address: &str, count: usize, hello: &[Value]) -> Outcome<Self> {
        let heard = Arc::new(Heard::default());
        let hello: Arc<[u8]> = hello
            .iter()
            .flat_map(|message| frame(TEXT, message.to_string().as_bytes()))
            .collect();
        let (mut opening, mut reading) = (JoinSet::new(), JoinSet::new());
        for number in 0..count {
            let (address, hello) = (address.to_owned(), Arc::clone(&hello));
            opening
                .spawn(async move { timeout(PATIENCE, connect(number, &address, &hello)).await? });
            if number >= AT_ONCE {
                read_next(&mut opening, &mut reading, &heard).await?;
            }
        }
        while !opening.is_empty() {
            read_next(&mut opening, &mut reading, &heard).await?;
        }
        Ok(Self {
            heard,
            count: count as u64,
            _reading: reading,
        })
    }

    /// Runs something that every socket hears of, `events` times each, and answers how long that took.
    pub(crate) async fn hear<T>(
        &self,
        events: u64,
        cause: impl Future<Output = Outcome<T>>,
    ) -> Outcome<Duration> {
        let awaited = self.heard.events.load(Ordering::SeqCst) + events * self.count;
        self.heard.awaited.store(awaited, Ordering::SeqCst);
        let start = Instant::now();
        cause.await?;
        self.await_heard(awaited).await?;
        Ok(start.elapsed())
    }

    /// Waits until every socket heard so many events since it was opened.
    pub(crate) async fn have_heard(&self, events: u64) -> Outcome {
        let awaited = events * self.count;
        self.heard.awaited.store(awaited, Ordering::SeqCst);
        self.await_heard(awaited).await
    }

    async fn await_heard(&self, awaited: u64) -> Outcome {
        let hearing = async {
            while self.heard.events.load(Ordering::SeqCst) < awaited {
                self.heard.is_enough.notified().await;
            }
        };
        timeout(PATIENCE, hearing).await.map_err(|_| {
            let missing = awaited - self.heard.events.load(Ordering::SeqCst);
            format!("{missing} events did not arrive")
        })?;
        Ok(())
    }

    /// Bytes of an event.
    pub(crate) fn bytes(&self) -> u64 {
        self.heard.bytes.load(Ordering::SeqCst)
    }
}

impl Heard {
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
    heard: &Arc<Heard>,
) -> Outcome {
    if let Some(opened) = opening.join_next().await {
        let (stream, heard) = (opened??, Arc::clone(heard));
        reading.spawn(async move {
            // What is not heard any more is missed by whoever counts.
            let _ = read(stream, &heard).await;
        });
    }
    Ok(())
}

async fn connect(number: usize, address: &str, hello: &[u8]) -> Outcome<BufReader<TcpStream>> {
    let socket = TcpSocket::new_v4()?;
    // An address has 28,000 ports to connect from; the network of loopback has addresses enough.
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

async fn read(mut stream: BufReader<TcpStream>, heard: &Heard) -> Outcome {
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
            TEXT if payload.starts_with(br#"{"type":"next""#) => heard.note(length),
            PING => stream.write_all(&frame(PONG, &payload)).await?,
            CLOSE => return Ok(()),
            _ => {}
        }
    }
}

/// A frame as clients send it: masked, with a mask that changes nothing.
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
