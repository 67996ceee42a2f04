"""`python -m gradviz`: the command, where no script of that name is on the path."""

import sys

from .cli import main

sys.exit(main())
