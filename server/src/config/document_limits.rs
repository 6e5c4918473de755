//! Limits on GraphQL documents.

/// The limits on a document. "Expanded" means that a fragment counts at each of its spreads.
#[derive(Clone, Debug)]
pub struct DocumentLimits {
    /// Bytes of the document's text. Default 32,768.
    pub bytes: usize,
    /// Lexical tokens: names, numbers, strings and punctuation. Default 2,000.
    pub tokens: usize,
    /// Brackets of any kind that are open at the same time; bounds the parser's stack. Default 64.
    pub nesting: usize,
    /// Nested selection sets, expanded; the introspection query of GraphiQL has 19. Default 24, and at most 31:
    /// async-graphql has a limit of its own there.
    pub depth: usize,
    /// Fields, inline fragments and spreads, expanded. Default 1,000.
    pub selections: usize,
    /// Aliases, expanded. Default 100.
    pub aliases: usize,
    /// Directives, expanded. Default 50.
    pub directives: usize,
    /// Fields at the root of a query, expanded. Default 20.
    pub query_fields: usize,
    /// Fields at the root of a mutation, expanded: each is a separate command. Default 5.
    pub mutation_fields: usize,
    /// Fragment definitions. Default 50.
    pub fragments: usize,
    /// Operations in one document, of which a request runs one. Default 20.
    pub operations: usize,
    /// Values in the result, counted before it is built: see `budget`. Default 36,000.
    pub nodes: usize,
    /// Values in the variables, including those in lists and objects: they are copied at each use. Default 2,000.
    pub variables: usize,
    /// Total bytes of the parsed documents cached for their next use. Default 8 MiB.
    pub cached_bytes: usize,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024,
            tokens: 2_000,
            nesting: 64,
            depth: 24,
            selections: 1_000,
            aliases: 100,
            directives: 50,
            query_fields: 20,
            mutation_fields: 5,
            fragments: 50,
            operations: 20,
            nodes: 36_000,
            variables: 2_000,
            cached_bytes: 8 * 1024 * 1024,
        }
    }
}
