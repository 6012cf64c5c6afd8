import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { SecretBox } from '../crypto/secret-box.js';
import { insert } from '../mongo/documents.js';
import { letterBinding, type MailDocument } from './mail.schema.js';

/** An e-mail in plain text. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
}

/** A file that goes along, of some MiB at the most. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: string;
  readonly encoding: 'base64';
}

/** A letter that the mail server has not taken. */
export type UnsentMail = Pick<MailDocument, '_id' | 'lastError' | 'givenUpAt'>;

/** E-mails that are to be sent: written with the change that they tell of, sent by `MailSender`. */
@Injectable()
export class MailOutbox {
  constructor(
    @InjectModel('Mail') private readonly mails: Model<MailDocument>,
    private readonly box: SecretBox,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Is there a server to send by? What is put in without one waits for it. */
  canSend(): boolean {
    return this.config.mail.smtpUrl !== undefined;
  }

  /** Stores letters in the caller's transaction; their ids. */
  async put(
    session: ClientSession,
    clientId: TenantId,
    letters: readonly Letter[],
  ): Promise<readonly string[]> {
    const now = this.clock.date();
    const documents = letters.map((letter): MailDocument => {
      const _id = this.ids.next();
      const sealed = this.box.seal(JSON.stringify(letter), letterBinding(clientId, _id));
      return { _id, clientId, letter: sealed, createdAt: now, attempts: 0, dueAt: now };
    });
    await insert(this.mails, documents, session);
    return documents.map(({ _id }) => _id);
  }

  /** Of these letters, those that were not sent, or never will be. */
  async unsent(clientId: TenantId, ids: readonly string[]): Promise<UnsentMail[]> {
    return await this.mails
      .find({ clientId, _id: { $in: [...ids] } })
      .select({ lastError: 1, givenUpAt: 1 })
      .lean<UnsentMail[]>();
  }
}
