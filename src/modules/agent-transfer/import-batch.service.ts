import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors, DomainError } from '../../common/errors.js';
import { asAgentId, type AgentId, type TenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { RequestPipe } from '../../platform/http/validation.pipe.js';
import { MailOutbox } from '../../platform/mail/mail-outbox.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentIntake, HIGHEST_KEPT_ID, type Admission } from '../agents/agent-intake.service.js';
import { AFTER_CHANGE } from '../agents/agents.caches.js';
import type { Newcomer } from '../agents/agents.types.js';
import { firstPasswordUntil } from '../agents/first-password.domain.js';
import type { AgentImportDocument } from './agent-import.schema.js';
import type { FileLine } from '../../platform/files/csv-lines.js';
import type { LineReport } from './agent-import.types.js';
import { AgentImportsRepository } from './agent-imports.repository.js';
import { ImportRowDto } from './agent-transfer.dto.js';
import { readRow, type Header } from './columns.domain.js';
import { letterFor } from './invitation.domain.js';

/** What holds for all lines of a file. */
export interface ImportPlan {
  readonly clientId: TenantId;
  readonly company: string;
  readonly header: Header;
  readonly sendsMail: boolean;
  /** Null: nothing is remembered, as no key was sent. */
  readonly record: AgentImportDocument | null;
}

/** A line that an agent can be made of. */
interface Candidate {
  readonly line: number;
  readonly newcomer: Newcomer;
  /** That we made for it; null when the file had one. */
  readonly password: string | null;
}

/** Tries after somebody else got an id or a name at the same moment. */
const TRIES = 5;
/** Of the passwords in a file so many are hashed at once: sign-ins use the same threads. */
const HASHES_AT_ONCE = 2;

/** Makes agents of some lines of a file, in one transaction with events, e-mails and report. */
@Injectable()
export class ImportBatch {
  private readonly pipe = new RequestPipe();

  constructor(
    private readonly intake: AgentIntake,
    private readonly repository: AgentImportsRepository,
    private readonly passwords: Passwords,
    private readonly outbox: MailOutbox,
    private readonly transactions: Transactions,
    private readonly cache: CacheManager,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** What came of each line, in their order. */
  async run(
    plan: ImportPlan,
    firstPlace: number,
    lines: readonly FileLine[],
  ): Promise<readonly LineReport[]> {
    const read: (Candidate | LineReport)[] = [];
    for (let from = 0; from < lines.length; from += HASHES_AT_ONCE) {
      const some = lines.slice(from, from + HASHES_AT_ONCE);
      read.push(...(await Promise.all(some.map((line) => this.read(plan.header, line)))));
    }
    const reports = await this.store(plan, firstPlace, read);
    await this.cache.drop(plan.clientId, ...AFTER_CHANGE);
    return reports;
  }

  private async store(
    plan: ImportPlan,
    firstPlace: number,
    read: readonly (Candidate | LineReport)[],
  ): Promise<readonly LineReport[]> {
    const candidates = read.filter((entry) => 'newcomer' in entry);
    const newcomers = candidates.map(({ newcomer }) => newcomer);
    for (let attempt = 1; ; attempt += 1) {
      const ids = await this.intake.idsFor(newcomers);
      try {
        return await this.transactions.run((session) =>
          this.write(session, plan, firstPlace, read, ids),
        );
      } catch (error) {
        if (attempt === TRIES || !this.intake.isLostRace(error)) throw error;
      }
    }
  }

  private async write(
    session: ClientSession,
    { clientId, company, sendsMail, record }: ImportPlan,
    firstPlace: number,
    read: readonly (Candidate | LineReport)[],
    ids: readonly AgentId[],
  ): Promise<readonly LineReport[]> {
    const candidates = read.filter((entry) => 'newcomer' in entry);
    const newcomers = candidates.map(({ newcomer }) => newcomer);
    const admissions = await this.intake.admit(session, clientId, newcomers, ids);
    const made = new Map(candidates.map((candidate, index) => [candidate, admissions[index]]));
    const isTold = (candidate: Candidate) =>
      sendsMail && candidate.newcomer.isActive && 'agent' in (made.get(candidate) ?? {});
    const letters = candidates.filter(isTold).map(({ newcomer, password }) => {
      const { email: to, username } = newcomer;
      return letterFor({ to, username, company, address: this.config.http.publicUrl, password });
    });
    await this.outbox.put(session, clientId, letters);
    const reports = read.map((entry): LineReport => {
      if (!('newcomer' in entry)) return entry;
      const admission = made.get(entry);
      if (!admission) throw new Error('a line was lost');
      return reportOf(entry, admission, isTold(entry));
    });
    if (record) {
      const now = this.clock.date();
      const isOurs = await this.repository.record(session, record, firstPlace, reports, now);
      if (!isOurs) throw CommonErrors.IDEMPOTENCY_IN_PROGRESS();
    }
    return reports;
  }

  private async read(header: Header, entry: FileLine): Promise<Candidate | LineReport> {
    const { line } = entry;
    if ('problem' in entry) return refused(line, null, badLine(entry.problem));
    const row = readRow(header, entry.cells);
    if (row === null) {
      const [has, needs] = [entry.cells.length, header.columns.length];
      return refused(line, null, badLine(`it has ${has} cells, and the first line has ${needs}`));
    }
    const username = typeof row.username === 'string' ? row.username : null;
    try {
      const metadata = { type: 'body', metatype: ImportRowDto } as const;
      const dto = (await this.pipe.transform(row, metadata)) as ImportRowDto;
      const { id, password, isActive = true, ...input } = dto;
      const generated = password === undefined ? this.passwords.generate() : null;
      const passwordHash = generated?.hash ?? (await this.passwords.hash(password ?? ''));
      const newcomer = {
        ...input,
        isActive,
        passwordHash,
        passwordUntil: generated ? firstPasswordUntil(this.clock.now()) : null,
        externalId: id ?? input.externalId ?? null,
        wantedId: keepable(id),
      };
      return { line, newcomer, password: generated?.password ?? null };
    } catch (error) {
      if (error instanceof DomainError) return refused(line, username, error);
      throw error;
    }
  }
}

const badLine = (message: string) => CommonErrors.VALIDATION_ERROR({ message });

/** The number that an old id is, if it can be one of ours. */
function keepable(id: string | undefined): AgentId | null {
  if (id === undefined || !/^[1-9]\d{0,9}$/.test(id)) return null;
  const number = Number(id);
  return number <= HIGHEST_KEPT_ID ? asAgentId(number) : null;
}

function refused(line: number, username: string | null, error: DomainError): LineReport {
  const { code, message, details } = error;
  return { line, status: 'failed', username, code, message, ...(details && { details }) };
}

function reportOf(
  { line, newcomer: { username } }: Candidate,
  admission: Admission,
  notified: boolean,
): LineReport {
  if ('error' in admission) return refused(line, username, admission.error);
  return { line, status: 'created', id: admission.agent.id, username, notified };
}
