//! Embeds the server: one handler refuses the registrations of listed addresses, another one observes registrations.
#![expect(clippy::print_stdout, reason = "a program prints")]

use bruinbridge::{App, Config, Event, Handler, HandlerFuture, Name, Source, Veto};
use std::error::Error;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The same environment variables as for the server itself.
    let config = Config::read(&Source::environment()?)?;
    bruinbridge::logging::start(&config.log.filter, config.log.json)?;
    let app = App::open(config).await?;

    let blocked = std::env::var("BLOCKED_EMAILS").unwrap_or_default();
    let blocked = blocked.split(',').map(|email| email.trim().to_lowercase());
    let block_list = BlockList(blocked.collect());
    app.bus.connect(Name::UserPreRegister, block_list);
    app.bus.connect(Name::UserRegistered, observe);

    let listener = TcpListener::bind(app.config.bind).await?;
    println!("Serving on http://{}/graphql", listener.local_addr()?);
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    Ok(app.serve(listener, stop).await?)
}

/// The addresses that cannot register.
struct BlockList(Vec<String>);

impl Handler for BlockList {
    /// A veto rolls the registration back. The client gets the error REFUSED_BY_HANDLER with this sentence.
    fn handle<'a>(&'a self, event: Event<'a>) -> HandlerFuture<'a> {
        Box::pin(async move {
            // Trimmed and in lower case, as the account would store it.
            let email = event.text("email").unwrap_or_default();
            if self.0.iter().any(|blocked| blocked == email) {
                let sentence = "This address cannot register. Ask the program's office.";
                return Err(Veto(sentence.to_owned()));
            }
            Ok(())
        })
    }
}

/// Runs inside the transaction, just before its commit, and must be quick. Work that only makes sense after the commit,
/// such as calling another system, belongs to a subscriber or a webhook.
fn observe(event: Event<'_>) -> HandlerFuture<'_> {
    Box::pin(async move {
        if let Some(user_id) = event.signal.user_id {
            println!("{} {user_id}", event.signal.name.as_str());
        }
        Ok(())
    })
}
