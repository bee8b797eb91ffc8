// The load of both Node clients: `concurrency` loops that share a counter.
const [url, kind, requests, concurrency] = process.argv.slice(2);

export async function load(get) {
  const call = async () => {
    const got = await get(url);
    if (kind === "page" ? got.data.length === 0 : got.amount !== 1200) throw new Error("another body");
  };
  const run = async (count) => {
    const times = new Float64Array(count);
    let next = 0, errors = 0;
    const worker = async () => {
      for (let at = next++; at < count; at = next++) {
        const started = performance.now();
        await call().catch(() => errors++);
        times[at] = (performance.now() - started) * 1000;
      }
    };
    await Promise.all(Array.from({ length: Number(concurrency) }, worker));
    return { times, errors };
  };
  await run(2 * Number(concurrency));
  const started = performance.now();
  const { times, errors } = await run(Number(requests));
  const seconds = (performance.now() - started) / 1000;
  times.sort();
  const at = (percent) => Math.round(times[Math.floor(((times.length - 1) * percent) / 100)]);
  console.log(JSON.stringify({ seconds, p50: at(50), p95: at(95), p99: at(99), errors }));
}
