import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFields } from './webhook-body.js';

const read = (body: string, type: string) => readFields(Buffer.from(body), type);
const form = (fields: readonly (readonly [string, string])[]) =>
  fields
    .map(
      ([key, value]) => `--X\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    )
    .join('') + '--X--\r\n';
const MULTIPART = 'multipart/form-data; boundary=X';

describe('the body of a webhook', () => {
  it('is read as JSON, form or multipart', async () => {
    expect(await read('{"CallSid":"a"}', 'application/json')).toEqual({ CallSid: 'a' });
    expect(await read('CallSid=a&Legs[0][Id]=1', 'application/x-www-form-urlencoded')).toEqual({
      CallSid: 'a',
      'Legs[0][Id]': '1',
    });
    expect(await read(form([['CallSid', 'a']]), MULTIPART)).toEqual({ CallSid: 'a' });
  });

  it('is read for what it is when its name is wrong or missing', async () => {
    expect(await read('{"CallSid":"a"}', 'text/weird')).toEqual({ CallSid: 'a' });
    expect(await read('CallSid=a', '')).toEqual({ CallSid: 'a' });
  });

  it('that nests without end is a text that cannot be read', async () => {
    const deep = `{"a":${'['.repeat(9000)}${']'.repeat(9000)}}`;
    expect(await read(deep, 'application/json')).toEqual({ unreadable: deep });
  });

  it('keeps both values of a field that comes twice', async () => {
    expect(await read('a=1&a=2&a=3', '')).toEqual({ a: ['1', '2', '3'] });
    expect(
      await read(
        form([
          ['a', '1'],
          ['a', '2'],
        ]),
        MULTIPART,
      ),
    ).toEqual({ a: ['1', '2'] });
  });

  it('is kept as it is when it cannot be read', async () => {
    expect(await read('{"CallSid":', 'application/json')).toEqual({ unreadable: '{"CallSid":' });
    expect(await read('[1]', 'application/json')).toEqual({ unreadable: '[1]' });
    expect(await read('--X\r\nbroken', MULTIPART)).toEqual({ unreadable: '--X\r\nbroken' });
    expect(await read('', 'application/json')).toEqual({});
  });

  it('never fails', async () => {
    const types = fc.constantFrom('', 'application/json', MULTIPART, 'multipart/form-data', 'a/b');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), types, async (bytes, type) => {
        expect(typeof (await readFields(Buffer.from(bytes), type))).toBe('object');
      }),
    );
  });
});
