use std::fmt;
use std::path::{Path, PathBuf};

/// Why a file was not taken. Holds names of settings and variables, never a value: a value may
/// be a key, and this text ends up in logs.
#[derive(Debug)]
pub struct Error {
    /// As it was given.
    pub path: PathBuf,
    /// Counted from 1; `None` when the file as a whole is the problem.
    pub line: Option<usize>,
    /// Counted from 1, in characters.
    pub column: Option<usize>,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file is not there, or its permissions are in the way.
    #[error("the file cannot be read: {0}")]
    Unreadable(std::io::ErrorKind),
    /// A folder was named.
    #[error("this is a folder, not a file")]
    Folder,
    /// More than a configuration can be.
    #[error("the file is larger than {} KiB", limit_bytes / 1024)]
    TooLarge {
        /// The most that is read.
        limit_bytes: usize,
    },
    /// Bytes that are no text.
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    /// A character that YAML does not allow and that would end the reading silently.
    #[error("the control character U+{:04X} is not allowed", u32::from(*.0))]
    ControlCharacter(char),
    /// YAML's most frequent mistake.
    #[error("the line is indented with a tab")]
    Tab,
    /// YAML's own rules are broken.
    #[error("invalid YAML: {0}")]
    Yaml(String),
    /// Lists and maps inside each other without end.
    #[error("the values are nested more than {limit} levels deep")]
    TooDeep {
        /// The deepest level that is read.
        limit: usize,
    },
    /// Many values, or few that aliases multiply.
    #[error("the file holds more than {limit} values, aliases counted each time they are used")]
    TooMany {
        /// The most that is read.
        limit: usize,
    },
    /// An alias inside the value that it stands for.
    #[error("the alias stands for a value that contains it")]
    EndlessAlias,
    /// `<<` without a map.
    #[error("\"<<\" must be followed by a map, or by a list of maps")]
    BadMerge,
    /// A tag such as `!!binary`.
    #[error("{setting:?} has a YAML tag that is not supported")]
    Tag {
        /// Its full name.
        setting: String,
    },
    /// `---` twice.
    #[error("the file holds more than one YAML document")]
    SeveralDocuments,
    /// A list or a map where a name belongs.
    #[error("the name of a setting must be plain text")]
    KeyNotText,
    /// In whichever spellings.
    #[error("{setting:?} is given twice, first on line {first_line}")]
    Duplicate {
        /// Its full name.
        setting: String,
        /// Counted from 1.
        first_line: usize,
    },
    /// Text instead of a map, and the like.
    #[error("{setting:?} must be {expected}")]
    WrongType {
        /// Its full name.
        setting: String,
        /// With its article.
        expected: &'static str,
    },
    /// An entry cannot do without it.
    #[error("the connector {id:?} has no {field}")]
    Missing {
        /// The entry's.
        id: String,
        /// As the file spells it.
        field: &'static str,
    },
    /// The wording is Kibana's.
    #[error("invalid preconfigured action id {id:?}: {reason}")]
    InvalidId {
        /// At most the first 60 characters.
        id: String,
        /// Why.
        reason: &'static str,
    },
    /// Variables made it so.
    #[error("with its variables put in, the value is larger than {} KiB", limit_bytes / 1024)]
    ValueTooLong {
        /// The most that is kept.
        limit_bytes: usize,
    },
    /// A variable that is not set, or not text.
    #[error("the environment variable {variable} is not set")]
    VariableNotSet {
        /// Its name.
        variable: String,
    },
    /// A rule of the reader of this file, see [`Error::rejected`].
    #[error("{reason}")]
    Rejected {
        /// What is wrong, without a secret.
        reason: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl Error {
    pub(crate) fn new(path: &Path, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            line: fault.mark.map(|mark| mark.line),
            column: fault.mark.map(|mark| mark.column),
            problem: fault.problem,
        }
    }

    /// For whoever checks what the file says: the same place and form as the errors of the file.
    pub fn rejected(path: &Path, line: usize, reason: String, hint: Option<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: Some(line),
            column: None,
            problem: Problem::Rejected { reason, hint },
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match &self.problem {
            Problem::Unreadable(std::io::ErrorKind::NotFound) => {
                "Check the path, or start without it."
            }
            Problem::Unreadable(_) => "Check the permissions of the file and its folder.",
            Problem::Folder => "Name the file inside it, such as patchbay.yml.",
            Problem::TooLarge { .. } | Problem::TooMany { .. } | Problem::TooDeep { .. } => {
                "Keep only the settings of your connectors in this file."
            }
            Problem::NotUtf8 => "Save the file again with the encoding UTF-8.",
            Problem::ControlCharacter(_) => {
                "Remove the character, or write it as an escape such as \"\\x07\" in double quotes."
            }
            Problem::Tab => "Indent with spaces.",
            Problem::Yaml(_) => {
                "Check the indentation, and put values with special characters in quotes."
            }
            Problem::EndlessAlias | Problem::BadMerge | Problem::Tag { .. } => {
                "Write the value out where it is needed."
            }
            Problem::SeveralDocuments => "Keep one document: remove the lines that begin with ---.",
            Problem::KeyNotText => "Put names with special characters in quotes.",
            Problem::Duplicate { .. } => "Keep one of the two.",
            Problem::WrongType { expected: TEXT, .. } => "Put the value in quotes.",
            Problem::WrongType { .. } => {
                "Compare it with an example of xpack.actions.preconfigured."
            }
            Problem::Missing { .. } => "Each connector needs a name and an actionTypeId.",
            Problem::InvalidId { .. } => "Give the connector another ID.",
            Problem::ValueTooLong { .. } => "Check what the variables hold.",
            Problem::VariableNotSet { variable } => {
                return Some(format!(
                    "Set {variable} before the start, or give a default: ${{{variable}:default}}."
                ));
            }
            Problem::Rejected { hint, .. } => return hint.clone(),
        };
        Some(hint.to_owned())
    }
}

/// What [`Problem::WrongType`] expects of a name.
pub(crate) const TEXT: &str = "text";

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let (Some(column), Problem::Yaml(_)) = (self.column, &self.problem) {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for Error {}

/// A place in the text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A problem in a file whose name is not known yet.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) mark: Option<Mark>,
    pub(crate) problem: Problem,
}

impl Problem {
    pub(crate) fn at(self, mark: Mark) -> Fault {
        Fault {
            mark: Some(mark),
            problem: self,
        }
    }

    pub(crate) fn anywhere(self) -> Fault {
        Fault {
            mark: None,
            problem: self,
        }
    }
}

/// Warnings of one file.
pub(crate) struct Warnings<'a> {
    path: &'a Path,
    list: Vec<String>,
}

impl<'a> Warnings<'a> {
    pub(crate) fn new(path: &'a Path) -> Self {
        Self {
            path,
            list: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, line: usize, text: impl fmt::Display) {
        let path = self.path.display();
        self.list.push(format!("{path}, line {line}: {text}"));
    }

    pub(crate) fn append(&mut self, later: Self) {
        self.list.extend(later.list);
    }

    pub(crate) fn into_list(self) -> Vec<String> {
        self.list
    }
}

/// A name from the file, short enough for a message.
pub(crate) fn shown(name: &str) -> String {
    const LONGEST: usize = 60;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST).collect();
    format!("{start}…")
}
