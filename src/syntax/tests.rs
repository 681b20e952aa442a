//! Tests of the syntax.
