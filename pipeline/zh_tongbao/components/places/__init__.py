"""The component ``tongbao_places``."""
