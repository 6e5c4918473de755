//! Signals of changing an account: profile, survey, role, password, and deletion requests.

use bruinbridge::signals::Name;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{Client, PASSWORD, Reaction, Server};

const JO: &str = "jo@ucla.edu";

/// A white PNG of one pixel.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\
    \x00\x00\x00\x0aIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\xb18\xf6\x14\x00\x00\x00\x00IEND\xaeB`\x82";

/// Registers a member, then clears the log.
async fn member(server: &Server) -> Client {
    let jo = server.member(JO).await;
    server.forget_signals().await;
    jo
}

async fn update(client: &Client) {
    let input = json!({ "firstName": "Jo", "year": null, "major": ["Music"] });
    client.accept("updateProfile", input, "").await;
}

async fn update_fails(client: &Client) {
    let input = json!({ "firstName": "Jo" });
    assert_eq!(client.fail("updateProfile", input).await, "INTERNAL");
    assert_eq!(client.me("firstName").await["firstName"], "");
}

fn passwords() -> serde_json::Value {
    json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" })
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "the profile is updated",
        settings: &[],
        provoke: |server| Box::pin(async move { update(&member(server).await).await }),
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {firstName: "Jo", major: ["Music"], year: null}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {firstName: "Jo", major: ["Music"], year: null}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "a profile picture is uploaded",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                member(server).await.upload_accepted(PICTURE).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {profilePictureUrl: "/media/4909722442e2becd2dbcd2e4a43a7ceac0c6cb97d532020db5d9845b98ad86b6.jpg"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {profilePictureUrl: "/media/4909722442e2becd2dbcd2e4a43a7ceac0c6cb97d532020db5d9845b98ad86b6.jpg"}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 Platform.user_profile_picture_uploaded about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "the survey is completed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "lastName": "Bruin" });
                member(server)
                    .await
                    .accept("completeSurvey", input, "")
                    .await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {lastName: "Bruin"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {lastName: "Bruin"}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 Platform.user_survey_completed about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "the profile update changes the role",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "role": "MENTOR", "hobbies": "Chess" });
                member(server)
                    .await
                    .accept("updateProfile", input, "")
                    .await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {hobbies: "Chess", role: "MENTOR"}) about U1 by U1
            W1 Platform.user_role_changed(data: {from: "MENTEE", to: "MENTOR"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {hobbies: "Chess", role: "MENTOR"}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "the role of a mentee with a mentor is changed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                let mentor = server.mentor("mentor@ucla.edu").await;
                server.pair(&jo, &mentor).await;
                server.forget_signals().await;
                jo.accept("changeRole", json!({ "newRole": "MENTOR" }), "")
                    .await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {role: "MENTOR"}) about U1 by U1
            W1 Platform.mentee_removed(data: {mentorId: U2}) about U1 by U1
            W1 Platform.mentee_removed(data: {menteeId: U1}) about U2
            W1 Platform.user_role_changed(data: {from: "MENTEE", to: "MENTOR"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {role: "MENTOR"}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "the new role is the current role",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "newRole": "MENTEE" });
                member(server).await.refuse("changeRole", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {role: "MENTEE"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: SAME_ROLE", update_data: {role: "MENTEE"}) about U1 by U1
        "#,
    },
    Branch {
        title: "the password is changed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                server.client().log_in(JO, PASSWORD).await;
                server.forget_signals().await;
                jo.accept("changePassword", passwords(), "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {password: "********"}) about U1 by U1
            W1 User.user_password_checked(success: true) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {password: "********"}) about U1 by U1
            W1 User.user_password_set about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "the current password is wrong",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "currentPassword": "wrong", "newPassword": "newSecurePass!" });
                member(server).await.refuse("changePassword", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {password: "********"}) about U1 by U1
            W1 User.user_password_checked(success: false) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: WRONG_PASSWORD", update_data: {password: "********"}) about U1 by U1
        "#,
    },
    Branch {
        title: "the current password cannot be checked",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = member(server).await;
                server.execute("UPDATE users SET password = 'broken'").await;
                assert_eq!(jo.fail("changePassword", passwords()).await, "INTERNAL");
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {password: "********"}) about U1 by U1
            W1 User.user_password_check_failed(exception: "hashing the password failed") about U1 by U1
            W1 UserManager.user_update_failed(error_type: "password_hashing_error", exception: "hashing the password failed", update_data: {password: "********"}) about U1 by U1
        "#,
    },
    Branch {
        title: "the new password cannot be hashed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = member(server).await;
                let hasher = server.app.hasher.clone();
                server.handle(Name::UserPasswordChecked, move |_| {
                    hasher.stop();
                    Reaction::Agree
                });
                assert_eq!(jo.fail("changePassword", passwords()).await, "INTERNAL");
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {password: "********"}) about U1 by U1
            W1 User.user_password_checked(success: true) about U1 by U1
            W1 User.user_password_set_failed(exception: "hashing the password failed") about U1 by U1
            W1 UserManager.user_update_failed(error_type: "password_hashing_error", exception: "hashing the password failed", update_data: {password: "********"}) about U1 by U1
        "#,
    },
    Branch {
        title: "the account is deleted before the change is made",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = member(server).await;
                let gone = Reaction::Run("DELETE FROM users");
                server.react(Name::UserUpdateStarted, gone);
                let refused = jo
                    .refuse("updateProfile", json!({ "firstName": "Jo" }))
                    .await;
                assert_eq!(refused, ["USER_NOT_FOUND"]);
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "user_not_found", update_data: {firstName: "Jo"}) about U1 by U1
        "#,
    },
    Branch {
        title: "the input breaks rules",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "year": 9 });
                member(server).await.refuse("updateProfile", input).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {year: 9}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: YEAR_OUT_OF_RANGE", update_data: {year: 9}) about U1 by U1
        "#,
    },
    Branch {
        title: "a handler refuses",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = member(server).await;
                server.react(Name::UserPreUpdate, Reaction::Refuse("Not today."));
                let refused = jo
                    .refuse("updateProfile", json!({ "firstName": "Jo" }))
                    .await;
                assert_eq!(refused, ["REFUSED_BY_HANDLER"]);
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: REFUSED_BY_HANDLER", update_data: {firstName: "Jo"}) about U1 by U1
        "#,
    },
    Branch {
        title: "the repository cannot store the change",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = member(server).await;
                let broken = Reaction::Run("ALTER TABLE users RENAME TO gone");
                server.react(Name::UserPreUpdate, broken);
                update_fails(&jo).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "the database refused the statement", update_data: {firstName: "Jo"}) about U1 by U1
        "#,
    },
    Branch {
        title: "a handler panics",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = member(server).await;
                server.react(Name::UserPreUpdate, Reaction::Panic);
                update_fails(&jo).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {firstName: "Jo"}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "unexpected_exception", exception: "an unexpected error", update_data: {firstName: "Jo"}) about U1 by U1
        "#,
    },
    Branch {
        title: "a mentor with a mentee and another session requests deletion",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.mentor(JO).await;
                server.client().log_in(JO, PASSWORD).await;
                let mentee = server.member("mentee@ucla.edu").await;
                server.pair(&mentee, &jo).await;
                server.forget_signals().await;
                let input = json!({ "confirmation": JO });
                jo.accept("requestAccountDeletion", input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isDeleted: true, permanentDeletionDate: <date>}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {isDeleted: true, permanentDeletionDate: <date>}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 Platform.mentee_removed(data: {mentorId: U1}) about U2 by U1
            W1 Platform.mentee_removed(data: {menteeId: U2}) about U1
            W1 Platform.user_deletion_requested about U1 by U1
            W1 Platform.user_sessions_revoked(data: {revoked: 1}) about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "deletion is requested with a wrong confirmation",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let input = json!({ "confirmation": "yes" });
                member(server)
                    .await
                    .refuse("requestAccountDeletion", input)
                    .await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isDeleted: true, permanentDeletionDate: <date>}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: CONFIRMATION_MISMATCH", update_data: {isDeleted: true, permanentDeletionDate: <date>}) about U1 by U1
        "#,
    },
    Branch {
        title: "deletion is canceled",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = super::deletion::requested(server, JO).await;
                server.forget_signals().await;
                jo.accept("cancelAccountDeletion", json!({}), "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isDeleted: false, permanentDeletionDate: null}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {isDeleted: false, permanentDeletionDate: null}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 Platform.user_deletion_cancelled about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "deletion is canceled too late",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = super::deletion::expired(server, JO).await;
                server.forget_signals().await;
                jo.refuse("cancelAccountDeletion", json!({})).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isDeleted: false, permanentDeletionDate: null}) about U1 by U1
            W1 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: GRACE_PERIOD_OVER", update_data: {isDeleted: false, permanentDeletionDate: null}) about U1 by U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
