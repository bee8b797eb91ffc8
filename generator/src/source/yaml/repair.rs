//! Repairs of text that YAML forbids and other parsers accept.
//!
//! A repair changes no offset, so all locations stay those of the file.

use granit_parser::{ErrorKind, ScanError};

use crate::source::tree::Deviation;
use crate::text::{FileId, Span, offset};

/// The text without the deviation that ended the parse, and a note of it. Returns `None` if no repair is known.
pub(super) fn repaired(file: FileId, text: &str, error: &ScanError) -> Option<(String, Deviation)> {
    let at = error.marker().byte_offset()?;
    let (range, message, help) = match error.kind() {
        ErrorKind::InvalidQuotedScalarIndent => {
            let start = text.get(..at)?.rfind(['\n', '\r'])?;
            let is_pair = text.get(..start)?.ends_with('\r');
            let start = if is_pair { start - 1 } else { start };
            (
                start..at,
                "a quoted string that continues at the column of its key",
                "indent the line",
            )
        }
        ErrorKind::CommentNotSeparated => {
            let start = at + text.get(at..)?.find('#')?;
            let line = text.get(start..)?;
            let end = start + line.find(['\n', '\r']).unwrap_or(line.len());
            (start..end, "a comment without a space before it", "add a space before `#`")
        }
        _ => return None,
    };
    let span = Span::new(file, offset(range.start), offset(range.end));
    let blank = " ".repeat(range.len());
    let mut repaired = text.to_owned();
    repaired.replace_range(range, &blank);
    (repaired != text).then_some((repaired, Deviation { message, help, span }))
}
