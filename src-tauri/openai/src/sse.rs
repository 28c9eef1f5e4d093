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
    let closed = bytes.chain(stream::iter([Ok(Bytes::from_static(b"\n\n"))]));
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
}
