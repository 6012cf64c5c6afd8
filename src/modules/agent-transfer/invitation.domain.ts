import type { Letter } from '../../platform/mail/mail-outbox.js';
import { FIRST_PASSWORD_DAYS } from '../agents/first-password.domain.js';

export interface Invitation {
  readonly to: string;
  readonly username: string;
  readonly company: string;
  /** Where to sign in. */
  readonly address: string;
  /** Null: the agent was given one by somebody else. */
  readonly password: string | null;
}

/** What a new agent is told. */
export function letterFor({ to, username, company, address, password }: Invitation): Letter {
  const how =
    password === null
      ? 'Sign in with the password that your company gave you.'
      : `Your password for the first sign-in is: ${password}\nIt is good for ${FIRST_PASSWORD_DAYS} days.`;
  return {
    to,
    subject: `Your account at ${company.replace(/\s+/g, ' ')}`,
    text: [
      `You have an account at ${company}.`,
      '',
      `Address: ${address}`,
      `Username: ${username}`,
      how,
      '',
      'You will be asked to choose a password of your own.',
      '',
    ].join('\n'),
  };
}
