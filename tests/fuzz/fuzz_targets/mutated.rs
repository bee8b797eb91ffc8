//! A document of `specs/` changed by chance: the first byte chooses it, and every five more are one step.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use renkei_tests::any_document::generate_or_reject;
use renkei_tests::mutate::{Step, mutate};
use renkei_tests::seeds;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    static SEEDS: OnceLock<Vec<(String, Value)>> = OnceLock::new();
    let seeds = SEEDS.get_or_init(seeds::all);
    let Some((seed, steps)) = bytes.split_first() else { return };
    let (_, document) = &seeds[usize::from(*seed) % seeds.len()];
    let _ = generate_or_reject("a.json", &mutate(document, &Step::from_bytes(steps)));
});
