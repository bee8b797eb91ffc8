//! Helpers of the tests of renkei.
