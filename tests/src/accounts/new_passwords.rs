//! Which passwords can be chosen: not those that attackers know, words of the campus, or the person's own words.

use bruinbridge::auth::new_password;
use bruinbridge::config::Secret;
use rules::{Owner, Password, limits};
use serde_json::{Value, json};

use crate::harness::{
    Client, MAIL, PASSWORD, Server, codes, credentials, each_database, each_database_with,
};

const JO: &str = "jo@ucla.edu";
/// Known to attackers, and not on the list of the rules.
const KNOWN: &str = "weapon01";
/// Some that are on the source's list, in any case and before NFKC.
const LISTED: &[&str] = &[
    "sunshine12",
    "football99",
    "charlie123",
    "iloveyou99",
    "qwerty123456",
    "password2010",
    "starwars1",
    "letmein123",
    "jeff1234",
    "29021996",
    "delasoul",
    "vtorayastranica",
    "wehbrjd2010",
    "Vladimir1987",
    "ｗｅａｐｏｎ０１",
];
/// Those of decision D5, and others that people may choose.
const ACCEPTED: &[&str] = &[
    PASSWORD,
    "newSecurePass!",
    "correct horse battery",
    "another good one",
    "café au lait",
];

/// Signs in as someone with a name.
async fn josephine(server: &Server) -> Client {
    let josephine = server.member("j.bruin@ucla.edu").await;
    let names = json!({ "firstName": "Josephine", "lastName": "Bruin-Ortiz" });
    josephine.accept("updateProfile", names, "").await;
    josephine
}

#[tokio::test]
async fn every_place_that_chooses_a_password_refuses_one_that_attackers_know() {
    each_database_with(MAIL, async |server| {
        let anyone = server.client();
        let input = credentials("ann@ucla.edu", KNOWN);
        let at_password = ["PASSWORD_TOO_COMMON password"];
        let at_new_password = ["PASSWORD_TOO_COMMON newPassword"];
        assert_eq!(anyone.refuse("register", input).await, at_password);

        let input = credentials(JO, PASSWORD);
        anyone.accept("register", input, "note").await;
        let token = server.token_for(JO).await;
        let input = json!({ "token": token, "newPassword": KNOWN });
        assert_eq!(anyone.refuse("verifyEmail", input).await, at_new_password);
        let input = json!({ "token": token, "password": PASSWORD });
        anyone.accept("verifyEmail", input, "email").await;

        let jo = anyone.log_in(JO, PASSWORD).await;
        let input = json!({ "currentPassword": PASSWORD, "newPassword": KNOWN });
        assert_eq!(jo.refuse("changePassword", input).await, at_new_password);

        let input = json!({ "email": JO });
        anyone.accept("requestPasswordReset", input, "note").await;
        let token = server.token_for(JO).await;
        let input = json!({ "token": token, "newPassword": KNOWN });
        assert_eq!(anyone.refuse("resetPassword", input).await, at_new_password);

        let superadmin = server.admin("SUPERADMIN").await;
        let input = json!({
            "username": "max", "email": "max@ucla.edu", "password": KNOWN, "roleName": "MANAGER",
        });
        let refused = superadmin.refuse("registerAdmin", input).await;
        assert_eq!(refused, at_password);
    })
    .await;
}

