//! Tests of the analysis on source text.
