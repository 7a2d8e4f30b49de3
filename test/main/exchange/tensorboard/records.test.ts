import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeRecord, readRecords } from '#exchange/tensorboard/records';
import { emptyFolder } from '../../storage/helpers';

async function recordsOf(content: Uint8Array): Promise<[number, string][]> {
  const path = join(await emptyFolder(), 'records');
  await writeFile(path, content);
  const records: [number, string][] = [];
  for await (const { offset, bytes } of readRecords(path))
    records.push([offset, Buffer.from(bytes).toString('latin1')]);
  return records;
}

describe('a record file', () => {
  it('has length, checksum, record and checksum, as TensorFlow writes them', () => {
    // What the writer of TensorBoard writes for b'abc'.
    const expected = '0300000000000000' + 'b099490e' + '616263' + '6e57f121';
    const bytes = encodeRecord(Buffer.from('abc'));
    expect(Buffer.from(bytes).toString('hex')).toBe(expected);
  });

  it('is read record by record, also where one is longer than what is read at once', async () => {
    const texts = ['a', '', 'x'.repeat(2 ** 21 + 5), 'b', ...Array<string>(20_000).fill('many')];
    const records = await recordsOf(
      Buffer.concat(texts.map((text) => encodeRecord(Buffer.from(text)))),
    );
    expect(records.map(([, text]) => text)).toEqual(texts);
    expect(records.slice(0, 4).map(([offset]) => offset)).toEqual([
      0,
      17,
      33,
      33 + 16 + 2 ** 21 + 5,
    ]);
  });

  it('ends before a record that was cut off', async () => {
    const whole = Buffer.concat([encodeRecord(Buffer.from('a')), encodeRecord(Buffer.from('bc'))]);
    for (let length = 0; length < whole.length; length += 1)
      expect(await recordsOf(whole.subarray(0, length))).toEqual(length < 17 ? [] : [[0, 'a']]);
  });

  it('names file and byte of a record whose length is damaged, and asks for no memory', async () => {
    const bytes = Buffer.concat([encodeRecord(Buffer.from('a')), encodeRecord(Buffer.from('bc'))]);
    bytes.writeUInt32LE(0x7fffffff, 17);
    await expect(recordsOf(bytes)).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(/records' is damaged at byte 17: .*\. Copy/) as string,
    });
  });
});
