"""httpx: `concurrency` asyncio tasks that share one client."""

import asyncio
import ssl
import sys
import time

import httpx

from load import is_expected, report

url, kind, requests, concurrency = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
tls = {"verify": ssl.create_default_context(cafile=sys.argv[5]), "http2": True} if len(sys.argv) > 5 else {}


async def run(client, count):
    numbers, times, errors = iter(range(count)), [], 0

    async def worker():
        nonlocal errors
        for _ in numbers:
            started = time.perf_counter()
            try:
                errors += not is_expected((await client.get(url)).json(), kind)
            except httpx.HTTPError:
                errors += 1
            times.append(time.perf_counter() - started)

    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return times, errors


async def main():
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx.AsyncClient(limits=limits, timeout=10, trust_env=False, **tls) as client:
        await run(client, 2 * concurrency)
        started = time.perf_counter()
        times, errors = await run(client, requests)
        report(time.perf_counter() - started, times, errors)


asyncio.run(main())
