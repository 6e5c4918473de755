//! Exporting accounts as a table.

use bruinbridge::admins::export_users::{export_users, header};
use bruinbridge::admins::users::Filter;
use bruinbridge::spreadsheet::Writer;
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
            let page = export_users(&server.app, &Filter::default(), after, 2).await;
            let page = page.expect("a page");
            emails.extend(page.rows.into_iter().map(|cells| cells[1].clone()));
            let Some(next) = page.next else { break };
            after = Some(next);
        }
        assert_eq!(header().nth(1), Some("email"));
        assert_eq!(emails, ["jo@ucla.edu", "al@ucla.edu", "mo@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn cells_are_what_members_entered_and_the_table_guards_them() {
    each_database(async |server| {
        let jo = server.member("=1*5@ucla.edu").await;
        let input =
            json!({ "firstName": "=HYPERLINK(\"x\")", "goals": "one\ntwo", "hobbies": "@a, b" });
        let more = json!({ "major": ["=Math", "Art"], "year": 2, "commuter": true });
        jo.accept("updateProfile", more, "").await;
        jo.accept("updateProfile", input, "").await;
        let page = export_users(&server.app, &Filter::default(), None, 10).await;
        let page = page.expect("a page").rows;
        let cell = |name: &str| {
            let column = header().position(|column| column == name);
            page[0][column.expect("a column")].clone()
        };
        assert_eq!(cell("email"), "=1*5@ucla.edu");
        assert_eq!(cell("goals"), "one\ntwo");
        assert_eq!(cell("year"), "2");
        assert_eq!(
            (cell("commuter"), cell("transfer")),
            ("true".to_owned(), "false".to_owned())
        );
        assert_eq!(cell("minor") + &cell("profilePictureUrl"), "");
        assert!(page.iter().all(|cells| cells.len() == header().count()));
        let mut file = Vec::new();
        let mut writer = Writer::new(&mut file, false).expect("a writer");
        let cells = ["email", "firstName", "hobbies", "major"].map(cell);
        let cells = cells.iter().map(String::as_str);
        writer.row(cells).expect("written");
        writer.finish().expect("finished");
        let expected = "\"'=1*5@ucla.edu\",\"'=HYPERLINK(\"\"x\"\")\",\"'@a, b\",\"'=Math; Art\"\n";
        assert_eq!(String::from_utf8_lossy(&file), expected);
    })
    .await;
}

#[tokio::test]
async fn partners_blocks_and_a_pending_deletion_have_columns() {
    each_database(async |server| {
        let (jo, ma) = (
            server.member("jo@ucla.edu").await,
            server.mentor("ma@ucla.edu").await,
        );
        let mo = server.mentor("mo@ucla.edu").await;
        let input = json!({ "mentorId": mo.id().await });
        jo.accept("blacklistMentor", input, "").await;
        let input = json!({ "mentorEmail": "nobody+x@ucla.edu" });
        jo.accept("blacklistMentor", input, "").await;
        let input = json!({ "menteeEmail": "jo@ucla.edu" });
        ma.accept("addMentee", input, "").await;
        let page = export_users(&server.app, &Filter::default(), None, 10).await;
        let page = page.expect("a page").rows;
        let cell = |row: usize, name: &str| {
            let column = header().position(|column| column == name);
            page[row][column.expect("a column")].clone()
        };
        assert_eq!(cell(0, "matchedMentorEmail"), "ma@ucla.edu");
        assert_eq!(
            cell(0, "blacklistedMentors"),
            "mo@ucla.edu; nobody+x@ucla.edu"
        );
        assert_eq!(cell(1, "currentMentees"), "jo@ucla.edu");
        assert_eq!(cell(1, "isStaff") + &cell(1, "isSuperuser"), "falsefalse");
        assert_eq!(cell(2, "deletionRequestedDate"), "");
        let input = json!({ "confirmation": "mo@ucla.edu" });
        mo.accept("requestAccountDeletion", input, "").await;
        let page = export_users(&server.app, &Filter::default(), None, 10).await;
        let page = page.expect("a page").rows;
        let column = header().position(|column| column == "deletionRequestedDate");
        assert_ne!(page[2][column.expect("a column")], "");
    })
    .await;
}
