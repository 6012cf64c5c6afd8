import { Injectable } from '@nestjs/common';
import { fromCell } from '../../common/csv.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import { columnsOf } from '../../platform/files/csv-columns.js';
import { linesOf } from '../../platform/files/csv-lines.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { CallBatches } from '../call-batches/call-batches.service.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { OutgoingCallService } from './outgoing-call.service.js';

/** Lines that one transaction stores. */
const BATCH = 1000;
const MOST_LINES = 100_000;
const MOST_ERRORS = 1000;
const NEEDED = ['phoneNumber', 'agentId'];
const OTHERS = ['userId', 'priority', 'campaignId'];

export interface LineError {
  readonly line: number;
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

export interface ImportReport {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  readonly errors: readonly LineError[];
  readonly batchId: string;
}

type Numbered = readonly [line: number, row: unknown];

/** Accepts the calls of a file as one batch, piece by piece: it is never in memory as a whole. */
@Injectable()
export class CallImport {
  constructor(
    private readonly outgoing: OutgoingCallService,
    private readonly intents: OutboundIntents,
    private readonly batches: CallBatches,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
  ) {}

  /**
   * @param intervalMs between the dials; null: the company's own pause
   * @param id of the batch, for whoever may send the file again: what was accepted of it is not
   * accepted twice; null: anything
   * @throws CommonErrors.VALIDATION_ERROR for what is no file of calls, IDEMPOTENCY_KEY_REUSED for
   * another file with the same id
   */
  async run(
    clientId: TenantId,
    by: AgentId,
    { path, hash }: { readonly path: string; readonly hash: string },
    intervalMs: number | null,
    id: string | null,
  ): Promise<ImportReport> {
    const pauseMs = intervalMs ?? (await this.settings.of(clientId)).rules.bulkPauseMs;
    const fileHash = id === null ? null : hash;
    const batchId = id === null ? this.ids.next() : await this.batches.idFor(clientId, id, hash);
    let before = id === null ? 0 : (await this.intents.ofBatch(clientId, batchId)).length;
    const lines = linesOf(path);
    const columns = await columnsOf(lines, NEEDED, OTHERS);
    const errors: LineError[] = [];
    let total = 0;
    let failed = 0;
    let rows: Numbered[] = [];
    const report = (error: LineError) => {
      failed += 1;
      if (errors.length < MOST_ERRORS) errors.push(error);
    };
    const store = async () => {
      const checked = await this.outgoing.check(
        clientId,
        rows.map(([, row]) => row),
      );
      for (const { index, ...problem } of checked.errors) {
        report({ line: rows[index]?.[0] ?? 0, ...problem });
      }
      // Pieces are stored in order, each as a whole: the first ones are there.
      const accepted = checked.accepted.slice(before);
      before = Math.max(0, before - checked.accepted.length);
      await this.transactions.run((session) =>
        this.outgoing.accept(session, { clientId, batchId, pauseMs, by, fileHash }, accepted),
      );
      rows = [];
    };
    for await (const entry of lines) {
      const { line } = entry;
      total += 1;
      if ('problem' in entry) {
        report({ line, code: 'VALIDATION_ERROR', field: '', message: entry.problem });
      } else if (total > MOST_LINES) {
        const message = `only the first ${MOST_LINES} calls of a file are read`;
        report({ line, code: 'VALIDATION_ERROR', field: '', message });
        break;
      } else rows.push([line, rowOf(columns.read(entry.cells))]);
      if (rows.length === BATCH) await store();
    }
    await store();
    return { total, successful: total - failed, failed, errors, batchId };
  }
}

/** A line as a row of a bulk; numbers in files are written in every form. */
function rowOf(cells: Readonly<Record<string, string>>): object {
  const { phoneNumber: text = '', agentId, userId = '', priority = '', campaignId = '' } = cells;
  const number = fromCell(text);
  return {
    phoneNumber: normalisePhone(number) ?? number,
    agentId,
    ...(userId !== '' && { userId: fromCell(userId) }),
    ...(priority !== '' && { priority }),
    ...(campaignId !== '' && { metadata: { campaignId } }),
  };
}
