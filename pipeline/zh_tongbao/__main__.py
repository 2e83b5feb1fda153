"""``python -m zh_tongbao`` is the command ``tongbao``."""

from zh_tongbao.cli.main import run

if __name__ == "__main__":
    run()
