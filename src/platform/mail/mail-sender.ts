import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { createTransport } from 'nodemailer';
import { Clock } from '../../common/clock.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { SecretBox } from '../crypto/secret-box.js';
import { Ticks } from '../jobs/ticks.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { Lease } from '../mongo/leases.js';
import { SYSTEM } from '../mongo/tenant.plugin.js';
import type { Letter } from './mail-outbox.js';
import { nextTry } from './mail.domain.js';
import { letterBinding, type MailDocument } from './mail.schema.js';
import { dueBy } from '../mongo/partial-index.js';

const EVERY_MS = 2 * SECOND;
const LEASE_MS = 30 * SECOND;
/** Letters on their way at once; each has a connection of its own. */
const AT_ONCE = 5;
/** Who takes a letter has it for so long; then somebody else may try. */
const HELD_MS = 10 * MINUTE;
const HELD_WALL_MS = MINUTE;
const TIMEOUT_MS = 20 * SECOND;

/**
 * Empties the outbox. A letter is removed when the server has taken it, so one whose removal failed
 * is sent twice, with the same Message-ID; none is lost.
 */
@Injectable()
export class MailSender implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly transport;
  private readonly outcomes;

  constructor(
    @InjectModel('Mail') private readonly mails: Model<MailDocument>,
    private readonly ticks: Ticks,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    const { smtpUrl: url } = config.mail;
    const timeouts = { connectionTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
    this.transport =
      url && createTransport({ url, pool: true, maxConnections: AT_ONCE, ...timeouts });
    this.outcomes = metrics.counter('crosspoint_mails_total', 'E-mails by what came of them', [
      'outcome',
    ]);
  }

  onApplicationBootstrap(): void {
    if (!this.transport) return;
    this.ticks.start({
      name: 'mail',
      everyMs: EVERY_MS,
      atLeastWallMs: SECOND,
      leaseMs: LEASE_MS,
      run: (lease) => this.run(lease),
    });
  }

  onApplicationShutdown(): void {
    if (this.transport) this.transport.close();
  }

  /** Sends what is due, as long as this node holds the work. */
  async run(lease: Lease): Promise<void> {
    const lane = async (): Promise<void> => {
      while (lease.isHeld()) {
        const mail = await this.take();
        if (!mail) return;
        await this.send(mail);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  /** The letter that is due longest, for this node alone; null when there is none. */
  private async take(): Promise<MailDocument | null> {
    const now = this.clock.now();
    const heldMs = Math.max(HELD_MS, this.clock.fromWallMs(HELD_WALL_MS));
    return await this.mails
      .findOneAndUpdate(
        { dueAt: dueBy(new Date(now)) },
        { $set: { dueAt: new Date(now + heldMs) }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      .setOptions(SYSTEM)
      .lean<MailDocument>();
  }

  private async send(mail: MailDocument): Promise<void> {
    const { _id, clientId } = mail;
    try {
      const { attachments = [], ...letter } = JSON.parse(
        this.box.open(mail.letter, letterBinding(clientId, _id)),
      ) as Letter;
      const { from } = this.config.mail;
      const messageId = `<${_id}@${from.split('@').at(-1)}>`;
      if (this.transport)
        await this.transport.sendMail({
          from,
          messageId,
          ...letter,
          attachments: [...attachments],
        });
    } catch (error) {
      await this.postpone(mail, error);
      return;
    }
    await this.mails.deleteOne({ _id }).setOptions(SYSTEM);
    this.outcomes.inc({ outcome: 'sent' });
    this.log.info('e-mail sent', { mailId: _id, tenant: clientId });
  }

  private async postpone({ _id, clientId, attempts, createdAt }: MailDocument, error: unknown) {
    const { responseCode: smtpCode, code } = error as { responseCode?: number; code?: string };
    const now = this.clock.now();
    const nextMs = nextTry({ attempts, smtpCode }, createdAt.getTime(), now);
    // A server's own words name the recipient: only the code is kept.
    const lastError = String(smtpCode ?? code ?? 'unknown');
    await this.mails
      .updateOne(
        { _id },
        nextMs === null
          ? { $set: { lastError, givenUpAt: new Date(now) }, $unset: { dueAt: true } }
          : { $set: { lastError, dueAt: new Date(nextMs) } },
      )
      .setOptions(SYSTEM);
    const outcome = nextMs === null ? 'given_up' : 'postponed';
    this.outcomes.inc({ outcome });
    this.log.warn('e-mail not sent', {
      mailId: _id,
      tenant: clientId,
      attempts,
      lastError,
      outcome,
    });
  }
}
