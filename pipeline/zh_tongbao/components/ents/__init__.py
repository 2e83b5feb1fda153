"""The component ``tongbao_ents``: the flat view of the span groups in ``doc.ents``."""
