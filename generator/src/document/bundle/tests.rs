//! Bundling, over files in a folder of their own.
