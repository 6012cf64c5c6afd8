import { describe, expect, it } from '@jest/globals';
import { isMasked, maskSecret } from './mask.domain.js';
import { voiceConfigOf, voiceTeams } from './voice.domain.js';

const exotel = { accountSid: 'acme1', subdomain: 'api.in.exotel.com' } as const;

function problemsOf(given: Parameters<typeof voiceConfigOf>[0]): string[] {
  const result = voiceConfigOf(given);
  return result.ok ? [] : result.problems.map(({ field }) => field);
}

describe('voice configuration', () => {
  it('stores numbers in one form and what leads nowhere as null', () => {
    const result = voiceConfigOf({
      numbers: [{ number: '080 4710 0000', team: 't1', capabilities: ['hindi', 'hindi'] }],
      digits: [{ digits: '1', sector: 'sales' }],
      exotel,
    });
    expect(result).toEqual({
      ok: true,
      config: {
        numbers: [{ number: '+918047100000', team: 't1', capabilities: ['hindi'] }],
        digits: [{ digits: '1', sector: 'sales' }],
        default: null,
        exotel,
      },
    });
  });

  it('wants a team or a sector, and not both', () => {
    const problems = problemsOf({
      numbers: [{ number: '+918047100000' }],
      digits: [{ digits: '1', team: 't1', sector: 'sales' }],
      default: { team: null },
      exotel,
    });
    expect(problems).toEqual(['config.numbers.0', 'config.digits.0', 'config.default']);
  });

  it('refuses what is no number, and numbers and digits that are there twice', () => {
    const problems = problemsOf({
      numbers: [
        { number: 'hello', sector: 'a' },
        { number: '08047100000', sector: 'a' },
        { number: '+918047100000', sector: 'b' },
      ],
      digits: [
        { digits: '1', sector: 'a' },
        { digits: '1', sector: 'b' },
      ],
      exotel,
    });
    expect(problems).toEqual([
      'config.numbers.0.number',
      'config.numbers.2.number',
      'config.digits.1.digits',
    ]);
  });

  it('names every team once, with the first field that names it', () => {
    const result = voiceConfigOf({
      numbers: [{ number: '+918047100000', team: 't1' }],
      digits: [{ digits: '2', team: 't2' }],
      default: { team: 't1' },
      exotel,
    });
    expect(result.ok && [...voiceTeams(result.config)]).toEqual([
      ['t1', 'config.numbers.0.team'],
      ['t2', 'config.digits.0.team'],
    ]);
  });
});

describe('a masked secret', () => {
  it('shows four characters at most, and none of a short secret', () => {
    expect(maskSecret('0123456789abcdef')).toBe('••••cdef');
    expect(maskSecret('short')).toBe('••••');
  });

  it('is known again', () => {
    expect(isMasked(maskSecret('0123456789abcdef'))).toBe(true);
    expect(isMasked('0123456789abcdef')).toBe(false);
  });
});
