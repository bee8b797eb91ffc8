// The fetch of undici, with as many connections as callers.
import { readFileSync } from "node:fs";
import { Agent, fetch } from "undici";
import { load } from "./load.mjs";

const concurrency = Number(process.argv[5]);
const certificate = process.argv[6];
const tls = certificate && { allowH2: true, connect: { ca: readFileSync(certificate) } };
const dispatcher = new Agent({ connections: concurrency, headersTimeout: 10_000, ...tls });
await load(async (url) => (await fetch(url, { dispatcher })).json());
await dispatcher.close();
