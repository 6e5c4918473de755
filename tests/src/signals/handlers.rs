//! In-process handlers: their order, what they may change, and what they cannot break.

use std::sync::{Arc, Mutex};

use bruinbridge::signals::catalogue::SPECS;
use bruinbridge::signals::{Name, Phase};
use serde_json::{Value, json};

use super::life::{JO, live};
use crate::harness::{
    MAIL, PASSWORD, Reaction, Server, credentials, each_database, each_database_with, names,
};

async fn register(server: &Server) {
    let input = credentials(JO, PASSWORD);
    server.client().accept("register", input, "note").await;
}

async fn refused(server: &Server) -> Value {
    let input = credentials(JO, PASSWORD);
    let mut payload = server.client().mutate("register", input, "").await;
    assert_eq!(server.count("users").await, 0);
    payload["errors"][0].take()
}

#[tokio::test]
async fn handlers_run_in_the_order_in_which_they_were_connected() {
    each_database(async |server| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        for number in 0..3 {
            let heard = Arc::clone(&heard);
            server.handle(Name::UserRegistered, move |event| {
                heard
                    .lock()
                    .expect("a list")
                    .push((number, event.session.is_some()));
                Reaction::Agree
            });
        }
        register(&server).await;
        let heard = heard.lock().expect("a list").clone();
        assert_eq!(heard, [(0, true), (1, true), (2, true)]);
    })
    .await;
}

