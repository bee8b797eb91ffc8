"""What both Python clients print."""

import json


def is_expected(got, kind):
    return len(got["data"]) > 0 if kind == "page" else got["amount"] == 1200


def report(seconds, times, errors):
    times.sort()
    at = lambda percent: round(times[(len(times) - 1) * percent // 100] * 1e6)
    print(json.dumps({"seconds": seconds, "p50": at(50), "p95": at(95), "p99": at(99), "errors": errors}))
