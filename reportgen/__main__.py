"""``python -m reportgen`` is the same as the command ``reportgen``."""

from reportgen.cli import main

main()
