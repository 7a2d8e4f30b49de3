import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeText, detectEncoding } from '#data/formats/text-encoding';
import { put, scratch } from '../helpers';

async function decode(content: Uint8Array, given?: Parameters<typeof detectEncoding>[1]) {
  const path = await put(await scratch(), 'a.csv', content);
  const detected = await detectEncoding(path, given);
  let text = '';
  for await (const piece of decodeText(path, detected)) text += piece;
  return { ...detected, text };
}

describe('the encoding of a text', () => {
  it('is UTF-8 where all of it is valid', async () => {
    const valid = `${'x'.repeat(200_000)}é`;
    expect(await decode(Buffer.from(valid))).toEqual({
      encoding: 'utf-8',
      reason: 'valid',
      text: valid,
    });
    const late = Buffer.from(valid, 'latin1');
    expect(await decode(late)).toEqual({
      encoding: 'windows-1252',
      reason: 'assumed',
      text: valid,
    });
    // Cut within a character.
    expect(await decode(Buffer.from('é').subarray(0, 1))).toMatchObject({ reason: 'assumed' });
    expect(await decode(gzipSync(valid))).toMatchObject({ reason: 'valid', text: valid });
    expect(await decode(Buffer.alloc(0))).toMatchObject({ reason: 'valid', text: '' });
  });

  it('is that of the byte order mark, even where another is given', async () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const bytes = Buffer.from('\ufeffa,é\n', 'utf16le');
      const content = encoding === 'utf-16le' ? bytes : bytes.swap16();
      expect(await decode(content, 'utf-8')).toEqual({ encoding, reason: 'bom', text: 'a,é\n' });
    }
    expect(await decode(Buffer.from('\ufeff\ufeff"a",b\n'), 'windows-1252')).toEqual({
      encoding: 'utf-8',
      reason: 'bom',
      text: '"a",b\n',
    });
  });

  it('is UTF-16 where every other byte is zero', async () => {
    const bytes = Buffer.from('größe;1\n2;3\n', 'utf16le');
    expect(await decode(bytes)).toMatchObject({ encoding: 'utf-16le', reason: 'zeros' });
    expect(await decode(bytes.swap16())).toMatchObject({
      encoding: 'utf-16be',
      reason: 'zeros',
      text: 'größe;1\n2;3\n',
    });
  });

  it.each([
    ['windows-1252', [0x80, 0x92, 0x9f, 0xe9], '€’Ÿé'],
    ['iso-8859-2', [0xb1, 0xb3], 'ął'],
    ['windows-1250', [0xb9, 0xb3], 'ął'],
    ['windows-1251', [0xe6], 'ж'],
    ['koi8-r', [0xd6], 'ж'],
    ['shift_jis', [0x93, 0xfa], '日'],
    ['gbk', [0xc8, 0xd5], '日'],
    ['big5', [0xa4, 0xe9], '日'],
    ['euc-kr', [0xec, 0xed], '日'],
  ] as const)('may be given as %s', async (encoding, bytes, text) => {
    expect(await decode(Uint8Array.from(bytes), encoding)).toEqual({
      encoding,
      reason: 'given',
      text,
    });
  });
});

describe('a decoded text', () => {
  it('has one kind of line end, also where a piece ends within one', async () => {
    // Files are read in pieces of 64 KiB: the first ends between \r and \n.
    const line = 'x'.repeat(2 ** 16 - 1);
    const { text } = await decode(Buffer.from(`${line}\r\nb\rc\n\r\n`));
    expect(text).toBe(`${line}\nb\nc\n\n`);
    expect((await decode(Buffer.from('a\r'))).text).toBe('a\n');
  });

  it('is refused with the line and the character where it is none', async () => {
    const lines = 'abc\r\n'.repeat(30_000);
    await expect(decode(Buffer.from(`${lines}ab\x8d`, 'latin1'))).rejects.toThrow(
      "'a.csv' is not text in the encoding windows-1252: it goes wrong at line 30001, character 3.",
    );
    await expect(decode(Buffer.from('a\xe9', 'latin1'), 'utf-8')).rejects.toThrow(
      /encoding utf-8: it goes wrong at line 1, character 2/,
    );
    await expect(decode(Uint8Array.of(0x61, 0x81, 0x20), 'gbk')).rejects.toThrow(
      /encoding gbk: it goes wrong at line 1, character 2/,
    );
    await expect(decode(Buffer.from('a,b\n1,2\n3,\0\n'))).rejects.toThrow(
      /has a byte of value 0 at line 3, character 3/,
    );
  });
});
