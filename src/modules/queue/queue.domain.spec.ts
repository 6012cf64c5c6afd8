import { describe, expect, it } from '@jest/globals';
import { asTeamId } from '../../common/ids.js';
import type { VoiceConfig } from '../channels/channel.types.js';
import type { CallNews } from '../telephony/call-flow.port.js';
import { needOf } from './queue.domain.js';

const TEAM = asTeamId('team');
const GONE = asTeamId('gone');
const config = {
  numbers: [{ number: '+918011112222', team: null, sector: 'sales', capabilities: ['hindi'] }],
  digits: [{ digits: '2', team: null, sector: 'loans' }],
  default: { team: null, sector: 'billing' },
} as unknown as VoiceConfig;
const NOTHING = { team: null, sector: null, capabilities: null, priority: null };
const need = (news: Partial<CallNews>) =>
  needOf(
    { to: '', digits: null, asked: NOTHING, ...news } as CallNews,
    config,
    (teamId) => teamId === TEAM,
  );

describe('what a call asks for', () => {
  it('is said by the address, then the number, then the digits, then the channel', () => {
    const all = { to: '08011112222', digits: '2', asked: { ...NOTHING, sector: 'cards' } };
    expect(need(all)).toMatchObject({ sector: 'cards', ledBy: 'address' });
    expect(need({ ...all, asked: NOTHING })).toMatchObject({
      sector: 'sales',
      capabilities: ['hindi'],
      ledBy: 'number',
    });
    expect(need({ digits: '2' })).toMatchObject({ sector: 'loans', ledBy: 'digits' });
    expect(need({})).toMatchObject({ sector: 'billing', priority: 5, ledBy: 'default' });
  });

  it('is not a team that nobody knows', () => {
    expect(need({ asked: { ...NOTHING, team: TEAM } })).toMatchObject({ teamId: TEAM });
    expect(need({ asked: { ...NOTHING, team: GONE } })).toMatchObject({
      teamId: null,
      sector: 'billing',
      ledBy: 'default',
    });
    expect(need({ asked: { ...NOTHING, team: GONE, sector: 'cards' } })).toMatchObject({
      teamId: null,
      sector: 'cards',
    });
  });
});
