"""The benchmark suite: ratios to the bare libraries in the same run, for `docs/design.md`. Nothing here is a test."""
