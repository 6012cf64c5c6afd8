import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';

let app: AppHarness;

beforeAll(async () => {
  app = await AppHarness.start();
});
afterAll(() => app.stop());

describe('npm run doctor', () => {
  it('finds nothing wrong with a company at work', async () => {
    const centre = await CallCentre.open(app);
    await centre.readyAgent();
    await centre.connect('a-call');
    expect(await app.program('doctor', [])).toEqual({
      code: 0,
      stdout: 'All is well\n',
      stderr: '',
    });
  });

  it('names what refers to nothing, also to another company’s', async () => {
    const { clientId } = await app.tenant();
    const rival = await app.tenant();
    const stamp = { clientId, type: 'login', description: 'x', timestamp: new Date() };
    await app.db.collection('agent_activities').insertMany([
      { _id: 'to-nobody' as never, agentId: 777_777, ...stamp },
      { _id: 'to-a-rival' as never, agentId: rival.admin.id, ...stamp },
    ]);
    await app.db.collection('migrations').deleteMany({});
    const { code, stdout } = await app.program('doctor', []);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `agent_activities.agentId: agents has no 777777 (1 of ${clientId}, such as to-nobody)`,
    );
    expect(stdout).toContain(`agents has no ${rival.admin.id} (1 of ${clientId}`);
    expect(stdout).toContain('the migration 0001-agent-counter has not run: npm run migrate');
  });

  it('says what is down', async () => {
    const { code, stdout } = await app.program('doctor', [], {
      MONGODB_URI: 'mongodb://127.0.0.1:9/none?replicaSet=rs0',
      DATABASE_TIMEOUT: '500',
    });
    expect([code, stdout]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
  });
});
