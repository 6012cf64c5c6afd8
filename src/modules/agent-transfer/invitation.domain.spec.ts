import { describe, expect, it } from '@jest/globals';
import { letterFor } from './invitation.domain.js';

const invitation = {
  to: 'asha@bank.example',
  username: 'asha',
  company: 'First\r\nBank',
  address: 'https://calls.example',
  password: null,
};

describe('what a new agent is told', () => {
  it('is where and how to sign in, with a password that we made', () => {
    expect(letterFor({ ...invitation, password: 'q7Zk2m' })).toEqual({
      to: 'asha@bank.example',
      subject: 'Your account at First Bank',
      text: [
        'You have an account at First\r\nBank.',
        '',
        'Address: https://calls.example',
        'Username: asha',
        'Your password for the first sign-in is: q7Zk2m',
        'It is good for 7 days.',
        '',
        'You will be asked to choose a password of your own.',
        '',
      ].join('\n'),
    });
  });

  it('names no password that somebody else chose', () => {
    const { text } = letterFor(invitation);
    expect(text).toContain('\nSign in with the password that your company gave you.\n');
    expect(text).not.toContain('7 days');
  });
});
