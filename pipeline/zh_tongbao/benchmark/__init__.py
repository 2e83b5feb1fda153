"""Speed as ratios in one run: ``python -m zh_tongbao.benchmark``."""
