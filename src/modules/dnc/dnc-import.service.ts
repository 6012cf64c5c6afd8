import { Injectable } from '@nestjs/common';
import { fromCell } from '../../common/csv.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { dialProblem, normalisePhone } from '../../common/phone.js';
import { columnsOf } from '../../platform/files/csv-columns.js';
import { linesOf } from '../../platform/files/csv-lines.js';
import { DncService, type NewDncEntry } from './dnc.service.js';

const BATCH = 1000;
const MOST_ERRORS = 1000;
const LONGEST_REASON = 500;

export interface DncLineError {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface DncImportReport {
  readonly total: number;
  readonly added: number;
  readonly known: number;
  readonly failed: number;
  readonly errors: readonly DncLineError[];
}

/** Lists the numbers of a file, piece by piece. */
@Injectable()
export class DncImport {
  constructor(private readonly dnc: DncService) {}

  /** @throws CommonErrors.VALIDATION_ERROR where the first line names no column of numbers */
  async run(clientId: TenantId, by: AgentId, path: string): Promise<DncImportReport> {
    const lines = linesOf(path);
    const columns = await columnsOf(lines, ['phoneNumber'], ['reason']);
    const errors: DncLineError[] = [];
    let total = 0;
    let failed = 0;
    let added = 0;
    let waiting: NewDncEntry[] = [];
    const store = async () => {
      added += await this.dnc.addMany(clientId, waiting, 'import', by);
      waiting = [];
    };
    for await (const entry of lines) {
      total += 1;
      const read = 'problem' in entry ? entry.problem : readLine(columns.read(entry.cells));
      if (typeof read === 'string') {
        failed += 1;
        const code = 'problem' in entry ? 'VALIDATION_ERROR' : 'INVALID_PHONE_NUMBER';
        if (errors.length < MOST_ERRORS) errors.push({ line: entry.line, code, message: read });
      } else waiting.push(read);
      if (waiting.length === BATCH) await store();
    }
    if (waiting.length > 0) await store();
    return { total, added, known: total - failed - added, failed, errors };
  }
}

/** Lists of numbers are written in every form; what reads as one number is one. */
function readLine(cells: Readonly<Record<string, string>>): NewDncEntry | string {
  const { phoneNumber: text = '', reason = '' } = cells;
  const number = fromCell(text);
  const phoneNumber = normalisePhone(number);
  if (phoneNumber === null) return dialProblem(number) ?? 'is no telephone number';
  return { phoneNumber, reason: reason === '' ? null : reason.slice(0, LONGEST_REASON) };
}
