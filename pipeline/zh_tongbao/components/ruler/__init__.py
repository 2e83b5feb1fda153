"""The component ``tongbao_ruler``."""
