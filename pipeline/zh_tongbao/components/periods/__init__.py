"""The component ``tongbao_periods``."""
