import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness } from '../support/harness.js';
import { ExotelSide, OutboundCentre } from '../support/outbound-centre.js';

const AUDIO = Buffer.from('ID3 the whole conversation');

/** Exotel's recordings and, behind the same address, its REST interface. */
let front: Server;
let exotel: ExotelSide;
let app: AppHarness;
const asked: IncomingMessage[] = [];
let answer: 'audio' | 'missing' | 'elsewhere' = 'audio';

beforeAll(async () => {
  front = createServer((request, response) => {
    if (request.url?.startsWith('/rec/') !== true) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization = '', 'content-type': type } = request.headers;
        void fetch(`${exotel.simulator.baseUrl}${request.url}`, {
          method: request.method ?? 'GET',
          headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
          ...(request.method === 'POST' && { body: Buffer.concat(chunks) }),
        }).then(async (found) => response.writeHead(found.status).end(await found.text()));
      });
      return;
    }
    asked.push(request);
    if (answer === 'missing') {
      response.writeHead(404).end();
    } else if (answer === 'elsewhere') {
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    } else if (request.headers.range === 'bytes=0-2') {
      const headers = {
        'content-type': 'audio/mpeg',
        'content-range': `bytes 0-2/${AUDIO.length}`,
        'x-secret-of-exotel': 'abc',
      };
      response.writeHead(206, headers).end(AUDIO.subarray(0, 3));
    } else if (request.headers.range !== undefined) {
      response.writeHead(416).end();
    } else response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(AUDIO);
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');
  const base = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  exotel = await ExotelSide.start({ speed: 20, recordingBaseUrl: `${base}/rec` });
  app = await AppHarness.start({ ...exotel.env, EXOTEL_BASE_URL: base });
});
afterAll(async () => {
  await app.stop();
  await exotel.simulator.close();
  front.close();
});

const codeOf = (given: { body: unknown }): string | undefined =>
  (given.body as { error?: { code?: string } }).error?.code;

async function talked(centre: OutboundCentre) {
  const anna = await centre.readyAgent();
  const placed = await centre.place(anna.id, centre.customer());
  const { callLogId } = (placed.body as { data: { callLogId: string } }).data;
  await centre.ended(callLogId);
  return { anna, callLogId };
}

describe('a recording', () => {
  it('comes through us, whole or in part, and Exotel’s credentials stay here', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const { anna, callLogId } = await talked(centre);
    const path = `/api/v1/calls/${callLogId}/recording`;
    answer = 'audio';
    asked.length = 0;
    const whole = await app.http(anna.token).get(path);
    expect(whole.status).toBe(200);
    expect(Buffer.from(whole.body as Buffer)).toEqual(AUDIO);
    expect(asked[0]?.headers.authorization).toMatch(/^Basic /);
    const part = await centre.admin.get(path).set('Range', 'bytes=0-2');
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `bytes 0-2/${AUDIO.length}`,
    ]);
    expect(Buffer.from(part.body as Buffer).toString()).toBe('ID3');
    expect(JSON.stringify(part.headers)).not.toMatch(/secret|Basic|key-of-the-tests/i);
    const beyond = await centre.admin.get(path).set('Range', 'bytes=900-');
    expect([beyond.status, codeOf(beyond)]).toEqual([416, 'RECORDING_RANGE_NOT_SATISFIABLE']);
  });

  it('is not found while it is not there, for others, or where Exotel leads elsewhere', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const { callLogId } = await talked(centre);
    const path = `/api/v1/calls/${callLogId}/recording`;
    answer = 'missing';
    const missing = await centre.admin.get(path);
    expect([missing.status, codeOf(missing)]).toEqual([404, 'RECORDING_NOT_READY']);
    answer = 'elsewhere';
    const elsewhere = await centre.admin.get(path);
    expect([elsewhere.status, codeOf(elsewhere)]).toEqual([404, 'RECORDING_NOT_READY']);
    answer = 'audio';
    const colleague = await app.agent(centre.clientId);
    expect(codeOf(await app.http(colleague.token).get(path))).toBe('CALL_NOT_FOUND');
    const stranger = await OutboundCentre.open(app, exotel);
    expect(codeOf(await stranger.admin.get(path))).toBe('CALL_NOT_FOUND');
  });
});

describe('what came of a call', () => {
  it('is said by its agent, by the company’s own list', async () => {
    const dispositions = [{ name: 'Sold', isSuccess: true, value: 900 }];
    const centre = await OutboundCentre.open(app, exotel, { dispositions });
    const { anna, callLogId } = await talked(centre);
    const path = `/api/v1/calls/${callLogId}/disposition`;
    const mine = app.http(anna.token);
    const said = await mine.put(path).send({ disposition: 'sold', note: '<b>yes</b> 👍' });
    expect(said.status).toBe(200);
    expect(await centre.call(callLogId)).toMatchObject({
      disposition: {
        name: 'Sold',
        note: '<b>yes</b> 👍',
        value: 900,
        isSuccess: true,
        by: anna.id,
      },
    });
    for (const body of [{ disposition: 'Perhaps' }, {}, { disposition: { $gt: '' } }]) {
      const refused = await mine.put(path).send(body);
      expect([refused.status, codeOf(refused)]).toEqual([400, 'VALIDATION_ERROR']);
    }
    const colleague = await app.agent(centre.clientId);
    const other = await app.http(colleague.token).put(path).send({ disposition: 'Sold' });
    expect(codeOf(other)).toBe('CALL_NOT_FOUND');
  });
});
