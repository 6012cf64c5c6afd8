import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { configOf, teamsOf, type GivenConfigs } from './channel-config.domain.js';
import type { ChannelType } from './channel.types.js';

const exotel = { accountSid: 'acme1', subdomain: 'api.exotel.com' } as const;
const mail = { host: 'smtp.example.com', port: 587, security: 'tls', from: 'a@b.example' } as const;

function stored<T extends ChannelType>(type: T, given: GivenConfigs[T], isPlainMailAllowed = true) {
  const result = configOf(type, given, { isPlainMailAllowed });
  return result.ok ? result.config : result.problems.map(({ field }) => field);
}

describe('the configuration of text messages', () => {
  it.each([
    ['080 4710 0000', '+918047100000'],
    ['ACMEBK', 'ACMEBK'],
    ['Acme1', 'Acme1'],
  ])('takes the sender %s as %s', (sender, written) => {
    expect(stored('sms', { exotel, sender })).toEqual({
      exotel,
      sender: written,
      dltEntityId: null,
    });
  });

  it.each(['hello world', 'A', 'ABCDEFGHIJKL', '12', 'É' as string])('refuses %s', (sender) => {
    expect(stored('sms', { exotel, sender })).toEqual(['config.sender']);
  });
});

describe('the configuration of WhatsApp', () => {
  it('has a number in one form', () => {
    expect(stored('whatsapp', { exotel, number: '08047100000' })).toEqual({
      exotel,
      number: '+918047100000',
    });
    expect(stored('whatsapp', { exotel, number: 'mine' })).toEqual(['config.number']);
  });
});

describe('the configuration of mail', () => {
  it('has its server in small letters, without the last dot', () => {
    expect(stored('email', { ...mail, host: 'SMTP.Example.com.' })).toEqual(mail);
  });

  it.each(['http://x', 'a b', '', '-x', 'x/y', 'u@h', 'ü.example'])(
    'refuses the host %j',
    (host) => {
      expect(stored('email', { ...mail, host })).toEqual(['config.host']);
    },
  );

  it('sends no password in the clear where that is not allowed', () => {
    const plain = { ...mail, security: 'none' } as const;
    expect(stored('email', plain)).toEqual(plain);
    expect(stored('email', plain, false)).toEqual(['config.security']);
    expect(stored('email', mail, false)).toEqual(mail);
  });
});

describe('the configuration of a web chat', () => {
  it('writes each site once, as browsers do', () => {
    const origins = ['https://A.example', 'https://a.example/', 'http://localhost:3000'];
    expect(stored('webchat', { origins })).toEqual({
      origins: ['https://a.example', 'http://localhost:3000'],
      greeting: null,
      default: null,
    });
  });

  it('takes nothing that is more or less than a site', () => {
    const origins = ['https://a.example/x', 'a.example', 'ftp://a.example', 'https://u@a.example'];
    const fields = origins.map((_, index) => `config.origins.${index}`);
    expect(stored('webchat', { origins })).toEqual(fields);
  });

  it('never stores what is no origin, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (text) => {
        const result = configOf('webchat', { origins: [text] }, { isPlainMailAllowed: true });
        if (!result.ok) return;
        for (const origin of result.config.origins) expect(new URL(origin).origin).toBe(origin);
      }),
    );
  });

  it('names the team that answers', () => {
    const result = configOf(
      'webchat',
      { origins: ['https://a.example'], default: { team: 't1' } },
      { isPlainMailAllowed: true },
    );
    if (!result.ok) throw new Error('refused');
    expect([...teamsOf({ type: 'webchat', config: result.config })]).toEqual([
      ['t1', 'config.default.team'],
    ]);
    const both = { team: 't', sector: 's' };
    expect(stored('webchat', { origins: ['https://a.example'], default: both })).toEqual([
      'config.default',
    ]);
  });
});
