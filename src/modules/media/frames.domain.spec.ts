import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFrame, startFor } from './frames.domain.js';

const read = (frame: unknown) => readFrame(Buffer.from(JSON.stringify(frame)));
const text = (frame: string) => readFrame(Buffer.from(frame));

describe('a frame of a stream', () => {
  it('is told by its first bytes where it is sound, however it is written', () => {
    const sound = { media: { payload: 'AAAA' } };
    expect(read({ event: 'media', ...sound })).toEqual({ event: 'media' });
    expect(text('{ "event" : "media", "media": {"payload": "AAAA"}')).toEqual({ event: 'media' });
    expect(read({ stream_sid: 'S'.repeat(200), event: 'media', ...sound })).toEqual({
      event: 'media',
    });
  });

  it('says which call begins, in either spelling', () => {
    for (const start of [{ call_sid: 'C' }, { callSid: 'C' }]) {
      expect(read({ event: 'start', start })).toMatchObject({ event: 'start', callSid: 'C' });
    }
    expect(read({ event: 'start', start: 7 })).toMatchObject({ callSid: null });
  });

  it('tells a caller who hung up from an applet that ended', () => {
    expect(read({ event: 'stop', stop: { reason: 'callended' } })).toMatchObject({
      isCallOver: true,
    });
    expect(read({ event: 'stop', stop: { reason: 'stopped' } })).toMatchObject({
      isCallOver: false,
    });
    expect(read({ event: 'stop' })).toMatchObject({ isCallOver: false });
  });

  it('hands over to what it names; what cannot be used counts as not said', () => {
    const need = (handover: unknown) => {
      const frame = read({ event: 'handover', handover });
      return frame?.event === 'handover' ? frame.need : null;
    };
    expect(need({ sector: 'loans', priority: 8 })).toEqual({
      sector: 'loans',
      teamId: null,
      priority: 8,
    });
    expect(need({ team: 't1' })).toEqual({ teamId: 't1' });
    for (const wrong of [null, 'x', {}, { sector: { $gt: '' } }, { priority: 99, team: '' }]) {
      expect(need(wrong)).toEqual({});
    }
  });

  it('is never thrown over, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readFrame(Buffer.from(bytes))).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => read(value)).not.toThrow();
      }),
    );
    expect(text('null')).toBeNull();
    expect(text('[]')).toBeNull();
    expect(read({ event: 'unheard_of' })).toBeNull();
  });
});

it('a bot hears Exotel’s own start, with our ids among the parameters', () => {
  const start = { stream_sid: 'S', custom_parameters: { k: 'v' } };
  expect(JSON.parse(startFor({ event: 'start', start }, { callLogId: 'c1' }))).toEqual({
    event: 'start',
    start: { stream_sid: 'S', custom_parameters: { k: 'v', callLogId: 'c1' } },
  });
});
