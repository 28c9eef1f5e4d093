/// What a caller may do. Kibana's feature privileges, plus the docs' dashboard-only role.
///
/// Ordered: each role may do everything a smaller one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The token usage dashboard and nothing else.
    Usage,
    /// See and run connectors.
    Read,
    /// Everything.
    All,
}

impl Role {
    /// The word stored, sent and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Read => "read",
            Self::All => "all",
        }
    }

    /// The reverse of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Usage, Self::Read, Self::All]
            .into_iter()
            .find(|role| role.as_str() == text)
    }

    /// Whether a caller with this role may do what needs `needed`.
    pub fn covers(self, needed: Self) -> bool {
        self >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_role_covers_a_smaller_one_and_never_the_reverse() {
        assert!(Role::All.covers(Role::Read) && Role::All.covers(Role::Usage));
        assert!(Role::Read.covers(Role::Usage) && !Role::Read.covers(Role::All));
        assert!(!Role::Usage.covers(Role::Read));
    }
}
