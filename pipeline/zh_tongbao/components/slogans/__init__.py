"""The component ``tongbao_slogans``."""
