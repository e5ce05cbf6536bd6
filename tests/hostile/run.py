#!/usr/bin/env python3
"""run.py PROVISO [--mb N] [--only WORD]... [--keep DIR] [--with COMMAND,...]

Makes each of the worst shapes and gives it to the program: `verify` without
and with --trust; with --with also sign, extend and extract.  One line for each:
shape, bytes of the file, seconds of processor, MB at the most, answer.

Wrong is: ended by a signal, more than 5 s of processor time, more than 512 MB
resident, an exit status that the manual does not have, or no word on why.
The exit status is 1 where anything was wrong.
"""
import argparse
import multiprocessing
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

SECONDS = 5.0
MB = 512
# What stops a program that hangs: processor time, and for one that sleeps
# the clock.
STOP_CPU, STOP_CLOCK = 30, 180
STATUSES = {'verify': (0, 1, 3, 5, 6), 'sign': (0, 1, 2, 3),
            'extend': (0, 1, 3, 5, 7), 'extract': (0, 1, 3, 4)}


# Small files that once cost more than the limits, and one of each kind.
SAMPLE = ('prev-loop', 'objstm-inside-itself', 'pages-doubled', 'two-rings',
          'contents-of-nested-ber', 'dss-certificate-bombs',
          'manifest-bomb-of-objects', 'manifest-quotes-of-16-mb',
          'log-heads-by-the-thousand', 'attachments-of-one-stream',
          'captures-below-select', 'tags-of-all-words',
          'markdown-links-among-emphasis')


def make(module, name, keys, size, path):
    """In a process of its own, so that this one stays small: the peak of a
    child begins with that of its parent."""
    shapes = __import__(module).SHAPES
    with open(path, 'wb') as f:
        f.write(shapes[name](keys, size))


def made(module, name, keys, size, path):
    p = multiprocessing.Process(
        target=make, args=(module, name, keys, size, path))
    p.start()
    p.join()
    if p.exitcode != 0:
        sys.exit('%s: it could not be made' % name)


def names_of(module):
    """The names without the module's memory."""
    with multiprocessing.Pool(1) as pool:
        return pool.apply(listed, (module,))


def listed(module):
    return list(__import__(module).SHAPES)


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (STOP_CPU, STOP_CPU))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(argv, folder):
    """(status, seconds, MB, words)."""
    out = os.path.join(folder, 'out')
    with open(out, 'wb') as o:
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=o,
                             stderr=o, preexec_fn=limits)
        signal.signal(signal.SIGALRM, lambda *_: p.kill())
        signal.alarm(STOP_CLOCK)
        _, status, used = os.wait4(p.pid, 0)
        signal.alarm(0)
        p.returncode = 0
    with open(out, 'rb') as o:
        words = o.read(1 << 20).decode('utf-8', 'replace')
    return (os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024, words)


def answer(words):
    """The line that says most."""
    lines = [x.strip() for x in words.splitlines() if x.strip()]
    for mark in ('proviso ', 'INTACT', 'UNCHANGED', 'EVIDENCE'):
        for x in lines:
            x = ' '.join(x.split())
            if x.startswith(mark) and (mark == 'proviso ' or ': ' in x):
                return re.sub(r'/\S*/', '', x)
    return lines[-1] if lines else ''


def commands(o, keys, pdf, folder):
    all_of = {
        'verify': [['verify', pdf], ['verify', '--trust', keys.root, '--vkey',
                                     keys.vkey, pdf]],
        'pair': [['verify', '--vkey', keys.vkey, pdf, pdf]],
        'trust': [['verify', '--trust', keys.root, '--vkey', keys.vkey, pdf]],
        'sign': [['sign', pdf, '-o', os.path.join(folder, 's.pdf'), '--key',
                  keys.key, '--cert', keys.cert]],
        'extend': [['extend', pdf, '-o', os.path.join(folder, 's.pdf'),
                    '--level', 'lt', '--tsa', 'http://127.0.0.1:1/tsa',
                    '--allow-private']],
        'extract': [['extract', pdf, '-d', os.path.join(folder, 'x')]],
    }
    return [c for w in o.w.split(',') for c in all_of[w]]


def judge(o, name, size, argv, folder):
    status, seconds, mb, words = run([o.proviso] + argv, folder)
    shutil.rmtree(os.path.join(folder, 'x'), ignore_errors=True)
    if os.path.exists(os.path.join(folder, 's.pdf')):
        os.remove(os.path.join(folder, 's.pdf'))
    wrong = []
    if status < 0:
        wrong.append('ended by signal %d' % -status)
    elif status not in STATUSES[argv[0]]:
        wrong.append('exit status %d' % status)
    if seconds > o.seconds:
        wrong.append('more than %g s' % o.seconds)
    if mb > o.memory:
        wrong.append('more than %d MB' % o.memory)
    if not words.strip() and status != 0:
        wrong.append('no word')
    how = argv[0] + (' --trust' if '--trust' in argv else '')
    if wrong or not o.sample:
        print('%s\t%s\t%d\t%.2f\t%.0f\t%d\t%s%s' % (
            name, how, size, seconds, mb, status,
            'WRONG (%s): ' % '; '.join(wrong) if wrong else '',
            answer(words)[:o.width]))
    sys.stdout.flush()
    return not wrong


def main():
    a = argparse.ArgumentParser()
    a.add_argument('proviso')
    a.add_argument('--mb', type=float, default=48)
    a.add_argument('--only', action='append', default=[])
    a.add_argument('--keep')
    a.add_argument('--with', dest='w', default='verify')
    a.add_argument('--seconds', type=float, default=SECONDS)
    a.add_argument('--memory', type=float, default=MB)
    a.add_argument('--width', type=int, default=150)
    a.add_argument('--sample', action='store_true')
    o = a.parse_args()
    if o.sample:
        o.mb, o.w = 0.6, 'trust'
    o.proviso = os.path.abspath(o.proviso)
    folder = tempfile.mkdtemp(prefix='proviso-hostile-')
    good = True
    n = 0
    try:
        from pdf import Keys
        subprocess.run([o.proviso, 'key', 'new', '--quiet', '--dir', folder,
                        '--name', 'Hostile'], check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run([o.proviso, '--archive', os.path.join(folder, 'log'),
                        'init', '--quiet'], check=True,
                       stdout=subprocess.DEVNULL)
        keys = Keys(folder)
        if not o.sample:
            print('shape\tcommand\tbytes\tseconds\tMB\texit\tanswer')
        for module in ('shapes_file', 'shapes_packet'):
            for name in names_of(module):
                if o.only and not any(w in name for w in o.only):
                    continue
                if o.sample and name not in SAMPLE:
                    continue
                path = os.path.join(o.keep or folder, name + '.pdf')
                made(module, name, keys, int(o.mb * 1e6), path)
                for argv in commands(o, keys, path, folder):
                    good = judge(o, name, os.path.getsize(path), argv,
                                 folder) and good
                    n += 1
                if not o.keep:
                    os.remove(path)
    finally:
        shutil.rmtree(folder)
    print('hostile: %d runs, %s' % (n, 'all within limits' if good else
                                    'SOME WRONG'))
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
