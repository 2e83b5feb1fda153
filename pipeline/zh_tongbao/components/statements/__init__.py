"""The component ``tongbao_statements``: who says what."""
