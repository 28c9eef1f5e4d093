//! From text to a tree of values with their places.
//!
//! The parser reports events and resolves no alias by itself; here an alias is one more owner of
//! the same value, so that a bomb of aliases takes no memory. Whoever walks the tree counts.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::error::{Fault, Mark, Problem, shown};
use crate::scalar::Scalar;

/// Levels of the text and of what aliases stand for. Each level is one call deep.
pub(crate) const LEVELS: usize = 64;
/// Values in the text, and again when they are walked.
const VALUES: usize = 100_000;

pub(crate) struct Node<'t> {
    pub(crate) mark: Mark,
    pub(crate) value: Value<'t>,
    /// Levels below this one.
    height: usize,
}

pub(crate) enum Value<'t> {
    Scalar(Scalar<'t>),
    List(Vec<Rc<Node<'t>>>),
    Map(Vec<Pair<'t>>),
}

pub(crate) struct Pair<'t> {
    pub(crate) key: Rc<str>,
    pub(crate) key_mark: Mark,
    pub(crate) node: Rc<Node<'t>>,
}

/// Counts values, so that few lines cannot stand for millions.
pub(crate) struct Budget {
    left: usize,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { left: VALUES }
    }

    pub(crate) fn take(&mut self, mark: Mark) -> Result<(), Fault> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| Problem::TooMany { limit: VALUES }.at(mark))?;
        Ok(())
    }
}

/// The one document; `None` when the file holds nothing but comments.
pub(crate) fn parse(text: &str) -> Result<Option<Rc<Node<'_>>>, Fault> {
    let mut builder = Builder {
        open: Vec::new(),
        anchors: HashMap::new(),
        root: None,
        documents: 0,
        budget: Budget::new(),
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let mark = mark_of(*error.marker());
            tab(text, mark).unwrap_or_else(|| Problem::Yaml(error.info().to_owned()).at(mark))
        })?;
        builder.event(event, span)?;
    }
    Ok(builder.root)
}

struct Builder<'t> {
    open: Vec<Open<'t>>,
    anchors: HashMap<usize, Rc<Node<'t>>>,
    root: Option<Rc<Node<'t>>>,
    documents: usize,
    budget: Budget,
}

/// A list or map whose end has not come.
struct Open<'t> {
    mark: Mark,
    anchor: usize,
    items: Items<'t>,
}

enum Items<'t> {
    List(Vec<Rc<Node<'t>>>),
    Map(OpenMap<'t>),
}

#[derive(Default)]
struct OpenMap<'t> {
    pairs: Vec<Pair<'t>>,
    seen: HashMap<Rc<str>, Mark>,
    /// Its value comes next.
    key: Option<Key>,
    merged: Vec<Rc<Node<'t>>>,
}

