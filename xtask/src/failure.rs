//! Why a command did not succeed: a sentence for the terminal and a status for the shell.

use std::fmt::{self, Display};
use std::io;
use std::process::{ExitCode, ExitStatus};

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// The one error of this tool.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    status: u8,
}

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            status: 1,
        }
    }

    /// A program that ran and said no; its status becomes ours.
    pub(crate) fn of_program(name: &str, status: ExitStatus) -> Self {
        let code = status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1);
        Self {
            sentence: format!("{name} failed ({status})"),
            status: code,
        }
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(error.to_string())
    }
}
