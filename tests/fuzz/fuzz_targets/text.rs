//! Bytes as a document: the first one says whether they are JSON or YAML by name.

#![no_main]

use libfuzzer_sys::fuzz_target;
use renkei_tests::any_document::generate_or_reject;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let _ = generate_or_reject(if kind % 2 == 0 { "a.yaml" } else { "a.json" }, text);
});