#[tokio::test]
async fn signals_before_the_commit_have_the_transaction() {
    each_database_with(MAIL, async |server| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        for spec in SPECS {
            let heard = Arc::clone(&heard);
            let name = spec.name;
            server.handle(name, move |event| {
                let has_session = event.session.is_some();
                heard.lock().expect("a list").push((name, has_session));
                Reaction::Agree
            });
        }
        live(&server).await;
        let heard = heard.lock().expect("a list").clone();
        for (name, has_session) in heard {
            let spec = SPECS.iter().find(|spec| spec.name == name);
            let spec = spec.expect("a signal");
            if spec.arguments.contains(&"session") {
                assert!(has_session, "{name:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_handler_of_a_pre_signal_may_change_what_is_written() {
    each_database(async |server| {
        server.handle(Name::UserPreCreate, |event| {
            let data = event.data.as_mut().expect("data");
            assert_eq!(data["password"], "********");
            data.insert("firstName".to_owned(), json!("Bo"));
            Reaction::Agree
        });
        server.handle(Name::UserPreCreate, |event| {
            let data = event.data.as_mut().expect("data");
            assert_eq!(
                data["firstName"], "Bo",
                "the second handler sees the change of the first"
            );
            data.insert("firstName".to_owned(), json!(" Bo "));
            data.insert("role".to_owned(), json!("MENTOR"));
            Reaction::Agree
        });
        register(&server).await;
        let bo = server.client().log_in(JO, PASSWORD).await;
        let me = bo.me("firstName role").await;
        assert_eq!(me, json!({ "firstName": "Bo", "role": "MENTOR" }));

        server.handle(Name::UserPreUpdate, |event| {
            let data = event.data.as_mut().expect("data");
            let hobbies = format!("{} and chess", data["hobbies"].as_str().expect("a text"));
            data.insert("hobbies".to_owned(), json!(hobbies));
            Reaction::Agree
        });
        let input = json!({ "hobbies": "Hiking" });
        bo.accept("updateProfile", input, "").await;
        assert_eq!(bo.me("hobbies").await["hobbies"], "Hiking and chess");
        // The log has the data that was written.
        let signals = server.signals().await;
        let emitted = |name: &str| {
            let emitted = signals.iter().rev().find(|emitted| emitted.name == name);
            emitted.expect("a signal").arguments.clone()
        };
        assert_eq!(
            emitted("user_pre_update")["update_data"]["hobbies"],
            "Hiking and chess"
        );
        assert_eq!(emitted("user_pre_create")["data"]["firstName"], " Bo ");
    })
    .await;
}

#[tokio::test]
async fn changes_by_a_handler_are_validated() {
    each_database(async |server| {
        let table = [
            ("year", json!(9), "YEAR_OUT_OF_RANGE"),
            ("role", json!("ADMIN"), "ROLE_NOT_ALLOWED"),
        ];
        let change = Arc::new(Mutex::new((String::new(), Value::Null)));
        let chosen = Arc::clone(&change);
        server.handle(Name::UserPreCreate, move |event| {
            let (field, value) = chosen.lock().expect("a change").clone();
            event.data.as_mut().expect("data").insert(field, value);
            Reaction::Agree
        });
        for (field, value, code) in table {
            *change.lock().expect("a change") = (field.to_owned(), value);
            assert_eq!(refused(&server).await["code"], code, "{field}");
        }
        for (field, value) in [
            ("email", json!("bo@ucla.edu")),
            ("isVerified", json!(false)),
            ("password", json!("x")),
            ("firstName", json!(1)),
        ] {
            *change.lock().expect("a change") = (field.to_owned(), value);
            let failed = server
                .client()
                .fail("register", credentials(JO, PASSWORD))
                .await;
            assert_eq!(failed, "INTERNAL", "{field}");
        }
        assert_eq!(server.count("users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_veto_stops_the_command_before_later_handlers_run() {
    each_database(async |server| {
        server.react(
            Name::UserPreRegister,
            Reaction::Refuse("Not before Monday."),
        );
        server.handle(Name::UserPreRegister, |_| panic!("called after a veto"));
        let error = refused(&server).await;
        assert_eq!(error["code"], "REFUSED_BY_HANDLER");
        assert_eq!(error["message"], "Not before Monday.");
    })
    .await;
}

#[tokio::test]
async fn writes_of_a_handler_are_committed_with_the_command() {
    each_database(async |server| {
        let written = "UPDATE users SET hobbies = 'Waiting' WHERE email = 'jo@ucla.edu'";
        server.react(Name::UserRegistered, Reaction::Run(written));
        register(&server).await;
        let user = server.user(JO).await.expect("an account");
        assert_eq!(user.hobbies, "Waiting");
    })
    .await;
}

#[tokio::test]
async fn writes_of_a_handler_are_rolled_back_with_the_command() {
    each_database(async |server| {
        server.register("bo@ucla.edu", "MENTEE").await;
        let written = "UPDATE users SET hobbies = 'Waiting'";
        server.react(Name::UserPreRegister, Reaction::Run(written));
        server.react(Name::UserPreCreate, Reaction::Refuse("Not today."));
        let input = credentials(JO, PASSWORD);
        server.client().refuse("register", input).await;
        assert_eq!(server.count("users WHERE hobbies = 'Waiting'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn handlers_other_than_those_of_pre_signals_cannot_stop_a_command() {
    each_database_with(MAIL, async |server| {
        for spec in SPECS.iter().filter(|spec| spec.phase != Phase::BeforeWrite) {
            server.react(spec.name, Reaction::Run("UPDATE no_such_table SET x = 1"));
            server.react(spec.name, Reaction::Panic);
            server.react(spec.name, Reaction::Refuse("I would rather not."));
        }
        live(&server).await;
        let signals = server.signals().await;
        assert!(names(&signals).contains(&"user_deleted"));
    })
    .await;
}

#[tokio::test]
async fn a_handler_that_panics_leaves_no_partial_writes() {
    each_database(async |server| {
        let half = Reaction::RunAndPanic("UPDATE users SET hobbies = 'Half'");
        server.react(Name::UserPostCreate, half);
        register(&server).await;
        let user = server.user(JO).await.expect("an account");
        assert_ne!(user.hobbies, "Half");
    })
    .await;
}

#[tokio::test]
async fn handlers_can_distinguish_two_senders_of_the_same_name() {
    each_database_with(MAIL, async |server| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        server.handle(Name::UserEmailVerificationFailed, move |event| {
            hears
                .lock()
                .expect("a list")
                .push(event.signal.sender.as_str());
            Reaction::Agree
        });
        register(&server).await;
        let token = server.token_for(JO).await;
        server.advance(chrono::Duration::hours(24));
        server
            .client()
            .refuse("verifyEmail", json!({ "token": token }))
            .await;
        assert_eq!(*heard.lock().expect("a list"), ["User", "UserManager"]);
    })
    .await;
}