struct Key {
    text: Rc<str>,
    mark: Mark,
    is_merge: bool,
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, span: Span) -> Result<(), Fault> {
        let mark = mark_of(span.start);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Problem::SeveralDocuments.at(mark));
                }
                Ok(())
            }
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let node = known.ok_or_else(|| Problem::EndlessAlias.at(mark))?;
                self.add(node, mark)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref();
                let scalar = Scalar {
                    plain: style == ScalarStyle::Plain && !says_text(tag),
                    unknown_tag: tag.is_some_and(|tag| !is_known(tag)),
                    text,
                };
                self.complete(mark, anchor, Value::Scalar(scalar), 0)
            }
            Event::SequenceStart(anchor, _) => self.begin(mark, anchor, Items::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(mark, anchor, Items::Map(OpenMap::default()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(&mut self, mark: Mark, anchor: usize, items: Items<'t>) -> Result<(), Fault> {
        if self.open.len() >= LEVELS {
            return Err(Problem::TooDeep { limit: LEVELS }.at(mark));
        }
        self.open.push(Open {
            mark,
            anchor,
            items,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(Open {
            mark,
            anchor,
            items,
        }) = self.open.pop()
        else {
            return Ok(());
        };
        let value = match items {
            Items::List(list) => Value::List(list),
            Items::Map(map) => Value::Map(map.close(&mut self.budget)?),
        };
        let height = 1 + match &value {
            Value::Scalar(_) => 0,
            Value::List(list) => list.iter().map(|node| node.height).max().unwrap_or(0),
            Value::Map(pairs) => pairs.iter().map(|p| p.node.height).max().unwrap_or(0),
        };
        self.complete(mark, anchor, value, height)
    }

    fn complete(
        &mut self,
        mark: Mark,
        anchor: usize,
        value: Value<'t>,
        height: usize,
    ) -> Result<(), Fault> {
        let node = Rc::new(Node {
            mark,
            value,
            height,
        });
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.add(node, mark)
    }

    /// `mark` is where the value is used; an alias was defined elsewhere.
    fn add(&mut self, node: Rc<Node<'t>>, mark: Mark) -> Result<(), Fault> {
        self.budget.take(mark)?;
        // Aliases of aliases grow deep without a bracket; dropping and walking such a tree would
        // use up the stack.
        if self.open.len() + node.height > LEVELS {
            return Err(Problem::TooDeep { limit: LEVELS }.at(mark));
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(node),
            Some(Items::List(list)) => list.push(node),
            Some(Items::Map(map)) => map.add(node, mark)?,
        }
        Ok(())
    }
}

impl<'t> OpenMap<'t> {
    fn add(&mut self, node: Rc<Node<'t>>, mark: Mark) -> Result<(), Fault> {
        let Some(key) = self.key.take() else {
            self.key = Some(self.key_of(&node, mark)?);
            return Ok(());
        };
        if key.is_merge {
            return self.merge(node, mark);
        }
        self.pairs.push(Pair {
            key: key.text,
            key_mark: key.mark,
            node,
        });
        Ok(())
    }

    fn key_of(&mut self, node: &Node<'t>, mark: Mark) -> Result<Key, Fault> {
        let Value::Scalar(scalar) = &node.value else {
            return Err(Problem::KeyNotText.at(mark));
        };
        let text: Rc<str> = scalar.text.as_ref().into();
        if let Some(first) = self.seen.insert(Rc::clone(&text), mark) {
            return Err(Problem::Duplicate {
                setting: shown(&text),
                first_line: first.line,
            }
            .at(mark));
        }
        let is_merge = scalar.plain && &*text == "<<";
        Ok(Key {
            text,
            mark,
            is_merge,
        })
    }

    fn merge(&mut self, node: Rc<Node<'t>>, mark: Mark) -> Result<(), Fault> {
        let maps = match &node.value {
            Value::Map(_) => vec![node],
            Value::List(list) => list.clone(),
            Value::Scalar(_) => Vec::new(),
        };
        let all_maps = maps.iter().all(|map| matches!(map.value, Value::Map(_)));
        if maps.is_empty() || !all_maps {
            return Err(Problem::BadMerge.at(mark));
        }
        self.merged.extend(maps);
        Ok(())
    }

    /// Own settings win over merged ones, and earlier merges over later ones.
    fn close(mut self, budget: &mut Budget) -> Result<Vec<Pair<'t>>, Fault> {
        for map in &self.merged {
            let Value::Map(pairs) = &map.value else {
                continue;
            };
            for pair in pairs {
                budget.take(map.mark)?;
                if self.seen.contains_key(&pair.key) {
                    continue;
                }
                self.seen.insert(Rc::clone(&pair.key), pair.key_mark);
                self.pairs.push(Pair {
                    key: Rc::clone(&pair.key),
                    key_mark: pair.key_mark,
                    node: Rc::clone(&pair.node),
                });
            }
        }
        Ok(self.pairs)
    }
}

/// The parser reports a tab where the value before it began, and in its own words.
fn tab(text: &str, error: Mark) -> Option<Fault> {
    let near = text.lines().enumerate().skip(error.line - 1).take(2);
    near.map(|(at, line)| {
        (
            at + 1,
            line.len() - line.trim_start_matches(' ').len(),
            line,
        )
    })
    .find(|(_, spaces, line)| line.chars().nth(*spaces) == Some('\t'))
    .map(|(line, spaces, _)| {
        Problem::Tab.at(Mark {
            line,
            column: spaces + 1,
        })
    })
}

fn mark_of(marker: saphyr_parser::Marker) -> Mark {
    Mark {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// `!!str`, and `!` alone.
fn says_text(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| is_core(tag, "str") || (tag.handle.is_empty() && tag.suffix == "!"))
}

fn is_known(tag: &Tag) -> bool {
    says_text(Some(tag))
        || ["null", "bool", "int", "float"]
            .into_iter()
            .any(|name| is_core(tag, name))
}

fn is_core(tag: &Tag, name: &str) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == name
}
