//! Reads the tokens that no grammar of Rust applies to: what macros and attributes are given.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::LitStr;
use syn::ext::IdentExt;

use super::paths::Kind;

/// A path as it stands in the tokens.
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// All paths of more than one segment, and all that a `use` among the tokens brings in. The texts of attributes
/// may be paths too: `belongs_to = "super::user::Entity"`.
pub(super) fn named_in(tokens: TokenStream, is_attribute: bool) -> Vec<Path> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    let mut found = Vec::new();
    let mut kind = Kind::Inline;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            TokenTree::Ident(name) if name == "use" => kind = Kind::Use,
            TokenTree::Ident(_) => {
                rest = path(first, after, &[], kind, &mut found);
                kind = Kind::Inline;
            }
            TokenTree::Punct(hash) if hash.as_char() == '#' => {
                if let [TokenTree::Group(attribute), after @ ..] = after {
                    found.extend(named_in_attribute(attribute));
                    rest = after;
                }
            }
            TokenTree::Punct(_) => {}
            TokenTree::Group(group) => found.extend(named_in(group.stream(), is_attribute)),
            TokenTree::Literal(_) if is_attribute => found.extend(path_of_text(first)),
            TokenTree::Literal(_) => {}
        }
    }
    found
}

fn named_in_attribute(attribute: &Group) -> Vec<Path> {
    match attribute.stream().into_iter().next() {
        Some(TokenTree::Ident(name)) if name == "doc" => Vec::new(),
        _ => named_in(attribute.stream(), true),
    }
}

fn path_of_text(literal: &TokenTree) -> Option<Path> {
    let text: LitStr = syn::parse2(literal.clone().into()).ok()?;
    let path: syn::Path = text.parse().ok()?;
    let segments = path.segments.iter();
    let path = Path {
        segments: segments
            .map(|segment| segment.ident.unraw().to_string())
            .collect(),
        span: text.span(),
        kind: Kind::Inline,
    };
    (path.segments.len() > 1).then_some(path)
}

/// Reads the path that begins with `first`, unfolds its groups, and returns what follows it.
fn path<'tokens>(
    first: &TokenTree,
    mut rest: &'tokens [TokenTree],
    before: &[String],
    kind: Kind,
    found: &mut Vec<Path>,
) -> &'tokens [TokenTree] {
    let span = first.span();
    let mut segments = before.to_vec();
    segments.extend(name(first));
    while let [
        TokenTree::Punct(one),
        TokenTree::Punct(two),
        next,
        after @ ..,
    ] = rest
    {
        if one.as_char() != ':' || two.as_char() != ':' {
            break;
        }
        match next {
            TokenTree::Ident(_) => segments.extend(name(next)),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                group_of_use(group, &segments, found);
                return after;
            }
            TokenTree::Punct(star) if star.as_char() == '*' => {
                found.push(Path {
                    segments,
                    span,
                    kind: Kind::Use,
                });
                return after;
            }
            _ => break,
        }
        rest = after;
    }
    if segments.len() > 1 || kind == Kind::Use {
        found.push(Path {
            segments,
            span,
            kind,
        });
    }
    rest
}

/// `{b, c::d as e}` after `a::` names `a::b` and `a::c::d`.
fn group_of_use(group: &Group, before: &[String], found: &mut Vec<Path>) {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    for tree in tokens.split(is_comma) {
        match tree {
            [TokenTree::Group(inner), ..] => group_of_use(inner, before, found),
            [first, rest @ ..] => {
                path(first, rest, before, Kind::Use, found);
            }
            [] => {}
        }
    }
}

fn name(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(name) => Some(name.unraw().to_string()),
        _ => None,
    }
}
