"""Run a command and write down what it cost: wall time and CPU time in seconds, peak memory in MiB.

    python -I -S bench/launch.py REPORT COMMAND ...

A process begins with the peak memory of whoever started it, so that has to be a small one: this.
"""

import os
import sys
import time

start = time.monotonic()
process = os.fork()
if not process:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(process, 0)
wall = time.monotonic() - start
with open(sys.argv[1], "w", encoding="ascii") as report:
    report.write(f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024}")
sys.exit(os.waitstatus_to_exitcode(status))
