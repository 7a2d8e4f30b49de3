import { describe, expect, it } from 'vitest';
import { readCifar10Source } from '#data/import/cifar10-source';
import { put, scratch } from '../helpers';

const recordBytes = 3073;

/** Images with one value in each colour plane, except for the pixel at row 1, column 2. */
function batch(...labels: number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length * recordBytes);
  labels.forEach((label, image) => {
    const at = image * recordBytes;
    bytes[at] = label;
    bytes.fill(10, at + 1, at + 1025);
    bytes.fill(20, at + 1025, at + 2049);
    bytes.fill(30, at + 2049, at + 3073);
    const pixel = 32 + 2;
    bytes[at + 1 + pixel] = 101;
    bytes[at + 1025 + pixel] = 102;
    bytes[at + 2049 + pixel] = 103;
  });
  return bytes;
}

async function batchesWith(changed: Record<string, Uint8Array>): Promise<string> {
  const directory = await scratch();
  for (const number of [1, 2, 3, 4, 5])
    await put(directory, `data_batch_${number}.bin`, batch(number, number - 1));
  await put(directory, 'test_batch.bin', batch(9));
  for (const [name, bytes] of Object.entries(changed)) await put(directory, name, bytes);
  return directory;
}

const read = (directory: string): ReturnType<typeof readCifar10Source> =>
  readCifar10Source({ format: 'cifar10', id: 'cifar10', directory });

describe('CIFAR-10 batches', () => {
  it('are read in the order of their files, with colour planes converted to pixels', async () => {
    const { train, test, fields } = await read(await batchesWith({}));
    expect(fields['image']).toEqual({ kind: 'values', shape: [32, 32, 3] });
    expect([...(train.columns['label']?.data ?? [])]).toEqual([1, 0, 2, 1, 3, 2, 4, 3, 5, 4]);
    expect([...(test?.columns['label']?.data ?? [])]).toEqual([9]);
    const pixels = train.columns['image']?.data;
    expect(pixels).toHaveLength(10 * 3072);
    const last = 9 * 3072;
    expect([...(pixels?.subarray(last, last + 6) ?? [])]).toEqual([10, 20, 30, 10, 20, 30]);
    const marked = last + (1 * 32 + 2) * 3;
    expect([...(pixels?.subarray(marked, marked + 3) ?? [])]).toEqual([101, 102, 103]);
  });

  it('throw where a file is cut off, a label is wrong or a file is missing', async () => {
    const cut = await batchesWith({ 'data_batch_3.bin': batch(1, 2).subarray(0, 4000) });
    await expect(read(cut)).rejects.toThrow(
      /'data_batch_3.bin' has 4000 bytes.*ends within image 2/,
    );
    const wrong = await batchesWith({ 'data_batch_2.bin': batch(3, 10) });
    await expect(read(wrong)).rejects.toThrow(/'data_batch_2.bin' has the label 10 at byte 3073;/);
    const empty = await batchesWith({ 'test_batch.bin': new Uint8Array(0) });
    await expect(read(empty)).rejects.toThrow(/'test_batch.bin' has 0 bytes/);
    await expect(read(await scratch())).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.stringContaining("There is no 'data_batch_1.bin'") as string,
    });
  });
});
