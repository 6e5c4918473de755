//! A mail server that keeps every email it receives and can simulate failures.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The setting that makes the server send its emails to the test's mail server.
pub(crate) const MAIL: &[(&str, &str)] = &[("SEND_EMAILS", "true")];

/// How the mail server responds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Accepts every email.
    Good,
    /// Asks the client to try again later (450).
    Busy,
    /// Responds that the mailbox does not exist (550 5.1.1).
    Refusing,
    /// Rejects the email for a reason other than the address (554 5.7.1).
    Unwilling,
    /// Accepts the email, but closes the connection before it says so.
    Forgetful,
    /// Closes the connection at once, as if the server were down.
    Away,
    /// Accepts the connection and never responds.
    Silent,
}

/// A received email.
#[derive(Debug, Clone)]
pub(crate) struct Email {
    /// The recipient.
    pub(crate) to: String,
    /// The headers and the decoded body.
    pub(crate) text: String,
}

/// A running mail server. It stops when dropped.
pub(crate) struct Mailbox {
    /// The value of `SMTP_URL`.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

struct State {
    mood: Mood,
    emails: Vec<Email>,
    /// The names that clients introduced themselves with.
    names: Vec<String>,
    /// Clients that wait for a first word.
    ignored: usize,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Mailbox {
    /// Starts a mail server on a free port.
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Good,
            emails: Vec::new(),
            names: Vec::new(),
            ignored: 0,
        }));
        Self {
            url: format!("smtp://{address}"),
            state: Arc::clone(&state),
            serving: tokio::spawn(serve(listener, state)),
        }
    }

    /// Sets how the mail server responds from now on.
    pub(crate) fn is_in(&self, mood: Mood) {
        lock(&self.state).mood = mood;
    }

    /// Returns every email received so far.
    pub(crate) fn emails(&self) -> Vec<Email> {
        lock(&self.state).emails.clone()
    }

    /// Returns how many clients the silent server let wait so far.
    pub(crate) fn ignored(&self) -> usize {
        lock(&self.state).ignored
    }

    /// Returns the names with which clients introduced themselves so far.
    pub(crate) fn names(&self) -> Vec<String> {
        lock(&self.state).names.clone()
    }

    /// Returns the emails to one address received so far.
    pub(crate) fn emails_to(&self, email: &str) -> Vec<Email> {
        let mut emails = self.emails();
        emails.retain(|mail| mail.to == email);
        emails
    }

    /// Returns the token in the newest email to an address that has one.
    pub(crate) fn token_for(&self, email: &str) -> String {
        self.newest(email, Email::token)
    }

    /// Returns the code in the newest email to an address that has one.
    pub(crate) fn code_for(&self, email: &str) -> String {
        self.newest(email, Email::code)
    }

    fn newest(&self, email: &str, secret: fn(&Email) -> Option<String>) -> String {
        let emails = self.emails_to(email);
        let mut secrets = emails.iter().rev().filter_map(secret);
        let secret = secrets.next();
        secret.unwrap_or_else(|| panic!("no email with a token or code to {email}"))
    }
}

impl Email {
    /// Returns the token in the email's link, if there is one.
    pub(crate) fn token(&self) -> Option<String> {
        link_token(&self.text)
    }

    /// Returns the code in the email's text, if there is one.
    pub(crate) fn code(&self) -> Option<String> {
        let is_code = |line: &&str| {
            let is_of_code = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
            let is_grouped = line.len() == 9 && line.as_bytes()[4] == b'-';
            (line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
                || (is_grouped && line.replace('-', "").bytes().all(is_of_code))
        };
        let mut lines = self.text.lines().map(str::trim);
        lines.find(is_code).map(str::to_owned)
    }
}

/// Returns the token in the first link of a text.
pub(super) fn link_token(text: &str) -> Option<String> {
    let links = [
        "/verify-email?token=",
        "/reset-password/",
        "/confirm-email?token=",
        "/undo-email-change?token=",
    ];
    let (_, rest) = links.iter().find_map(|link| text.split_once(link))?;
    let is_of_token =
        |character: &char| character.is_ascii_alphanumeric() || "-_".contains(*character);
    Some(rest.chars().take_while(is_of_token).collect())
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve_client(stream, Arc::clone(&state)));
    }
}

/// Implements as much of SMTP (RFC 5321) as a client needs to send emails. Returns when the client disconnects.
async fn serve_client(stream: TcpStream, state: Arc<Mutex<State>>) -> Option<()> {
    let mood = lock(&state).mood;
    match mood {
        Mood::Away => return None,
        Mood::Silent => {
            lock(&state).ignored += 1;
            std::future::pending().await
        }
        _ => {}
    }
    let mut stream = BufReader::new(stream);
    write_line(&mut stream, "220 mailbox").await?;
    let mut to = String::new();
    loop {
        let line = read_line(&mut stream).await?;
        let word = line.split([' ', ':']).next().unwrap_or_default();
        let mood = lock(&state).mood;
        match (word.to_ascii_uppercase().as_str(), mood) {
            ("RCPT", Mood::Busy) => write_line(&mut stream, "450 try again later").await?,
            ("RCPT", Mood::Refusing) => {
                write_line(&mut stream, "550 5.1.1 no such mailbox").await?
            }
            ("RCPT", Mood::Unwilling) => write_line(&mut stream, "554 5.7.1 not from you").await?,
            ("RCPT", _) => {
                let address = line.split(['<', '>']).nth(1);
                to = address.unwrap_or_default().to_owned();
                write_line(&mut stream, "250 ok").await?;
            }
            ("DATA", _) => {
                write_line(&mut stream, "354 go on").await?;
                let text = read_email(&mut stream).await?;
                let to = std::mem::take(&mut to);
                lock(&state).emails.push(Email { to, text });
                if mood == Mood::Forgetful {
                    return None;
                }
                write_line(&mut stream, "250 taken").await?;
            }
            ("EHLO", _) => {
                let name = line.split_once(' ').map_or("", |(_, name)| name);
                lock(&state).names.push(name.to_owned());
                write_line(&mut stream, "250-mailbox\r\n250 AUTH PLAIN").await?
            }
            ("AUTH", _) => write_line(&mut stream, "235 welcome").await?,
            ("QUIT", _) => return write_line(&mut stream, "221 bye").await,
            _ => write_line(&mut stream, "250 ok").await?,
        }
    }
}

/// Reads an email up to the line with a single dot and decodes the quoted-printable body.
async fn read_email(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    loop {
        let line = read_line(stream).await?;
        if line == "." {
            return Some(text.replace("=3D", "="));
        }
        match line.strip_suffix('=') {
            Some(continued) => text.push_str(continued),
            None => {
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
}

async fn write_line(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream
        .write_all(format!("{line}\r\n").as_bytes())
        .await
        .ok()
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
