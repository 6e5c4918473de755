//! Which URLs `profilePictureUrl` accepts, and in which form it is returned.

use bruinbridge::signals::Name;
use serde_json::{Value, json};

use super::support::plain;
use crate::harness::{Client, Reaction, Server, each_database, each_database_with};

const NOT_ALLOWED: &str = "PICTURE_HOST_NOT_ALLOWED profilePictureUrl";
const NOT_FOUND: &str = "PICTURE_NOT_FOUND profilePictureUrl";

fn input(url: &str) -> Value {
    json!({ "profilePictureUrl": url })
}

async fn picture(client: &Client) -> Value {
    client.me("profilePictureUrl").await["profilePictureUrl"].take()
}

#[tokio::test]
async fn only_pictures_of_this_server_and_of_allowed_hosts_are_accepted() {
    let settings = [("PICTURE_HOSTS", "pictures.example, other.example:8443")];
    each_database_with(&settings, async |server| {
        let jo = server.member("jo@ucla.edu").await;
        for url in [
            "https://pictures.example/jo.png",
            "HTTPS://Pictures.Example:443/jo.png?size=1",
            "https://other.example:8443/jo.png",
        ] {
            jo.accept("updateProfile", input(url), "").await;
            assert_eq!(picture(&jo).await, url);
        }
        for url in [
            "https://tracker.example/jo.png",
            "https://pictures.example.tracker.example/jo.png",
            "https://www.pictures.example/jo.png",
            "https://pictures.example:8443/jo.png",
            "https://other.example/jo.png",
            "http://localhost:8000/jo.png",
        ] {
            for mutation in ["updateProfile", "completeSurvey"] {
                assert_eq!(
                    jo.refuse(mutation, input(url)).await,
                    [NOT_ALLOWED],
                    "{url}"
                );
            }
        }
        let missing = format!("/media/{}.jpg", "a".repeat(64));
        for url in [
            missing.as_str(),
            "/media/",
            "/media/../etc/passwd",
            "/media/x.svg",
        ] {
            assert_eq!(
                jo.refuse("updateProfile", input(url)).await,
                [NOT_FOUND],
                "{url}"
            );
        }
        for blank in [
            json!({ "profilePictureUrl": " " }),
            json!({ "profilePictureUrl": null }),
        ] {
            jo.accept("updateProfile", blank, "").await;
            assert_eq!(picture(&jo).await, Value::Null);
        }
    })
    .await;
}

#[tokio::test]
async fn no_other_host_is_allowed_by_default() {
    each_database_with(&[("PICTURE_HOSTS", "")], async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let url = "https://pictures.example/jo.png";
        assert_eq!(jo.refuse("updateProfile", input(url)).await, [NOT_ALLOWED]);
        // One that is stored from before the setting changed may stay.
        let stored = format!("UPDATE users SET profile_picture_url = '{url}'");
        server.execute(&stored).await;
        let both = json!({ "profilePictureUrl": url, "firstName": "Jo" });
        jo.accept("updateProfile", both, "").await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_is_bound_by_the_same_rule() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let admin = server.admin("SUPERADMIN").await;
        let url = "https://tracker.example/jo.png";
        let update = json!({ "id": jo.id().await, "profilePictureUrl": url });
        let refused = admin.refuse("updateUser", update).await;
        assert!(
            refused[0].starts_with("PICTURE_HOST_NOT_ALLOWED"),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn with_media_url_pictures_have_that_url_and_both_forms_are_accepted() {
    let settings = [("MEDIA_URL", "https://media.example/pictures/")];
    each_database_with(&settings, async |server| {
        let (jo, bo) = (
            server.member("jo@ucla.edu").await,
            server.member("bo@ucla.edu").await,
        );
        let shown = jo.upload_accepted(&plain([1, 2, 3])).await;
        let name = shown.strip_prefix("https://media.example/pictures/");
        let stored = format!("/media/{}", name.expect("a name"));
        assert_eq!(picture(&jo).await, shown);
        let user = server.user("jo@ucla.edu").await.expect("an account");
        assert_eq!(user.profile_picture_url.as_deref(), Some(stored.as_str()));
        for url in [&shown, &stored] {
            jo.accept("updateProfile", input(url), "").await;
            bo.accept("updateProfile", input(url), "").await;
            assert_eq!(picture(&bo).await, shown);
            bo.accept("updateProfile", json!({ "profilePictureUrl": null }), "")
                .await;
        }
        let other = "https://media.example/pictures/x.svg";
        assert_eq!(
            jo.refuse("updateProfile", input(other)).await,
            [NOT_ALLOWED]
        );
    })
    .await;
}

#[tokio::test]
async fn a_handler_cannot_set_a_picture_of_another_host() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    server.handle(Name::UserPreUpdate, |event| {
        let data = event.data.as_mut().expect("data");
        let url = json!("https://tracker.example/jo.png");
        data.insert("profilePictureUrl".to_owned(), url);
        Reaction::Agree
    });
    let refused = jo
        .refuse("updateProfile", json!({ "firstName": "Jo" }))
        .await;
    assert_eq!(refused, [NOT_ALLOWED]);
}
