"""memory.py PID WORD...: how often each word stands in memory that a process
may write to."""
import re
import sys

words = [w.encode() for w in sys.argv[2:]]
count = [0] * len(words)
with open("/proc/%s/maps" % sys.argv[1]) as maps, \
        open("/proc/%s/mem" % sys.argv[1], "rb", 0) as mem:
    for line in maps:
        m = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
        if m:
            first, end = (int(x, 16) for x in m.groups())
            try:
                mem.seek(first)
                data = mem.read(end - first)
            except OSError:
                continue
            count = [n + data.count(w) for n, w in zip(count, words)]
print(*count)
