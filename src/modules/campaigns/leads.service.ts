import { Injectable } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { Clock } from '../../common/clock.js';
import { fromCell } from '../../common/csv.js';
import { Ids, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { dialProblem, normalisePhone } from '../../common/phone.js';
import { EventStore } from '../../platform/events/event-store.js';
import { columnsOf } from '../../platform/files/csv-columns.js';
import { linesOf } from '../../platform/files/csv-lines.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { DncService } from '../dnc/dnc.service.js';
import { metadataProblem } from '../outbound/call-request.domain.js';
import { campaignEvent } from './campaign.events.js';
import type { Campaign, Lead } from './campaign.types.js';
import { Campaigns } from './campaigns.service.js';
import { LeadsRepository, type LeadFilter } from './leads.repository.js';

/** Lines that one transaction stores. */
const PIECE = 1000;
const MOST_LINES = 100_000;
const MOST_ERRORS = 1000;
const ATTEMPTS = 5;
const LONGEST = 200;

/** Somebody to be called, as it was given. */
export interface NewLead {
  readonly phoneNumber: unknown;
  readonly name?: unknown;
  readonly timezone?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

export type LeadErrorCode =
  | 'VALIDATION_ERROR'
  | 'INVALID_PHONE_NUMBER'
  | 'NUMBER_ON_DNC'
  | 'NUMBER_IN_CAMPAIGN'
  | 'NUMBER_IN_OTHER_CAMPAIGN';

/** Why one was not taken in; `line` is its place: in a list from 0, in a file its line. */
export interface LeadError {
  readonly line: number;
  readonly code: LeadErrorCode;
  readonly message: string;
}

export interface LeadsReport {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  /** The first thousand. */
  readonly errors: readonly LeadError[];
}

type Placed = readonly [line: number, lead: NewLead | LeadError];

const TAKEN = {
  here: ['NUMBER_IN_CAMPAIGN', 'is in this campaign already'],
  elsewhere: ['NUMBER_IN_OTHER_CAMPAIGN', 'waits in another campaign'],
} as const;

/** Who is to be called for a campaign. */
@Injectable()
export class Leads {
  constructor(
    private readonly repository: LeadsRepository,
    private readonly campaigns: Campaigns,
    private readonly dnc: DncService,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Takes in those that are good. @throws CAMPAIGN_NOT_FOUND */
  async add(clientId: TenantId, id: string, given: readonly NewLead[]): Promise<LeadsReport> {
    const campaign = await this.campaigns.get(clientId, id);
    const report = new Report();
    await this.store(campaign, [...given.entries()], report);
    return report.done();
  }

  /**
   * The same from a CSV file: columns phoneNumber, name, timezone. Never as a whole in memory.
   * @throws CAMPAIGN_NOT_FOUND, VALIDATION_ERROR for what is no file of leads
   */
  async addFile(clientId: TenantId, id: string, path: string): Promise<LeadsReport> {
    const campaign = await this.campaigns.get(clientId, id);
    const lines = linesOf(path);
    const columns = await columnsOf(lines, ['phoneNumber'], ['name', 'timezone']);
    const report = new Report();
    let piece: Placed[] = [];
    for await (const entry of lines) {
      const { line } = entry;
      if (report.total + piece.length >= MOST_LINES) {
        const message = `only ${MOST_LINES} lines are read`;
        report.refuse({ line, code: 'VALIDATION_ERROR', message });
        break;
      }
      if ('problem' in entry) {
        piece.push([line, { line, code: 'VALIDATION_ERROR', message: entry.problem }]);
      } else {
        const { phoneNumber = '', name, timezone } = columns.read(entry.cells);
        piece.push([
          line,
          {
            // People write numbers in a file as they are used to.
            phoneNumber: normalisePhone(fromCell(phoneNumber)) ?? phoneNumber,
            name: name ? fromCell(name) : null,
            timezone: timezone || null,
          },
        ]);
      }
      if (piece.length < PIECE) continue;
      await this.store(campaign, piece, report);
      piece = [];
    }
    await this.store(campaign, piece, report);
    return report.done();
  }

  /** @throws CAMPAIGN_NOT_FOUND */
  async list(
    clientId: TenantId,
    id: string,
    filter: LeadFilter,
    page: PageRequest,
  ): Promise<Page<Lead>> {
    await this.campaigns.get(clientId, id);
    return await this.repository.list({ clientId, campaignId: id }, filter, page);
  }

  private async store(
    campaign: Campaign,
    placed: readonly Placed[],
    report: Report,
  ): Promise<void> {
    if (placed.length === 0) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const errors = await this.storeOnce(campaign, placed);
        report.add(placed.length, errors);
        return;
      } catch (error) {
        // Another request took one of the numbers at this very moment.
        if (!isDuplicateKey(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async storeOnce(
    campaign: Campaign,
    placed: readonly Placed[],
  ): Promise<readonly LeadError[]> {
    const { clientId, _id: campaignId } = campaign;
    return await this.transactions.run(async (session) => {
      const at = this.clock.date();
      const errors: LeadError[] = [];
      const good = new Map<string, { readonly line: number; readonly lead: Lead }>();
      for (const [line, given] of placed) {
        const read = 'code' in given ? given : this.read(campaign, line, given, at);
        if ('code' in read) errors.push(read);
        else if (good.has(read.phoneNumber)) errors.push(takenError(line, 'here'));
        else good.set(read.phoneNumber, { line, lead: read });
      }
      const numbers = [...good.keys()];
      const taken = await this.repository.taken({ clientId, campaignId }, numbers, session);
      const listed = await this.dnc.among(clientId, numbers, session);
      for (const [number, { line }] of good) {
        const where = taken.get(number);
        if (where) errors.push(takenError(line, where));
        else if (listed.has(number)) {
          errors.push({ line, code: 'NUMBER_ON_DNC', message: 'is never to be called' });
        } else continue;
        good.delete(number);
      }
      const leads = [...good.values()].map(({ lead }) => lead);
      await this.repository.insert(session, leads);
      if (leads.length > 0) {
        const told = campaignEvent('campaign.leads_added', campaign, at, { added: leads.length });
        await this.events.append(session, [told]);
      }
      return errors.sort((a, b) => a.line - b.line);
    });
  }

  private read(campaign: Campaign, line: number, given: NewLead, at: Date): Lead | LeadError {
    const { phoneNumber, name = null, timezone = null, data = {} } = given;
    const refuse = (code: LeadErrorCode, message: string) => ({ line, code, message });
    const problem = dialProblem(phoneNumber);
    if (problem !== null) return refuse('INVALID_PHONE_NUMBER', problem);
    if (name !== null && (typeof name !== 'string' || name.length > LONGEST)) {
      return refuse('VALIDATION_ERROR', `name must be text of at most ${LONGEST} characters`);
    }
    if (timezone !== null && (typeof timezone !== 'string' || !IANAZone.isValidZone(timezone))) {
      return refuse('VALIDATION_ERROR', 'timezone must be an IANA time zone');
    }
    const wrong = metadataProblem(data);
    if (wrong !== null) return refuse('VALIDATION_ERROR', `data ${wrong}`);
    return {
      _id: this.ids.next(),
      clientId: campaign.clientId,
      campaignId: campaign._id,
      phoneNumber: String(phoneNumber),
      openNumber: String(phoneNumber),
      name,
      timezone,
      data,
      status: 'waiting',
      outcome: null,
      attempts: 0,
      nextAttemptAt: at,
      agentId: null,
      isAhead: false,
      previewUntil: null,
      callLogId: null,
      lastStatus: null,
      lastReason: null,
      disposition: null,
      dispositionUntil: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
  }
}

function takenError(line: number, where: keyof typeof TAKEN): LeadError {
  const [code, message] = TAKEN[where];
  return { line, code, message };
}

class Report {
  total = 0;
  private failed = 0;
  private readonly errors: LeadError[] = [];

  add(count: number, errors: readonly LeadError[]): void {
    this.total += count;
    this.failed += errors.length;
    this.errors.push(...errors.slice(0, MOST_ERRORS - this.errors.length));
  }

  refuse(error: LeadError): void {
    this.add(1, [error]);
  }

  done(): LeadsReport {
    const { total, failed, errors } = this;
    return { total, successful: total - failed, failed, errors };
  }
}
