import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { MailOutbox, type Letter } from '../../platform/mail/mail-outbox.js';
import { CONTENT_TYPES } from '../report-writing/report-file.types.js';
import { ReportFilesRepository } from './report-files.repository.js';
import { fileNameOf } from './report-name.domain.js';
import type { Report } from './report.types.js';

/** A larger file is not sent along: mail servers refuse it, and so does MongoDB. */
const MOST_BYTES_SENT = 5 * 1024 * 1024;

/** What came of the letters of a report. */
export interface MailState {
  readonly recipients: number;
  /** The mail server has not taken them yet; they are tried again for three days. */
  readonly waiting: number;
  readonly givenUp: number;
  readonly lastError: string | null;
}

/** Reports by e-mail. */
@Injectable()
export class ReportLetters {
  constructor(
    private readonly outbox: MailOutbox,
    private readonly files: ReportFilesRepository,
    private readonly config: Config,
  ) {}

  /** One for each recipient, with the file or, where it is too large, with where it is. */
  async of(report: Report): Promise<readonly Letter[]> {
    const { recipients, title, filter, rows, bytes, format } = report;
    if (recipients.length === 0) return [];
    const isSent = bytes <= MOST_BYTES_SENT;
    const address = `${this.config.http.publicUrl}/api/reports/${report._id}/download`;
    const text = [
      `${title}: ${filter.from} to ${filter.to}, ${rows} rows.`,
      isSent ? 'The report is attached.' : `The report is too large for a letter: ${address}`,
    ].join('\n\n');
    const attachments = isSent
      ? [
          {
            filename: fileNameOf(report),
            contentType: CONTENT_TYPES[format],
            content: (await this.whole(report)).toString('base64'),
            encoding: 'base64' as const,
          },
        ]
      : [];
    return recipients.map((to) => ({ to, subject: title, text, attachments }));
  }

  /** Stores letters in the caller's transaction; their ids. */
  async put(
    session: ClientSession,
    clientId: TenantId,
    letters: readonly Letter[],
  ): Promise<readonly string[]> {
    return await this.outbox.put(session, clientId, letters);
  }

  /** Null of a report that nobody gets by e-mail. */
  async stateOf({ clientId, mailIds }: Report): Promise<MailState | null> {
    if (mailIds.length === 0) return null;
    const left = await this.outbox.unsent(clientId, mailIds);
    const givenUp = left.filter((mail) => mail.givenUpAt instanceof Date).length;
    const lastError = left.find((mail) => mail.lastError)?.lastError ?? null;
    return { recipients: mailIds.length, waiting: left.length - givenUp, givenUp, lastError };
  }

  private async whole(report: Report): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.files.read(report)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
}
