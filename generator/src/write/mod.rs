//! Stage 8: the file system.
