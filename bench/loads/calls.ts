import { lostSids } from '../../dev/demo/checker.js';
import { Flows } from '../../dev/demo/flows.js';
import { END_STATES, Records } from '../../dev/demo/records.js';
import type { LiveCall } from '../../dev/exotel/simulator.js';
import { waitUntil } from '../../dev/servers/process.js';
import { openLoop, type Pace } from '../open-loop.js';
import { Timings, type Percentiles } from '../timings.js';
import type { LoadStage, SignedCompany } from './stage.js';

const HOLD_PIECE_SECONDS = 8;
const PATIENCE_SECONDS = 60;
const TALK_SECONDS = 10;
const PRIORITY = 5;
const SETTLE_MS = 60_000;

/** How calls went, by Exotel's book and by the server's. */
export interface CallFigures {
  readonly calls: number;
  /** Callers who spoke to an agent. */
  readonly served: number;
  /** Calls without exactly one record in a terminal state: must be none. */
  readonly lost: number;
  readonly webhooks: number;
  /** Of them: no answer in time, or none that Exotel can use. */
  readonly webhooksFailed: number;
  /** Times of answers to webhooks, ms. */
  readonly webhookMs: Percentiles;
}

let serial = 0;

/** Callers of one company; each speaks to an agent for ten seconds. */
export class CallLoad {
  private readonly calls: LiveCall[] = [];

  constructor(
    private readonly stage: LoadStage,
    private readonly company: SignedCompany,
  ) {}

  /** Resolves when the last caller has dialled. */
  async place(pace: Pace): Promise<void> {
    const { exotel, line, nodes } = this.stage;
    const { sector, token } = this.company;
    const urls = nodes.map(({ url }) => url);
    const flow = new Flows(urls, token, HOLD_PIECE_SECONDS).of(sector, PRIORITY);
    await openLoop(pace, (n) => {
      serial += 1;
      const call = exotel.incomingCall({
        ...line,
        flow,
        from: `+9197${String(10_000_000 + serial)}`,
        patienceSeconds: PATIENCE_SECONDS,
        serviceSeconds: () => TALK_SECONDS,
        hangsUpAfterTalk: n % 2 === 0,
      });
      this.calls.push(call);
      return Promise.resolve();
    });
  }

  /** Resolves when every call is over at Exotel. */
  async ended(): Promise<void> {
    await Promise.all(this.calls.map(({ ended }) => ended));
    await this.stage.exotel.idle();
  }

  /** What came of the calls, once all are over. */
  async figures(): Promise<CallFigures> {
    await this.ended();
    const lost = await this.lost();
    const times = new Timings();
    const webhooks = this.calls.flatMap(({ record }) => record.webhooks);
    for (const { wallMs } of webhooks) times.note(wallMs);
    const isFailed = ({ status, problem }: (typeof webhooks)[number]) =>
      typeof status !== 'number' || status >= 400 || problem !== undefined;
    return {
      calls: this.calls.length,
      served: this.calls.filter(({ record }) => record.outcome === 'served').length,
      lost: lost.length,
      webhooks: webhooks.length,
      webhooksFailed: webhooks.filter(isFailed).length,
      webhookMs: times.percentiles(),
    };
  }

  private async lost(): Promise<readonly string[]> {
    const records = new Records(this.stage.uri);
    const sids = this.calls.map(({ sid }) => sid);
    const rows = () => records.calls([this.company.clientId], sids);
    const isOver = async () =>
      (await rows()).filter(({ status }) => END_STATES.has(status)).length === sids.length;
    try {
      await waitUntil(isOver, SETTLE_MS, 250);
      return lostSids(sids, await rows());
    } finally {
      await records.close();
    }
  }
}
