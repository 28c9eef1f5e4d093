/// Where a call's token numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UsageSource {
    /// The provider's own `usage`.
    Reported,
    /// Counted here with a tokenizer, because the provider sent none.
    Estimated,
    /// Nothing to count: the numbers are `None`.
    Unknown,
}

impl UsageSource {
    /// The word stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
        }
    }
}

/// Tokens of one call. `None` is "we do not know" and never 0; a reported 0 is a real 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// All input tokens, cached ones included.
    pub prompt_tokens: Option<u64>,
    /// All output tokens, reasoning included.
    pub completion_tokens: Option<u64>,
    /// As the provider says; some count tokens here that are in neither part.
    pub total_tokens: Option<u64>,
    /// Whether to trust the numbers.
    pub source: UsageSource,
}

impl Usage {
    /// No number is known.
    pub const UNKNOWN: Self = Self {
        prompt_tokens: None,
        completion_tokens: None,
        total_tokens: None,
        source: UsageSource::Unknown,
    };

    /// Counted here, not by the provider.
    pub fn estimated(prompt_tokens: u64, completion_tokens: u64) -> Self {
        Self {
            prompt_tokens: Some(prompt_tokens),
            completion_tokens: Some(completion_tokens),
            total_tokens: Some(prompt_tokens + completion_tokens),
            source: UsageSource::Estimated,
        }
    }
}
