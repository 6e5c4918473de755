//! Starts the program and registers two accounts: the handler refuses one and the other one succeeds.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

#[tokio::test]
async fn a_handler_refuses_listed_addresses_and_another_observes() -> Result<(), Box<dyn Error>> {
    let mut program = Program::start("listed", "no@ucla.edu, Never@ucla.edu")?;

    for listed in ["no@ucla.edu", " NEVER@ucla.edu"] {
        let refused = program.register(listed).await?;
        assert_eq!(refused["user"], Value::Null);
        assert_eq!(refused["errors"][0]["code"], "REFUSED_BY_HANDLER");
        let sentence = "This address cannot register. Ask the program's office.";
        assert_eq!(refused["errors"][0]["message"], sentence);
    }

    let accepted = program.register("jo@ucla.edu").await?;
    assert_eq!(accepted["errors"], json!([]));
    assert_eq!(accepted["user"]["email"], "jo@ucla.edu");
    let id = accepted["user"]["id"].as_str().unwrap_or_default();
    assert_eq!(program.next_line()?, format!("user_registered {id}"));

    // A listed address still has no account: it can be refused again, and no line about it was printed.
    let refused = program.register("no@ucla.edu").await?;
    assert_eq!(refused["errors"][0]["code"], "REFUSED_BY_HANDLER");
    Ok(())
}

#[tokio::test]
async fn it_stops_on_ctrl_c() -> Result<(), Box<dyn Error>> {
    let mut program = Program::start("stopped", "")?;
    program.register("jo@ucla.edu").await?;
    kill_process(Pid::from_child(&program.child), Signal::INT)?;
    assert!(program.child.wait()?.success());
    Ok(())
}

/// The running program, with a database of its own. It ends when dropped.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    url: String,
    folder: PathBuf,
}

impl Program {
    fn start(name: &str, blocked: &str) -> Result<Self, Box<dyn Error>> {
        let folder = format!("{}-{name}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
        let database = format!("sqlite://{}?mode=rwc", folder.join("data.db").display());
        let mut child = Command::new(env!("CARGO_BIN_EXE_embedded"))
            .env_clear()
            .env("BIND", "127.0.0.1:0")
            .env("DATABASE_URL", database)
            .env("BLOCKED_EMAILS", blocked)
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut program = Self {
            child,
            lines: BufReader::new(output).lines(),
            url: String::new(),
            folder,
        };
        let line = program.next_line()?;
        let url = line.strip_prefix("Serving on ").ok_or(line.clone())?;
        program.url = url.to_owned();
        Ok(program)
    }

    fn next_line(&mut self) -> Result<String, Box<dyn Error>> {
        Ok(self.lines.next().ok_or("the program ended")??)
    }

    /// Registers an account and returns the payload.
    async fn register(&self, email: &str) -> Result<Value, Box<dyn Error>> {
        let query = "mutation($input: RegisterInput!) {
            register(input: $input) { user { id email } errors { code message } }
        }";
        let input = json!({ "email": email, "password": "correct horse battery" });
        let body = json!({ "query": query, "variables": { "input": input } });
        let request = reqwest::Client::new().post(&self.url).json(&body);
        let mut response: Value = request.send().await?.json().await?;
        let payload = response.pointer_mut("/data/register").map(Value::take);
        Ok(payload.ok_or("no payload")?)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
