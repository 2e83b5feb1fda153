"""Scores: how well a pipeline's entities and records agree with annotated documents."""
