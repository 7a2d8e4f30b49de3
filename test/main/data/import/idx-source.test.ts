import { describe, expect, it } from 'vitest';
import { readIdxSource } from '#data/import/idx-source';
import type { SourceData } from '#data/import/source-data';
import { importRequestSchema } from '#spec/dataset';
import { put, scratch, tinyImages, tinyLabels } from '../helpers';

/** Labels as unsigned bytes, or as 32-bit integers (type 0x0c). */
const bytes = (...labels: number[]): number[] => [0, 0, 8, 1, 0, 0, 0, labels.length, ...labels];
const integers = (...labels: number[]): number[] => [
  ...[0, 0, 0x0c, 1, 0, 0, 0, labels.length],
  ...labels.flatMap((label) => [24, 16, 8, 0].map((shift) => (label >> shift) & 255)),
];

async function read(
  files: { labels?: number[]; images?: number[]; testLabels?: number[] },
  options: object = {},
): Promise<SourceData> {
  const folder = await scratch();
  const images = await put(folder, 'images', files.images ?? tinyImages);
  const labels = await put(folder, 'labels', files.labels ?? tinyLabels);
  const test = files.testLabels && {
    testImages: images,
    testLabels: await put(folder, 'test-labels', files.testLabels),
  };
  const request = { format: 'idx', id: 'tiny', images, labels, ...test, ...options };
  const parsed = importRequestSchema.parse(request);
  if (parsed.format !== 'idx') throw new Error('no IDX');
  return readIdxSource(parsed);
}

const labelsOf = ({ train }: SourceData): number[] => [...(train.columns['label']?.data ?? [])];

describe('IDX files', () => {
  it('keep labels from 0 as they are', async () => {
    const source = await read({});
    expect(source.fields['label']).toEqual({ kind: 'label', classes: 3 });
    expect(labelsOf(source)).toEqual([2, 0, 1]);
    expect(source.notes).toEqual([]);
  });

  it('are shuffled where they are sorted by class, unless their order is kept', async () => {
    const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2];
    const images = [0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 1, ...labels];
    const files = { labels: bytes(...labels), images };
    const shuffled = await read(files);
    expect(labelsOf(shuffled)).not.toEqual(labels);
    expect(labelsOf(shuffled).sort()).toEqual(labels);
    // Each image goes with its label.
    expect([...(shuffled.train.columns['image']?.data ?? [])]).toEqual(labelsOf(shuffled));
    expect(shuffled.mixed).toBe(true);
    expect(shuffled.notes).toEqual(['The examples were sorted by class, so they are shuffled.']);
    const kept = await read(files, { keepOrder: true });
    expect([labelsOf(kept), kept.mixed, kept.notes]).toEqual([labels, false, []]);
  });

  it('have one class for each label that occurs, named by its number', async () => {
    const source = await read({ labels: bytes(10, 5, 10), testLabels: bytes(5, 5, 5) });
    expect(source.fields['label']).toEqual({ kind: 'label', classes: 2, names: ['5', '10'] });
    expect(labelsOf(source)).toEqual([1, 0, 1]);
    expect([...(source.test?.columns['label']?.data ?? [])]).toEqual([0, 0, 0]);
    expect(source.notes?.[0]).toMatch(/'labels' are not numbered 0, 1, 2, …: .*\(5, 10\)/);
  });

  it('give names to the numbers from 0, without renumbering', async () => {
    const classNames = ['ash', 'birch', 'cedar', 'elm'];
    const source = await read({ labels: bytes(3, 1, 3) }, { classNames });
    expect(source.fields['label']).toMatchObject({ classes: 4, names: classNames });
    expect(labelsOf(source)).toEqual([3, 1, 3]);
    await expect(read({ labels: bytes(0, 4, 1) }, { classNames })).rejects.toThrow(
      "'labels' has the label 4, but the 4 names that are given are those of the labels 0 to 3. Name them all.",
    );
  });

  it('throw for labels that are no classes, with the row', async () => {
    await expect(read({ labels: integers(0, 100_000_000, 1) })).rejects.toThrow(
      "'labels' has the class 100000000 in row 1 (from 0); classes are numbers below 1,000.",
    );
    await expect(read({ labels: integers(0, 1, -1) })).rejects.toThrow(
      "'labels' has the class -1 in row 2 (from 0); classes are whole numbers from 0.",
    );
    // 0.5 as a 32-bit float.
    const half = [0, 0, 0x0d, 1, 0, 0, 0, 3, ...[0, 0, 0, 0], ...[0x3f, 0, 0, 0], ...[0, 0, 0, 0]];
    await expect(read({ labels: half })).rejects.toThrow(/the class 0.5 in row 1/);
  });

  it('scale unsigned bytes only, and warn of integers that 32 bits cannot hold', async () => {
    const pixels = await read({});
    expect(pixels.train.columns['image']).toMatchObject({ scale: 1 / 255 });
    const signed = await read({ images: [0, 0, 9, 2, 0, 0, 0, 3, 0, 0, 0, 1, 0xff, 0x80, 0x7f] });
    expect(signed.train.columns['image']).toMatchObject({
      data: Float32Array.of(-1, -128, 127),
      scale: 1,
    });
    // 0x01000001 is 2²⁴ + 1.
    const large = [
      ...[0, 0, 0x0c, 2, 0, 0, 0, 3, 0, 0, 0, 1],
      ...[1, 0, 0, 1],
      ...[0, 0, 0, 0],
      ...[0, 0, 0, 0],
    ];
    expect((await read({ images: large })).warnings).toEqual([
      expect.stringContaining("'images' has whole numbers beyond 16,777,216, such as 16777217"),
    ]);
  });

  it('throw for pixels that are not finite, with the item and the pixel', async () => {
    // Three items of 2 × 1; the second number of the third is NaN (0x7fc00000).
    const zero = [0, 0, 0, 0];
    const images = [0, 0, 0x0d, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1];
    images.push(...zero, ...zero, ...zero, ...zero, ...zero, 0x7f, 0xc0, 0, 0);
    await expect(read({ images })).rejects.toThrow(/'images' has nan .* at \[2, 1, 0\]/);
  });
});
