"""The component ``tongbao_officials``."""
