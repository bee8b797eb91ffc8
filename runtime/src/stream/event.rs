//! Parses server-sent events (WHATWG HTML § 9.2.6).
//!
//! Takes chunks of a body; returns events. It must not know connections.

use bytes::{Buf, Bytes};

/// An event as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawEvent {
    /// The `event` field; `None` for the default, `message`.
    pub(super) name: Option<String>,
    /// The last id that was sent, with this event or before it.
    pub(super) id: Option<String>,
    /// The lines of the `data` field.
    pub(super) data: String,
}

/// An event, or a line of one, exceeds the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Parses events. It holds one chunk, one line and one event.
#[derive(Debug)]
pub(super) struct EventReader {
    piece: Bytes,
    line: Vec<u8>,
    /// Whether the last line ended with CR, so that a following LF is not a line of its own.
    after_cr: bool,
    /// Whether nothing of the body was read yet, so that it may begin with a byte order mark.
    at_start: bool,
    name: String,
    data: String,
    /// The last id that was read. The next field is the one that applied when the last event ended.
    next_id: String,
    id: String,
    limit: usize,
    retry: Option<u64>,
}

impl EventReader {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            piece: Bytes::new(),
            line: Vec::new(),
            after_cr: false,
            at_start: true,
            name: String::new(),
            data: String::new(),
            next_id: String::new(),
            id: String::new(),
            limit,
            retry: None,
        }
    }

    /// Adds the next chunk of the body. Call it after `next` returned `None`.
    pub(super) fn push(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// Returns the next event in the chunks so far.
    pub(super) fn next(&mut self) -> Result<Option<RawEvent>, TooLarge> {
        while self.read_line()? {
            let line = std::mem::take(&mut self.line);
            let text = String::from_utf8_lossy(&line);
            let event = self.take(&text)?;
            // Reuse the memory of the line.
            self.line = line;
            self.line.clear();
            if event.is_some() {
                return Ok(event);
            }
        }
        Ok(None)
    }

    /// Returns the data of an event that the body ended in, which the standard discards. A line
    /// that may be the beginning of a `data` field counts as data.
    pub(super) fn unfinished(&mut self) -> Option<String> {
        self.drop_mark();
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            let begun =
                b"data".starts_with(&line) || self.take(&String::from_utf8_lossy(&line)).is_err();
            if begun {
                self.data.push('\n');
            }
        }
        self.data.pop()?;
        Some(std::mem::take(&mut self.data))
    }

    /// Prepares for another body that continues after the last event.
    pub(super) fn restart(&mut self) {
        let limit = self.limit;
        let old = std::mem::replace(self, Self::new(limit));
        self.next_id.clone_from(&old.id);
        self.id = old.id;
        self.retry = old.retry;
    }

    /// Returns the id of the last complete event, including one without data.
    pub(super) fn last_id(&self) -> Option<&str> {
        Some(self.id.as_str()).filter(|id| !id.is_empty())
    }

    /// Returns how long to wait before reconnecting, in milliseconds, if the server stated it.
    pub(super) fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Whether a line is complete; then it is in `line`. Lines end with CR LF, LF or CR.
    fn read_line(&mut self) -> Result<bool, TooLarge> {
        if self.after_cr && self.piece.first() == Some(&b'\n') {
            self.piece.advance(1);
        }
        if !self.piece.is_empty() {
            self.after_cr = false;
        }
        let end = self.piece.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let part = self.piece.split_to(end.unwrap_or(self.piece.len()));
        if part.len() > self.limit.saturating_sub(self.line.len()) {
            return Err(TooLarge);
        }
        self.line.extend_from_slice(&part);
        if end.is_none() {
            return Ok(false);
        }
        self.after_cr = self.piece.first() == Some(&b'\r');
        self.piece.advance(1);
        self.drop_mark();
        Ok(true)
    }

    /// Removes the byte order mark from the first line of a body.
    fn drop_mark(&mut self) {
        if std::mem::take(&mut self.at_start) && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
    }

    /// Processes a line. An empty line ends an event.
    fn take(&mut self, line: &str) -> Result<Option<RawEvent>, TooLarge> {
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                if value.len() >= self.limit.saturating_sub(self.data.len()) {
                    return Err(TooLarge);
                }
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.next_id),
            "retry" if !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit()) => {
                // A number too large to represent is a very long time.
                self.retry = Some(value.parse().unwrap_or(u64::MAX));
            }
            // A comment has an empty field name. Unknown fields are ignored.
            _ => {}
        }
        Ok(None)
    }

    fn dispatch(&mut self) -> Option<RawEvent> {
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        self.id.clone_from(&self.next_id);
        // The line feed after the last line of data is not part of the data.
        data.pop()?;
        let id = self.last_id().map(str::to_owned);
        Some(RawEvent { name: Some(name).filter(|name| !name.is_empty()), id, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the events in a text that arrives in chunks of `size` bytes.
    fn read(text: &[u8], size: usize) -> Vec<RawEvent> {
        let mut reader = EventReader::new(100);
        let mut events = Vec::new();
        for piece in text.chunks(size) {
            reader.push(Bytes::copy_from_slice(piece));
            while let Some(event) = reader.next().unwrap() {
                events.push(event);
            }
        }
        events
    }

    fn event(name: Option<&str>, id: Option<&str>, data: &str) -> RawEvent {
        let owned = |text: &str| text.to_owned();
        RawEvent { name: name.map(owned), id: id.map(owned), data: data.to_owned() }
    }

    #[test]
    fn events_are_parsed_as_the_standard_requires() {
        let cases: [(&str, Vec<RawEvent>); 12] = [
            ("data: a\n\n", vec![event(None, None, "a")]),
            ("data:a\ndata:  b\n\n", vec![event(None, None, "a\n b")]),
            ("data\n\ndata\ndata\n\ndata:", vec![event(None, None, ""), event(None, None, "\n")]),
            ("\u{feff}data: a\r\n\r\n", vec![event(None, None, "a")]),
            ("data: a\r\rdata: b\r\n\r\n", vec![event(None, None, "a"), event(None, None, "b")]),
            (": ping\n\n: ping\n\ndata: a\n\n", vec![event(None, None, "a")]),
            ("event: add\nid: 1\ndata: a\n\n", vec![event(Some("add"), Some("1"), "a")]),
            (
                "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
                vec![
                    event(None, Some("1"), "a"),
                    event(None, Some("1"), "b"),
                    event(None, None, "c"),
                ],
            ),
            ("event: lost\n\ndata: a\n\n", vec![event(None, None, "a")]),
            ("id: 1\n\ndata: a\n\n", vec![event(None, Some("1"), "a")]),
            ("id: a\0b\nfoo: bar\ndata: é\n\n", vec![event(None, None, "é")]),
            ("data: a", vec![]),
        ];
        for (text, expected) in cases {
            for size in [1, 2, 3, 1000] {
                assert_eq!(read(text.as_bytes(), size), expected, "{text:?} by {size}");
            }
        }
        assert_eq!(read(b"data: \xff\n\n", 1), [event(None, None, "\u{fffd}")]);
    }

    #[test]
    fn retry_times_are_digits() {
        for (line, expected) in [
            ("retry: 2500", Some(2500)),
            ("retry: 1s", None),
            ("retry:", None),
            ("retry: 99999999999999999999", Some(u64::MAX)),
        ] {
            let mut reader = EventReader::new(100);
            reader.push(Bytes::from(format!("{line}\n")));
            assert_eq!(reader.next(), Ok(None));
            assert_eq!(reader.retry(), expected, "{line}");
        }
    }

    #[test]
    fn long_lines_and_events_are_refused() {
        let long = "x".repeat(101);
        for text in [format!("data: {long}"), format!(":{long}\n"), "data: 23456789\n".repeat(20)] {
            for size in [1, 7, 1000] {
                let mut reader = EventReader::new(100);
                let refused = text.as_bytes().chunks(size).any(|piece| {
                    reader.push(Bytes::copy_from_slice(piece));
                    reader.next().is_err()
                });
                assert!(refused, "{text} by {size}");
            }
        }
    }

    #[test]
    fn incomplete_events_are_detected() {
        for (text, expected) in [
            ("data: a\n\n", None),
            ("data: a\n", Some("a")),
            ("data: a\ndata: b", Some("a\nb")),
            ("data: a\nid: 7", Some("a")),
            ("data: a\n\nda", Some("")),
            ("data", Some("")),
            ("data:\n", Some("")),
            ("\u{feff}data: a", Some("a")),
            ("\u{feff}da", Some("")),
            ("\u{feff}", None),
            ("data: a\n\nid: 7", None),
            ("event: a\n", None),
            ("data: a\n\ndata: 0123456789\n", Some("0123456789")),
            (": ping", None),
            ("", None),
        ] {
            let mut reader = EventReader::new(100);
            reader.push(Bytes::from(text));
            while reader.next().unwrap().is_some() {}
            assert_eq!(reader.unfinished().as_deref(), expected, "{text:?}");
        }
    }
}
