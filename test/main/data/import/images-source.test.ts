import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImagesSource } from '#data/import/images-source';
import type { Split } from '#data/dataset';
import type { SourceData } from '#data/import/source-data';
import { importRequestSchema } from '#spec/dataset';
import { put, scratch } from '../helpers';

type Colour = [number, number, number];

function png(rows: number, columns: number, [r, g, b]: Colour): Promise<Buffer> {
  return sharp({
    create: { width: columns, height: rows, channels: 3, background: { r, g, b } },
  })
    .png()
    .toBuffer();
}

async function read(directory: string, options: object = {}): Promise<SourceData> {
  const request = importRequestSchema.parse({ format: 'images', id: 'i', directory, ...options });
  if (request.format !== 'images') throw new Error('no images');
  return readImagesSource(request, () => undefined);
}

/** Label and first bytes of each example, sorted. */
const examples = (split: Split | null, bytes: number): string[] => {
  const image = split?.columns['image'];
  const size = (image?.data.length ?? 0) / (split?.count ?? 1);
  return Array.from({ length: split?.count ?? 0 }, (_, i) =>
    [
      split?.columns['label']?.data[i],
      ...(image?.data.slice(i * size, i * size + bytes) ?? []),
    ].join(),
  ).sort();
};

describe('folders of images', () => {
  it('give classes by name, and pixels of shape rows × columns × channels', async () => {
    const folder = await scratch();
    const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    const drawn = await sharp(pixels, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    await put(folder, 'dog/1.png', drawn);
    await put(folder, 'cat/1.PNG', await png(2, 3, [9, 9, 9]));
    await put(folder, 'cat/notes.txt', 'not an image');
    await put(folder, 'cat/._1.png', 'left by another system');
    const source = await read(folder);
    expect(source.fields).toEqual({
      image: { kind: 'values', shape: [2, 3, 3] },
      label: { kind: 'label', classes: 2, names: ['cat', 'dog'] },
    });
    expect(examples(source.train, 18)).toEqual([
      `0,${Array<number>(18).fill(9).join()}`,
      `1,${pixels.join()}`,
    ]);
    expect(source.test).toBeNull();
  });

  it('may be in train and test', async () => {
    const folder = await scratch();
    for (const [part, shade] of [
      ['train', 10],
      ['test', 20],
    ] as const) {
      await put(folder, `${part}/a/1.png`, await png(1, 1, [shade, 0, 0]));
      await put(folder, `${part}/b/1.png`, await png(1, 1, [shade, 1, 1]));
    }
    const source = await read(folder);
    expect(examples(source.train, 3)).toEqual(['0,10,0,0', '1,10,1,1']);
    expect(examples(source.test, 3)).toEqual(['0,20,0,0', '1,20,1,1']);
    await put(folder, 'test/c/1.png', await png(1, 1, [0, 0, 0]));
    await expect(read(folder)).rejects.toThrow(/'test\/c' is a class that 'train' does not have/);
  });

  it('are converted to grey or colour and to one size', async () => {
    const folder = await scratch();
    const grey = await sharp(Uint8Array.of(128, 128, 128, 128), {
      raw: { width: 2, height: 2, channels: 1 },
    })
      .png()
      .toBuffer();
    await put(folder, 'a/1.png', grey);
    await put(folder, 'b/1.png', await png(4, 6, [200, 200, 200]));
    const one = await read(folder, { size: [3, 2], channels: 1 });
    expect(one.fields['image']).toEqual({ kind: 'values', shape: [3, 2, 1] });
    expect(examples(one.train, 6)).toEqual([
      '0,128,128,128,128,128,128',
      '1,200,200,200,200,200,200',
    ]);
    const three = await read(folder, { size: [1, 1] });
    expect(examples(three.train, 3)).toEqual(['0,128,128,128', '1,200,200,200']);
  });

  it('have black where they are transparent', async () => {
    const folder = await scratch();
    const clear = sharp(Uint8Array.of(255, 255, 255, 0), {
      raw: { width: 1, height: 1, channels: 4 },
    });
    await put(folder, 'a/1.png', await clear.png().toBuffer());
    await put(folder, 'b/1.png', await png(1, 1, [7, 8, 9]));
    expect(examples((await read(folder)).train, 3)).toEqual(['0,0,0,0', '1,7,8,9']);
  });

  it('are shuffled, in the same order each time', async () => {
    const folder = await scratch();
    for (let i = 0; i < 24; i++)
      await put(folder, `${i < 12 ? 'a' : 'b'}/${i + 10}.png`, await png(1, 1, [i, 0, 0]));
    const labels = (source: SourceData): number[] => [
      ...(source.train.columns['label']?.data ?? []),
    ];
    const [first, second] = [await read(folder), await read(folder)];
    expect(new Set(labels(first).slice(16))).toEqual(new Set([0, 1]));
    expect(labels(second)).toEqual(labels(first));
  });

  it('throw with the name of the file', async () => {
    const folder = await scratch();
    await put(folder, 'a/1.png', await png(2, 2, [1, 1, 1]));
    await expect(read(folder)).rejects.toThrow(/has 1 folders; there must be one for each class/);
    await put(folder, 'b/2.png', await png(2, 3, [1, 1, 1]));
    await expect(read(folder)).rejects.toThrow(
      `'${join('b', '2.png')}' is 2 × 3, but the others are 2 × 2 (rows × columns). Choose a size`,
    );
    await put(folder, 'b/2.png', (await png(2, 2, [1, 1, 1])).subarray(0, 50));
    await expect(read(folder)).rejects.toThrow(`'${join('b', '2.png')}' is no image`);
    await put(folder, 'a/0.png', 'x');
    await expect(read(folder)).rejects.toThrow(
      `2 files are no images that can be read: ${join('a', '0.png')}, ${join('b', '2.png')}. Replace or remove them.`,
    );
    await put(folder, 'c/readme.txt', 'x');
    await expect(read(folder)).rejects.toThrow(/The class 'c' has no images/);
    await expect(read(join(folder, 'nowhere'))).rejects.toMatchObject({ kind: 'notFound' });
  });
});
