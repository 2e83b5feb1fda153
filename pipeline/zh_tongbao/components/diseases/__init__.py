"""The component ``tongbao_diseases``."""
