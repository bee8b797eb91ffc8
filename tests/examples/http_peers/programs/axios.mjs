// axios with a keep-alive agent.
import http from "node:http";
import axios from "axios";
import { load } from "./load.mjs";

const httpAgent = new http.Agent({ keepAlive: true, maxSockets: Number(process.argv[5]) });
const client = axios.create({ httpAgent, timeout: 10_000 });
await load(async (url) => (await client.get(url)).data);
httpAgent.destroy();
