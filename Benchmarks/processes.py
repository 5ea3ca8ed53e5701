"""The processes of a comparison, and what else runs beside them."""

import os
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
SPARE = 0.2  # cores that others may use beyond those that a row leaves free


class OtherWork:
    """How many cores other processes use, by the kernel's counters."""

    def __init__(self, children):
        self.pids = [os.getpid()] + [child.process.pid for child in children]
        self.patience = 0.0
        self.restart()

    def restart(self):
        self.start = self._now()

    def cores(self):
        """Since the last restart; never below 0 (the counters tick a hundred times a second)."""
        wall, busy, own = (now - then for now, then in zip(self._now(), self.start))
        return max(0.0, busy - own) / max(wall, 1e-3)

    def disturbs(self, threads, cores):
        """Whether a row of so many threads had to share a core."""
        return threads + cores > os.cpu_count() + SPARE

    def wait(self):
        """Waits for the machine to become calm while there is patience left."""
        while self.patience > 0:
            self.restart()
            time.sleep(0.25)
            if self.cores() < SPARE:
                return
            self.patience -= 0.25

    def _now(self):
        with open("/proc/stat") as file:
            fields = [int(text) for text in file.readline().split()[1:]]
        idle = fields[3] + fields[4]
        own = 0
        for pid in self.pids:
            with open(f"/proc/{pid}/stat") as file:
                own += sum(int(text) for text in file.read().rsplit(")", 1)[1].split()[11:13])
        return time.monotonic(), (sum(fields[:8]) - idle) / TICKS, own / TICKS


class Child:
    """A process that answers one line to one line."""

    def __init__(self, command):
        self.command = command
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer or answer[0] == "error":
            sys.exit(f"Benchmarks/run: {self.command[0]} could not answer '{request}': "
                     f"{' '.join(answer) or 'it ended'}")
        return answer

    def measure(self, threads, budget, words):
        answer = self.ask(f"measure {threads} {budget} {words}")
        return float(answer[0]), float(answer[1]), answer[2]

    def end(self):
        self.process.stdin.close()
        self.process.wait()
