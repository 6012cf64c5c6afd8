import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { homeFolder } from '../../dev/servers/home.js';
import { mustFitAsyncApi } from '../support/asyncapi.js';
import { AppHarness } from '../support/harness.js';
import type { Message } from '../support/sockets.js';

jest.setTimeout(180_000);

const PACKAGE = 'python-socketio[client]==5.18.1';
const SCRIPT = 'test/python/socket_client.py';

/** Where the client's packages are; null, with the reason in one line, where they can't be had. */
function packages(): string | null {
  const folder = join(homeFolder(), 'python-socketio-5.18.1');
  if (existsSync(join(folder, 'websocket'))) return folder;
  const options = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const result = spawnSync('python3', [...options, '--target', folder, PACKAGE], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (result.status === 0) return folder;
  const reason = result.error?.message ?? result.stderr.trim().split('\n').at(-1);
  process.stderr.write(`skipped: the Python client is not tested (${reason})\n`);
  return null;
}

class PythonClient {
  readonly heard: Message[] = [];

  private constructor(private readonly child: ChildProcess) {}

  static start(folder: string, url: string, token: string, lastSeq?: number): PythonClient {
    const child = spawn('python3', [SCRIPT, url, token, String(lastSeq ?? '-')], {
      env: { ...process.env, PYTHONPATH: folder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const client = new PythonClient(child);
    createInterface({ input: child.stdout }).on('line', (line) => {
      client.heard.push(JSON.parse(line) as Message);
    });
    return client;
  }

  say(event: string, data: unknown): void {
    this.child.stdin!.write(`${JSON.stringify({ event, data })}\n`);
  }

  named(event: string): Record<string, unknown>[] {
    return this.heard.filter((message) => message.event === event).map(({ data }) => data);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin!.end();
    await gone;
  }
}

describe('a client in Python', () => {
  let app: AppHarness;
  let folder: string | null;
  beforeAll(async () => {
    folder = packages();
    app = await AppHarness.start();
  }, 180_000);
  afterAll(() => app.stop());

  it('hears, asks, and goes on after what it had', async () => {
    if (folder === null) return;
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const setStatus = (status: string) =>
      app.http(agent.token).put(`/api/agents/${agent.id}/status`).send({ status }).expect(200);
    const heard = async (client: PythonClient, event: string) =>
      (
        await app.until(
          () => Promise.resolve(client.named(event)),
          (found) => found.length > 0,
        )
      )[0]!;

    const first = PythonClient.start(folder, app.url, admin.token);
    await heard(first, 'ready');
    await setStatus('online');
    const { seq } = await heard(first, 'agent_online');
    first.say('subscribe', { room: `agent:${agent.id}` });
    expect(await heard(first, 'answer')).toMatchObject({ ok: true });
    await first.end();

    await setStatus('offline');
    const second = PythonClient.start(folder, app.url, admin.token, Number(seq));
    expect(await heard(second, 'ready')).toMatchObject({ seq, resumed: true });
    expect(await heard(second, 'agent_offline')).toMatchObject({ agentId: agent.id });
    await second.end();
    for (const { event, data } of [...first.heard, ...second.heard]) {
      if (!['answer', 'disconnect'].includes(event)) mustFitAsyncApi(event, data);
    }
  });

  it('is told why it is refused', async () => {
    if (folder === null) return;
    const client = PythonClient.start(folder, app.url, 'a.b.c');
    const refusal = await app.until(
      () => Promise.resolve(client.named('connect_error')),
      (found) => found.length > 0,
    );
    expect(refusal[0]).toMatchObject({ data: { code: 'UNAUTHENTICATED' } });
    await client.end();
  });
});
