//! The model, as data: schemas or operations, and the lines that they become.
