//! Files that the server writes are readable by its own user only, whatever the umask.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use bruinbridge::accounts::register::{Registration, register};
use bruinbridge::app::App;
use bruinbridge::auth::{Caller, Client};
use bruinbridge::clock::Clock;
use bruinbridge::config::{Config, Secret, Source};
use bruinbridge::db::{Db, migrate};
use bruinbridge::mail::Transport;
use bruinbridge::mail::outbox::send_due;
use rustix::fs::{XattrFlags, setxattr};

use crate::harness::{PASSWORD, Server, assert_logged};

/// The environment variable with the folder for this program when it is started again under another umask.
const FOLDER: &str = "FILES_FOLDER";

/// A temporary folder. It is deleted when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("bruinbridge-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn source(&self) -> Source {
        let database = format!("sqlite://{}/data/test.db?mode=rwc", self.0.display());
        let mail = self.0.join("data/mail").display().to_string();
        Source::defaults()
            .expect("default settings")
            .with("DATABASE_URL", database)
            .with("SEND_EMAILS", "true")
            .with("MAIL_TRANSPORT", "file")
            .with("MAIL_DIR", mail)
            .with("HASH_THREADS", "1")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn mode(path: &Path) -> u32 {
    let metadata = fs::metadata(path).expect("the file exists");
    metadata.permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

/// Lists a file, or a folder with everything in it.
fn all_in(path: PathBuf) -> Vec<PathBuf> {
    let mut all = Vec::new();
    if path.is_dir() {
        for entry in fs::read_dir(&path).expect("a folder") {
            all.extend(all_in(entry.expect("an entry").path()));
        }
    }
    all.push(path);
    all
}

/// Creates an account and writes its email, as a server would.
async fn write_everything(source: &Source) -> (App, Db) {
    let config = Config::read(source).expect("settings");
    let db = Db::connect(&config.database).await.expect("a database");
    migrate::up(&db).await.expect("migrations");
    let app = App::new(config, db.clone(), Clock::System).expect("an application");
    let registration = Registration {
        proof_of_work: None,
        email: "jo@ucla.edu".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
        role: None,
    };
    let anonymous = Caller::anonymous(Client::default());
    register(&app, &anonymous, registration)
        .await
        .expect("an account");
    assert_eq!(send_due(&app, 1).await.expect("a round").accepted, 1);
    (app, db)
}

#[test]
fn data_and_emails_are_readable_by_the_owner_only_whatever_the_umask() {
    for umask in ["0000", "0022", "0077", "0277"] {
        let folder = Folder::new(&format!("umask-{umask}"));
        let written = Command::new("sh")
            .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().expect("this program"))
            .args(["files::under_another_umask", "--exact", "--nocapture"])
            .env(FOLDER, &folder.0)
            .output()
            .expect("a process");
        let output = String::from_utf8_lossy(&written.stderr);
        assert!(written.status.success(), "{umask}: {output}");
    }
}

/// Runs in the process that the test above starts; otherwise it does nothing.
#[tokio::test]
async fn under_another_umask() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Folder(folder.into());
    let _open = write_everything(&folder.source()).await;
    let all = all_in(folder.0.join("data"));
    let assert_exists = |ending: &str| {
        let mut names = all.iter().map(|path| path.to_string_lossy());
        assert!(
            names.any(|name| name.ends_with(ending)),
            "{ending}: {all:?}"
        );
    };
    for ending in ["test.db", "test.db-wal", "test.db-shm", ".eml"] {
        assert_exists(ending);
    }
    for path in &all {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(path), expected, "{}", path.display());
    }
}

#[tokio::test]
async fn permissions_that_an_earlier_version_left_open_are_fixed_at_start_and_logged() {
    // Log lines are captured from the first server of this process on.
    drop(Server::start().await);
    let folder = Folder::new("lax");
    let everything = write_everything(&folder.source()).await;
    let all = all_in(folder.0.join("data"));
    for path in &all {
        set_mode(path, if path.is_dir() { 0o755 } else { 0o644 });
    }
    let config = Config::read(&folder.source()).expect("settings");
    Db::connect(&config.database).await.expect("a database");
    Transport::new(&config, Clock::System).expect("a folder");
    for path in &all {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(path), expected, "{}", path.display());
        assert_logged(&[
            "WARN",
            path.to_str().expect("a path"),
            "others could read it",
        ]);
    }
    drop(everything);
}

#[tokio::test]
async fn the_permissions_of_a_folder_with_other_files_are_left_alone() {
    drop(Server::start().await);
    let folder = Folder::new("shared");
    let data = folder.0.join("data");
    fs::create_dir_all(&data).expect("a folder");
    fs::write(data.join("other-file"), "text").expect("a file");
    set_mode(&data, 0o755);
    set_mode(&data.join("other-file"), 0o644);
    let _open = write_everything(&folder.source()).await;
    assert_eq!(mode(&data), 0o755);
    assert_eq!(mode(&data.join("other-file")), 0o644);
    assert_eq!(mode(&data.join("test.db")), 0o600);
    assert_eq!(mode(&data.join("test.db-wal")), 0o600);
    let data = data.to_str().expect("a path");
    assert_logged(&["WARN", data, "others can look into the folder"]);
}

/// Grants read access to user 1, as `setfacl -m u:1:r` does: the group bits of the mode are then the mask.
fn grant(path: &Path) -> bool {
    let entries: [(u16, u16, u32); 5] = [
        (0x01, 6, u32::MAX),
        (0x02, 4, 1),
        (0x04, 0, u32::MAX),
        (0x10, 4, u32::MAX),
        (0x20, 4, u32::MAX),
    ];
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        list.extend(tag.to_le_bytes());
        list.extend(permissions.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    setxattr(path, "system.posix_acl_access", &list, XattrFlags::empty()).is_ok()
}

#[tokio::test]
async fn users_named_in_an_access_list_keep_read_access() {
    let folder = Folder::new("acl");
    let _open = write_everything(&folder.source()).await;
    let database = folder.0.join("data/test.db");
    if !grant(&database) {
        // This file system does not support access lists.
        return;
    }
    assert_eq!(mode(&database), 0o644, "the group bits are the mask");
    let config = Config::read(&folder.source()).expect("settings");
    Db::connect(&config.database).await.expect("a database");
    assert_eq!(
        mode(&database),
        0o640,
        "others lose access and the mask stays"
    );
}
