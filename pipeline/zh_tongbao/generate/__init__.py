"""Composing annotated documents from templates and facts: the annotation is right because the text is made from it."""
