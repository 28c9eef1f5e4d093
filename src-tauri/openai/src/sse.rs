//! Server-sent events, as providers really send them.
//!
//! The decoder is `sse-stream`; this adds what the providers need: `[DONE]`, comments and
//! events without data skipped, and a last event that lacks its blank line still read.

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use sse_stream::SseStream;

/// One event of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// The text after `data:`, lines joined.
    Chunk(String),
    /// `data: [DONE]`; some servers never send it.
    Done,
}

/// The bytes ended with an error, or were not a stream of events.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Cut(#[source] pub sse_stream::Error);

/// Reads the events of a byte stream in any chunking.
pub fn read<S, E>(bytes: S) -> impl Stream<Item = Result<Data, Cut>> + Send
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: std::error::Error + Send + Sync + 'static,
{
    // The specification drops an event that the end of the stream cuts before its blank line.
    // Servers that forget the last blank line are common, so one is added to a clean end.
    let closed = whole_letters(bytes).chain(stream::iter([Ok(Bytes::from_static(b"\n\n"))]));
    SseStream::from_bytes_stream(closed).filter_map(|event| async move {
        match event {
            Ok(event) => {
                let data = event.data?;
                match data.trim() {
                    "" => None,
                    "[DONE]" => Some(Ok(Data::Done)),
                    _ => Some(Ok(Data::Chunk(data))),
                }
            }
            Err(error) => Some(Err(Cut(error))),
        }
    })
}

/// Holds the beginning of a letter back until its rest is there. A stream that ends inside of one
/// was cut like any other: what is left of it is no letter, and no reason to call the rest unreadable.
fn whole_letters<S, E>(bytes: S) -> impl Stream<Item = Result<Bytes, E>> + Send
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Send,
{
    bytes.scan(Vec::new(), |begun, piece| {
        let piece = piece.map(|piece| {
            if begun.is_empty() && begun_letter(&piece) == 0 {
                return piece;
            }
            let mut whole = std::mem::take(begun);
            whole.extend_from_slice(&piece);
            *begun = whole.split_off(whole.len() - begun_letter(&whole));
            Bytes::from(whole)
        });
        std::future::ready(Some(piece))
    })
}

/// How many bytes at the end begin a letter of UTF-8 that goes on after them.
fn begun_letter(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(3);
    for (behind, byte) in tail.enumerate() {
        let length = match byte {
            0x80..0xC0 => continue,
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0.. => 4,
            _ => 1,
        };
        return if length > behind + 1 { behind + 1 } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn read_in_pieces(bytes: &[u8], size: usize) -> Vec<Data> {
        let pieces: Vec<_> = bytes
            .chunks(size)
            .map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)))
            .collect();
        futures_executor(read(stream::iter(pieces)).map(|event| event.expect("readable")))
    }

    fn futures_executor<S: Stream<Item = Data>>(events: S) -> Vec<Data> {
        // The stream is always ready, so a poll loop without a waker is enough.
        let mut events = Box::pin(events);
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        let mut all = Vec::new();
        while let std::task::Poll::Ready(Some(event)) = events.as_mut().poll_next(&mut cx) {
            all.push(event);
        }
        all
    }

    #[test]
    fn any_chunking_gives_the_same_events() {
        let bytes = "\u{feff}: OPENROUTER PROCESSING\r\n\r\nevent: x\r\ndata: {\"a\":\"ä€🎈\"}\r\n\r\ndata: {\ndata: }\n\ndata:\n\ndata: [DONE]\n\n"
            .as_bytes();
        let whole = read_in_pieces(bytes, bytes.len());
        assert_eq!(
            whole,
            [
                Data::Chunk("{\"a\":\"ä€🎈\"}".into()),
                Data::Chunk("{\n}".into()),
                Data::Done
            ]
        );
        for size in 1..bytes.len() {
            assert_eq!(read_in_pieces(bytes, size), whole, "pieces of {size}");
        }
    }

    #[test]
    fn the_last_event_needs_no_blank_line_and_no_done() {
        assert_eq!(
            read_in_pieces(b"data: 1\n\ndata: 2", 3),
            [Data::Chunk("1".into()), Data::Chunk("2".into())]
        );
    }

    #[test]
    fn the_beginning_of_a_letter_is_told_from_a_whole_one() {
        for letter in ["a", "é", "€", "🎈"] {
            let bytes = letter.as_bytes();
            assert_eq!(begun_letter(bytes), 0, "{letter}");
            for length in 1..bytes.len() {
                assert_eq!(begun_letter(&bytes[..length]), length, "{letter}");
                let after_another = [b"x", &bytes[..length]].concat();
                assert_eq!(begun_letter(&after_another), length, "{letter}");
            }
        }
        assert_eq!(begun_letter(b""), 0);
        assert_eq!(
            begun_letter(&[0x80, 0x80, 0x80, 0x80]),
            0,
            "no letter at all"
        );
    }

    #[test]
    fn a_stream_that_ends_within_a_letter_gives_what_came_before() {
        let text = "data: {\"a\":1}\n\ndata: é".as_bytes();
        for size in [1, 2, 3, 50] {
            let read = read_in_pieces(&text[..text.len() - 1], size);
            assert_eq!(read, [Data::Chunk("{\"a\":1}".into())], "{size}");
        }
    }
}
