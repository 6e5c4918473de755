//! The settings of `config.default.toml` with their comments. The generator of docs/settings.md compiles this file too.

/// A setting as the file describes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Described<'file> {
    pub(crate) name: &'file str,
    /// The value without quotation marks; empty if the setting is not set by default.
    pub(crate) default: &'file str,
    pub(crate) description: String,
}

/// Returns a setting for each `NAME = value`, in the order of the file, explained by the comment above it or above its
/// group.
pub(crate) fn described(file: &str) -> Vec<Described<'_>> {
    file.split("\n\n").flat_map(of_group).collect()
}

fn of_group(group: &str) -> Vec<Described<'_>> {
    let mut comment: Vec<&str> = Vec::new();
    let mut is_comment = false;
    let mut settings = Vec::new();
    for line in group.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix('#') {
            if !is_comment {
                comment.clear();
            }
            comment.push(text.trim());
            is_comment = true;
        } else if let Some((name, value)) = line.split_once('=') {
            settings.push(Described {
                name: name.trim(),
                default: value.trim().trim_matches('"'),
                description: comment.join(" "),
            });
            is_comment = false;
        }
    }
    settings
}
