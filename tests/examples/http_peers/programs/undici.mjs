// The fetch of undici, with as many connections as callers.
import { Agent, fetch } from "undici";
import { load } from "./load.mjs";

const dispatcher = new Agent({ connections: Number(process.argv[5]), headersTimeout: 10_000 });
await load(async (url) => (await fetch(url, { dispatcher })).json());
await dispatcher.close();
