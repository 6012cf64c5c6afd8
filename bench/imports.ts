import { Readable } from 'node:stream';
import { request } from 'undici';
import type { Servers } from '../dev/servers/servers.js';
import { openBank } from './bank.js';
import { ratio } from './load.js';

/** `BENCH_LINES=20000` makes a small run of it. */
const LINES = Number(process.env['BENCH_LINES'] ?? 100_000);
/** What a long file takes is held against what a short one took. */
const EARLY = LINES / 10;
/** Nobody asks for anything: what is still told of the agents has been told by then. */
const SETTLE_MS = 10_000;

interface Memory {
  readonly rssMb: number;
  readonly heapMb: number;
}

/**
 * One file of 100,000 agents, and the server's memory before it, at a tenth of it, at its end, and
 * when all who hear of new agents have heard. Heap and resident memory, in MB, as `/metrics` has them.
 */
export async function imports(servers: Servers) {
  const bank = await openBank(servers);
  try {
    const { url } = await bank.server('dist/src/main.js', '/health/ready');
    await bank.ask(`${url}/api/agents?limit=1`);
    const memory = () => memoryOf(url);
    const begin = performance.now();
    const start = await memory();
    const answer = await request(`${url}/api/agents/import?notify=false`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await bank.token(url)}`, 'content-type': 'text/csv' },
      body: Readable.from(file()),
      bodyTimeout: 0,
    });
    let lines = 0;
    let early: Memory | undefined;
    const peak = { ...start };
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      const before = lines;
      for (const byte of chunk) if (byte === 10) lines += 1;
      if (Math.floor(before / 1000) === Math.floor(lines / 1000)) continue;
      const { rssMb, heapMb } = await memory();
      peak.rssMb = Math.max(peak.rssMb, rssMb);
      peak.heapMb = Math.max(peak.heapMb, heapMb);
      if (lines >= EARLY) early ??= { ...peak };
    }
    const seconds = (performance.now() - begin) / 1000;
    const end = await memory();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const agents = await bank.db.collection('agents').countDocuments();
    const settled = await memory();
    return {
      lines: LINES,
      agents,
      perSecond: Math.round(LINES / seconds),
      start,
      early,
      end,
      peak,
      settled,
      peakToEarly: ratio(peak.rssMb, early?.rssMb ?? 0),
    };
  } finally {
    await bank.close();
  }
}

function* file(): Generator<string> {
  yield 'username,email,fullName,role,department\n';
  for (let place = 0; place < LINES; place += 1) {
    const name = `agent_${String(place).padStart(6, '0')}`;
    yield `${name},${name}@bench.example,Agent Number ${place},cs,Department ${place % 40}\n`;
  }
}

async function memoryOf(url: string): Promise<Memory> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const mb = (name: string) => {
    const [, bytes = '0'] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
    return Math.round(Number(bytes) / 2 ** 20);
  };
  return { rssMb: mb('process_resident_memory_bytes'), heapMb: mb('nodejs_heap_size_used_bytes') };
}
