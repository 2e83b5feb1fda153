"""Typed, validated readers of configs/vocab: an error names file, line and column."""
