import type { Servers } from '../../dev/servers/servers.js';
import { judged } from './bend.js';
import { CallLoad } from './calls.js';
import type { Lengths } from './lengths.js';
import { LoadStage } from './stage.js';
import { Watch } from './watch.js';

const AGENTS = 1000;
const WARM_UP_CALLS = 20;
/** More by so much in each step. */
const MORE_PER_SECOND = 5;
const MOST_PER_SECOND = 80;
const P95_MS = 1000;
const UNSERVED_SHARE = 0.001;

/** Load (b): calls alone, more of them in each step, until they bend. */
export async function callsAlone(
  servers: Servers,
  { stepSeconds: seconds }: Lengths,
  log: (line: string) => void,
) {
  const stage = await LoadStage.open(servers, 1);
  try {
    const company = await stage.companyWithLine(AGENTS);
    const warmUp = new CallLoad(stage, company);
    await warmUp.place({ perSecond: MORE_PER_SECOND, seconds: WARM_UP_CALLS / MORE_PER_SECOND });
    await warmUp.ended();
    const steps = [];
    let isBorne = true;
    for (let perSecond = MORE_PER_SECOND; isBorne && perSecond <= MOST_PER_SECOND;) {
      const calls = new CallLoad(stage, company);
      const watch = await Watch.begin(stage);
      await calls.place({ perSecond, seconds });
      const seen = await watch.end();
      const called = await calls.figures();
      const unserved = 1 - called.served / called.calls;
      const judgement = judged(seen, stage.nodes.length, [
        called.webhookMs.p95 >= P95_MS && `webhooks p95 ${called.webhookMs.p95} ms`,
        called.webhooksFailed > 0 && `${called.webhooksFailed} webhooks failed`,
        unserved >= UNSERVED_SHARE && `${called.calls - called.served} not served`,
        called.lost > 0 && `${called.lost} calls lost`,
      ]);
      steps.push({ perSecond, ...judgement, ...called, ...seen });
      const { broken } = judgement;
      log(`calls, ${perSecond} a second: ${broken.join(', ') || 'all holds'}`);
      isBorne = broken.length === 0;
      perSecond += MORE_PER_SECOND;
    }
    return { steps };
  } finally {
    await stage.close();
  }
}
