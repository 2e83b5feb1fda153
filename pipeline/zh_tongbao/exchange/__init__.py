"""Between annotated documents of the contract and the tools that people annotate with: one module a format."""
