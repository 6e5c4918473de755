//! Exporting accounts as a table.

use bruinbridge::admins::export_users::{HEADER, export_users};
use serde_json::json;

use crate::harness::each_database;

#[tokio::test]
async fn every_account_is_a_row_at_any_page_size() {
    each_database(async |server| {
        for email in ["jo@ucla.edu", "al@ucla.edu", "mo@ucla.edu"] {
            server.register(email, "MENTEE").await;
        }
        let (mut emails, mut after) = (Vec::new(), None);
        loop {
            let page = export_users(&server.app, after, 2).await.expect("a page");
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            emails.extend(page.into_iter().map(|user| user.cells[1].clone()));
        }
        assert_eq!(HEADER[1], "email");
        assert_eq!(emails, ["jo@ucla.edu", "al@ucla.edu", "mo@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn user_input_is_never_exported_as_a_formula() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let input =
            json!({ "firstName": "=HYPERLINK(\"x\")", "goals": "one\ntwo", "hobbies": "@a, b" });
        jo.accept("updateProfile", input, "").await;
        let page = export_users(&server.app, None, 10).await.expect("a page");
        let cell = |name: &str| {
            let column = HEADER.iter().position(|column| *column == name);
            page[0].cells[column.expect("a column")].clone()
        };
        assert_eq!(cell("firstName"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell("hobbies"), "'@a, b");
        assert_eq!(cell("goals"), "one\ntwo");
    })
    .await;
}
