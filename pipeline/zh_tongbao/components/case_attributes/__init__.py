"""The component ``tongbao_case_attributes``."""
