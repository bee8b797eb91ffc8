"""requests: `concurrency` threads that share one session."""

import sys
import threading
import time

import requests
from requests.adapters import HTTPAdapter

from load import is_expected, report

url, kind, count, concurrency = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
session = requests.Session()
session.trust_env = False
session.mount("http://", HTTPAdapter(pool_maxsize=concurrency))


def run(count):
    lock, numbers, times, errors = threading.Lock(), iter(range(count)), [], [0]

    def worker():
        while True:
            with lock:
                if next(numbers, None) is None:
                    return
            started = time.perf_counter()
            try:
                good = is_expected(session.get(url, timeout=10).json(), kind)
            except requests.RequestException:
                good = False
            with lock:
                times.append(time.perf_counter() - started)
                errors[0] += not good

    workers = [threading.Thread(target=worker) for _ in range(concurrency)]
    for it in workers:
        it.start()
    for it in workers:
        it.join()
    return times, errors[0]


run(2 * concurrency)
started = time.perf_counter()
times, errors = run(count)
report(time.perf_counter() - started, times, errors)
