//! Files go when no account refers to them any more, and never before.

use std::sync::atomic::{AtomicUsize, Ordering};

use bruinbridge::entities::picture;
use bruinbridge::jobs::remove_pictures::remove_unused;
use bruinbridge::media::Picture;
use chrono::Duration;
use serde_json::json;

use super::support::{clean, files, folder, is_there, plain};
use crate::harness::{each_database, each_database_with};

#[tokio::test]
async fn a_replaced_picture_goes() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let first = jo.upload_accepted(&plain([1, 1, 1])).await;
        let second = jo.upload_accepted(&plain([200, 2, 2])).await;
        assert_eq!(files(&server).len(), 2);
        server.plan_jobs(true);
        assert_eq!(clean(&server).await, 1);
        server.plan_jobs(false);
        assert!(!is_there(&server, &first).await);
        assert!(is_there(&server, &second).await);
        assert_eq!(server.count("pictures").await, 1);
        let removed = json!({ "profilePictureUrl": null });
        jo.accept("updateProfile", removed, "").await;
        assert_eq!(clean(&server).await, 1);
        assert_eq!(files(&server), [""; 0]);
        assert_eq!(server.count("pictures").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_picture_of_two_people_stays_until_neither_has_it() {
    each_database(async |server| {
        let (jo, bo) = (
            server.member("jo@ucla.edu").await,
            server.member("bo@ucla.edu").await,
        );
        let url = jo.upload_accepted(&plain([1, 1, 1])).await;
        assert_eq!(bo.upload_accepted(&plain([1, 1, 1])).await, url);
        let removed = json!({ "profilePictureUrl": null });
        jo.accept("updateProfile", removed.clone(), "").await;
        assert_eq!(clean(&server).await, 0);
        assert!(is_there(&server, &url).await);
        bo.accept("updateProfile", removed, "").await;
        assert_eq!(clean(&server).await, 1);
        assert!(!is_there(&server, &url).await);
    })
    .await;
}

#[tokio::test]
async fn the_pictures_of_a_deleted_account_go() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let url = jo.upload_accepted(&plain([1, 1, 1])).await;
        let input = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", input, "").await;
        assert_eq!(clean(&server).await, 0, "it can still be restored");
        server.advance(Duration::hours(2));
        assert_eq!(server.purge().await, 1);
        assert_eq!(clean(&server).await, 1);
        assert!(!is_there(&server, &url).await);
    })
    .await;
}

/// What a crash between the store and the commit leaves: a row and a file that no account refers to.
#[tokio::test]
async fn an_upload_that_was_not_committed_leaves_nothing() {
    each_database(async |server| {
        let picture = Picture {
            path: format!("/media/{}.jpg", "a".repeat(64)),
            content: b"a picture".to_vec().into(),
        };
        let (app, now) = (&server.app, server.app.clock.now());
        let writer = app.db.writer();
        let is_announced = picture::announce(writer, &picture.path, now).await;
        assert!(is_announced.expect("a row"));
        app.media.put(&picture).await.expect("a file");
        // A crash while the file was written leaves one with another name.
        let unfinished = format!("{}.jpg#1", "a".repeat(64));
        std::fs::write(folder(&server).join(unfinished), "unfinished").expect("a file");
        assert_eq!(
            remove_unused(app, 10).await.expect("a round"),
            0,
            "it may still be committed"
        );
        assert_eq!(files(&server).len(), 2);
        assert_eq!(clean(&server).await, 1);
        assert_eq!(files(&server), [""; 0]);
        assert_eq!(server.count("pictures").await, 0);
    })
    .await;
}

/// A process stopped after it claimed the removal: another finishes it, and meanwhile no one gets the picture.
#[tokio::test]
async fn a_removal_that_was_interrupted_is_finished() {
    each_database(async |server| {
        let (jo, bo) = (
            server.member("jo@ucla.edu").await,
            server.member("bo@ucla.edu").await,
        );
        let url = jo.upload_accepted(&plain([1, 1, 1])).await;
        let removed = json!({ "profilePictureUrl": null });
        jo.accept("updateProfile", removed, "").await;
        server.advance(Duration::minutes(6));
        let (writer, now) = (server.app.db.writer(), server.app.clock.now());
        assert!(picture::claim(writer, &url, now).await.expect("a claim"));
        assert!(!picture::claim(writer, &url, now).await.expect("no claim"));
        let input = json!({ "profilePictureUrl": url });
        let refused = bo.refuse("updateProfile", input).await;
        assert_eq!(refused, ["PICTURE_NOT_FOUND profilePictureUrl"]);
        assert_eq!(remove_unused(&server.app, 10).await.expect("a round"), 0);
        server.advance(Duration::minutes(2));
        assert_eq!(remove_unused(&server.app, 10).await.expect("a round"), 1);
        assert_eq!(files(&server), [""; 0]);
        assert_eq!(bo.upload_accepted(&plain([1, 1, 1])).await, url);
        assert!(is_there(&server, &url).await);
    })
    .await;
}

/// People get and lose the same few pictures while the job runs all the time: who has one can always see it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_loses_a_picture_to_the_job() {
    // The clock runs fast.
    let settings = [
        ("SESSION_LIFETIME", "800000"),
        ("SESSION_IDLE_TIMEOUT", "800000"),
    ];
    each_database_with(&settings, async |server| {
        let mut people = Vec::new();
        for name in ["jo", "bo", "mo"] {
            people.push(server.member(&format!("{name}@ucla.edu")).await);
        }
        let app = server.app.clone();
        let cleaning = tokio::spawn(async move {
            loop {
                app.clock.advance(Duration::minutes(2));
                remove_unused(&app, 2).await.expect("a round");
                tokio::time::sleep(std::time::Duration::from_millis(40)).await;
            }
        });
        let accepted = AtomicUsize::new(0);
        let rounds = people.iter().enumerate().map(|(number, person)| {
            let (server, accepted) = (&server, &accepted);
            async move {
                for round in 0..12 {
                    let color = [[1, 1, 1], [200, 2, 2]][(number + round) % 2];
                    let response = person.try_to_upload(&plain(color)).await;
                    let payload = &response["data"]["uploadProfilePicture"];
                    // When the job removes the same picture just then, the clock of this test runs too fast.
                    let Some(url) = payload["profilePictureUrl"].as_str() else {
                        let code = &response["errors"][0]["extensions"]["code"];
                        assert_eq!(*code, "BUSY", "{response}");
                        continue;
                    };
                    accepted.fetch_add(1, Ordering::Relaxed);
                    assert!(is_there(server, url).await, "{url}");
                }
            }
        });
        futures_util::future::join_all(rounds).await;
        assert!(accepted.into_inner() > 0, "the clock runs too fast");
        cleaning.abort();
        let _ = cleaning.await;
        for person in &people {
            let me = person.me("profilePictureUrl").await;
            if let Some(url) = me["profilePictureUrl"].as_str() {
                assert!(is_there(&server, url).await, "{url}");
            }
        }
        clean(&server).await;
        assert_eq!(files(&server).len() as i64, server.count("pictures").await);
    })
    .await;
}
