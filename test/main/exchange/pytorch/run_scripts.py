"""Runs scripts in one process, since importing PyTorch takes seconds.

    python run_scripts.py FILE

FILE is JSON: a list of [script, arguments, file for the output].
"""

import contextlib
import json
import runpy
import sys
from pathlib import Path

import torch

torch.set_num_threads(1)
for script, arguments, output in json.loads(Path(sys.argv[1]).read_text()):
    sys.argv = [script, *arguments]
    with open(output, 'w') as file, contextlib.redirect_stdout(file):
        runpy.run_path(script, run_name='__main__')
