"""Text to tokens: normalised view, lexicon pass, segmenters, and the spaCy tokenizer that joins them."""
