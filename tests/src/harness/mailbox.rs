//! A mail server that keeps what it gets, and can be in a bad mood.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The setting under which emails are sent to the server's postbox.
pub(crate) const MAIL: &[(&str, &str)] = &[("SEND_EMAILS", "true")];

/// How the mail server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes every email.
    Good,
    /// It asks to try again later (450).
    Busy,
    /// It says that there is no such mailbox (550 5.1.1).
    Refusing,
    /// It refuses for a reason that is not the address (554 5.7.1).
    Unwilling,
    /// It hangs up at once, as if it were not there.
    Away,
    /// It takes the connection and says nothing.
    Silent,
}

/// One email as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Email {
    /// The recipient.
    pub(crate) to: String,
    /// Headers and body, with the body's encoding undone.
    pub(crate) text: String,
}

/// A running mail server. It ends when dropped.
pub(crate) struct Mailbox {
    /// For `SMTP_URL`.
    pub(crate) url: String,
    inside: Arc<Mutex<Inside>>,
    serving: JoinHandle<()>,
}

struct Inside {
    mood: Mood,
    emails: Vec<Email>,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Mailbox {
    /// Opens one on a free port.
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let inside = Arc::new(Mutex::new(Inside {
            mood: Mood::Good,
            emails: Vec::new(),
        }));
        Self {
            url: format!("smtp://{address}"),
            inside: Arc::clone(&inside),
            serving: tokio::spawn(serve(listener, inside)),
        }
    }

    /// Changes how it answers from now on.
    pub(crate) fn is_in(&self, mood: Mood) {
        lock(&self.inside).mood = mood;
    }

    /// Every email so far.
    pub(crate) fn emails(&self) -> Vec<Email> {
        lock(&self.inside).emails.clone()
    }

    /// The emails to one address so far.
    pub(crate) fn emails_to(&self, email: &str) -> Vec<Email> {
        let mut emails = self.emails();
        emails.retain(|mail| mail.to == email);
        emails
    }

    /// The token of the newest email to an address.
    pub(crate) fn token_for(&self, email: &str) -> String {
        let emails = self.emails_to(email);
        let mail = emails
            .last()
            .unwrap_or_else(|| panic!("no letter to {email}"));
        mail.token().expect("a letter with a token")
    }
}

impl Email {
    /// The token of its link.
    pub(crate) fn token(&self) -> Option<String> {
        link_token(&self.text)
    }
}

/// The token of the first link in a text.
pub(super) fn link_token(text: &str) -> Option<String> {
    let links = ["/verify-email?token=", "/reset-password/"];
    let (_, rest) = links.iter().find_map(|link| text.split_once(link))?;
    let belongs = |character: &char| character.is_ascii_alphanumeric() || "-_".contains(*character);
    Some(rest.chars().take_while(belongs).collect())
}

async fn serve(listener: TcpListener, inside: Arc<Mutex<Inside>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&inside)));
    }
}

/// As much of SMTP (RFC 5321) as a client needs to hand in emails. A client that hangs up ends it.
async fn converse(stream: TcpStream, inside: Arc<Mutex<Inside>>) -> Option<()> {
    let mood = lock(&inside).mood;
    match mood {
        Mood::Away => return None,
        Mood::Silent => std::future::pending().await,
        _ => {}
    }
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 postbox").await?;
    let mut to = String::new();
    loop {
        let line = hear(&mut stream).await?;
        let word = line.split([' ', ':']).next().unwrap_or_default();
        let mood = lock(&inside).mood;
        match (word.to_ascii_uppercase().as_str(), mood) {
            ("RCPT", Mood::Busy) => say(&mut stream, "450 try again later").await?,
            ("RCPT", Mood::Refusing) => say(&mut stream, "550 5.1.1 no such mailbox").await?,
            ("RCPT", Mood::Unwilling) => say(&mut stream, "554 5.7.1 not from you").await?,
            ("RCPT", _) => {
                let address = line.split(['<', '>']).nth(1);
                to = address.unwrap_or_default().to_owned();
                say(&mut stream, "250 ok").await?;
            }
            ("DATA", _) => {
                say(&mut stream, "354 go on").await?;
                let text = take_email(&mut stream).await?;
                let to = std::mem::take(&mut to);
                lock(&inside).emails.push(Email { to, text });
                say(&mut stream, "250 taken").await?;
            }
            ("EHLO", _) => say(&mut stream, "250-postbox\r\n250 AUTH PLAIN").await?,
            ("AUTH", _) => say(&mut stream, "235 welcome").await?,
            ("QUIT", _) => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "250 ok").await?,
        }
    }
}

/// Reads up to the dot, undoing the quoted-printable of the bodies.
async fn take_email(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    loop {
        let line = hear(stream).await?;
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

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream
        .write_all(format!("{line}\r\n").as_bytes())
        .await
        .ok()
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}
