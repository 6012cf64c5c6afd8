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
}

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

  /** Stores letters in the caller's transaction. */
  async put(session: ClientSession, clientId: TenantId, letters: readonly Letter[]): Promise<void> {
    const now = this.clock.date();
    const documents = letters.map((letter): MailDocument => {
      const _id = this.ids.next();
      const sealed = this.box.seal(JSON.stringify(letter), letterBinding(clientId, _id));
      return { _id, clientId, letter: sealed, createdAt: now, attempts: 0, dueAt: now };
    });
    await insert(this.mails, documents, session);
  }
}
