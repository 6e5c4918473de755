//! What a change must pass, step by step, each with its duration.

use std::time::Instant;

use crate::failure::Result;
use crate::{deny, program, test, tidy, wasm, web};

type Step = (&'static str, fn() -> Result<()>);

// The pages come first: the server does not compile without their folder.
const STEPS: &[Step] = &[
    ("wasm", wasm::build),
    ("web", web::build),
    ("rustfmt", rustfmt),
    ("biome", web::lint),
    ("deny", deny::check),
    ("clippy", clippy),
    ("tidy", || tidy::run(false)),
    ("test", || test::run(&[])),
];

pub(crate) fn run() -> Result<()> {
    let start = Instant::now();
    for (name, step) in STEPS {
        let start = Instant::now();
        println!("\n== {name}");
        let done = step();
        let word = if done.is_ok() { "passed" } else { "failed" };
        println!("== {name} {word} in {:.1} s", start.elapsed().as_secs_f32());
        done?;
    }
    println!("\n== all passed in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

fn rustfmt() -> Result<()> {
    let mut command = program::cargo();
    command.args(["fmt", "--all", "--check"]);
    program::run(command)
}

fn clippy() -> Result<()> {
    let mut command = program::cargo();
    command
        .args(["clippy", "--workspace", "--all-targets"])
        .args(["--", "--deny", "warnings"]);
    program::run(command)
}
