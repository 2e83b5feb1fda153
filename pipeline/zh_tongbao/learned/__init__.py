"""The trained part: a thinc model whose features come from the vocabulary. Only ``configs/ner.cfg`` and its like use it."""