#[tokio::test]
async fn a_name_with_digits_is_no_password_of_its_owner() {
    each_database_with(MAIL, async |server| {
        let josephine = josephine(&server).await;
        let change = async |new: &str| {
            let input = json!({ "currentPassword": PASSWORD, "newPassword": new });
            codes(&josephine.mutate("changePassword", input, "").await)
        };
        for name in ["josephine1", "Bruinortiz!!", "bruin.ortiz_josephine 1919"] {
            let refused = change(name).await;
            assert_eq!(refused, ["PASSWORD_MATCHES_NAME newPassword"], "{name}");
        }
        assert_eq!(
            change("j.bruin2024").await,
            ["PASSWORD_MATCHES_EMAIL newPassword"]
        );
        assert_eq!(
            change("bruins2024").await,
            ["PASSWORD_TOO_COMMON newPassword"]
        );
        let input = json!({ "email": "j.bruin@ucla.edu" });
        let anyone = server.client();
        anyone.accept("requestPasswordReset", input, "note").await;
        let token = server.token_for("j.bruin@ucla.edu").await;
        let input = json!({ "token": token, "newPassword": "josephine1" });
        let refused = anyone.refuse("resetPassword", input).await;
        assert_eq!(refused, ["PASSWORD_MATCHES_NAME newPassword"]);
        assert!(change("josephine plays chess").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_form_learns_whether_a_password_can_be_chosen() {
    each_database(async |server| {
        let anyone = server.client();
        let check = async |password: &str| {
            let input = json!({
                "password": password,
                "email": "Jo.Bruin@ucla.edu",
                "firstName": "Josephine",
                "lastName": null,
            });
            codes(&anyone.mutate("checkPassword", input, "").await)
        };
        let before = server.signals().await.len();
        for (password, code) in [
            ("", "PASSWORD_REQUIRED password"),
            ("short", "PASSWORD_TOO_SHORT password"),
            (KNOWN, "PASSWORD_TOO_COMMON password"),
            ("bruins2024", "PASSWORD_TOO_COMMON password"),
            ("josephine1", "PASSWORD_MATCHES_NAME password"),
            ("jo.bruin!", "PASSWORD_MATCHES_EMAIL password"),
        ] {
            assert_eq!(check(password).await, [code], "{password}");
        }
        assert!(check("another good one").await.is_empty());
        // The address is for another field to judge, and all but the password can be unknown.
        for email in [json!("not an address"), Value::Null] {
            let input = json!({ "password": "another good one", "email": email });
            anyone.accept("checkPassword", input, "").await;
        }
        assert_eq!(server.signals().await.len(), before);
    })
    .await;
}

#[tokio::test]
async fn an_operator_asks_for_longer_passwords() {
    each_database_with(&[("PASSWORD_MIN", "12")], async |server| {
        let anyone = server.client();
        let rules = anyone.run("{ rules { passwordMin } }", json!({})).await;
        assert_eq!(rules["rules"]["passwordMin"], 12);
        let document = "mutation($input: RegisterInput!) { \
            register(input: $input) { errors { code message params } } }";
        let input = json!({ "input": credentials(JO, "eleven char") });
        let data = anyone.run(document, input).await;
        let error = json!({
            "code": "PASSWORD_TOO_SHORT",
            "message": "Choose a password of at least 12 characters.",
            "params": { "min": 12 },
        });
        assert_eq!(data["register"]["errors"], json!([error]));
        let input = credentials(JO, "twelve chars");
        anyone.accept("register", input, "note").await;
    })
    .await;
}

#[tokio::test]
async fn the_passwords_of_the_sources_are_accepted_and_those_on_the_list_are_not() {
    let server = Server::start().await;
    let judge = |password: &str| {
        let password = Secret::new(password.to_owned());
        new_password::parse(&server.app, &password, &Owner::default(), "password").is_ok()
    };
    for password in ACCEPTED {
        assert!(judge(password), "{password}");
    }
    for password in LISTED {
        assert!(!judge(password), "{password}");
        assert!(!judge(&password.to_uppercase()), "{password}");
    }
    // The rules alone would accept some of them, so the filter is what refuses.
    let owner = Owner::default();
    assert!(Password::parse(KNOWN, &owner, limits::PASSWORD_MIN, "password").is_ok());
}

#[test]
fn few_passwords_are_taken_for_known_ones() {
    const COUNT: usize = 100_000;
    let known = (0..COUNT).filter(|number| {
        // Their product with a large odd number differs in all digits.
        let random = (*number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        known_passwords::contains(&format!("{random:016x}-{number}"))
    });
    let known = known.count();
    assert!(known < COUNT / 10_000, "{known} of {COUNT}");
}
