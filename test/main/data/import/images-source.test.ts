import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImagesSource } from '#data/import/images-source';
import type { Split } from '#data/dataset';
import type { SourceData } from '#data/import/source-data';
import { importRequestSchema } from '#spec/dataset';
import { bmpBytes } from '../bmp-bytes';
import { put, scratch } from '../helpers';

type Colour = [number, number, number];

function png(rows: number, columns: number, [r, g, b]: Colour): Promise<Buffer> {
  return sharp({
    create: { width: columns, height: rows, channels: 3, background: { r, g, b } },
  })
    .png()
    .toBuffer();
}

/** One pixel of these channels, before it is written in some format. */
const pixel = (...channels: number[]): Sharp =>
  sharp(Uint8Array.from(channels), {
    raw: { width: 1, height: 1, channels: channels.length as 1 | 2 | 3 | 4 },
  });

async function read(directory: string, options: object = {}): Promise<SourceData> {
  const request = importRequestSchema.parse({ format: 'images', id: 'i', directory, ...options });
  if (request.format !== 'images') throw new Error('no images');
  return readImagesSource(request, () => undefined);
}

/** Label and first bytes of each example, sorted. */
const examples = (split: Split | null | undefined, bytes: number): string[] => {
  const image = split?.columns['image'];
  const size = (image?.data.length ?? 0) / (split?.count ?? 1);
  return Array.from({ length: split?.count ?? 0 }, (_, i) =>
    [
      split?.columns['label']?.data[i],
      ...(image?.data.slice(i * size, i * size + bytes) ?? []),
    ].join(),
  ).sort();
};

/** A folder with an image of one pixel in each of the class folders. */
async function folderOf(images: Record<string, Colour>): Promise<string> {
  const folder = await scratch();
  for (const [name, colour] of Object.entries(images))
    await put(folder, name, await png(1, 1, colour));
  return folder;
}

/** An AVIF file as one whose pixels are compressed by HEVC, as photos of telephones are. */
function asHevc(avif: Buffer): Buffer {
  const [at, data] = [avif.indexOf('av1C') - 4, avif.indexOf('mdat') + 4];
  const size = avif.readUInt32BE(at);
  // The settings of a decoder: 23 bytes.
  const settings = '0101600000009000000000001ef000fcfdf8f800000f00';
  const box = Buffer.from(`0000001f68766343${settings}`, 'hex');
  const added = box.length - size;
  const hevc = Buffer.concat([avif.subarray(0, at), box, avif.subarray(at + size)]);
  for (const name of ['meta', 'iprp', 'ipco']) {
    const start = hevc.indexOf(name) - 4;
    hevc.writeUInt32BE(hevc.readUInt32BE(start) + added, start);
  }
  // Where the pixels begin.
  const place = Buffer.alloc(4);
  place.writeUInt32BE(data);
  const placeAt = hevc.indexOf(place, hevc.indexOf('iloc'));
  hevc.writeUInt32BE(data + added, placeAt);
  return Buffer.from(
    hevc.toString('latin1').replaceAll('av01', 'hvc1').replace('ftypavif', 'ftypheic'),
    'latin1',
  );
}

const two: Record<string, Colour> = { 'a/1.png': [1, 2, 3], 'b/1.png': [4, 5, 6] };
const bothOfTwo = ['0,1,2,3', '1,4,5,6'];

describe('folders of images', () => {
  it('give classes by name, and pixels of shape rows × columns × channels', async () => {
    const folder = await scratch();
    const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    const drawn = await sharp(pixels, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    await put(folder, 'dog/1.png', drawn);
    await put(folder, 'cat/1.PNG', await png(2, 3, [9, 9, 9]));
    const source = await read(folder);
    expect(source.fields).toEqual({
      image: { kind: 'values', shape: [2, 3, 3] },
      label: { kind: 'label', classes: 2, names: ['cat', 'dog'] },
    });
    expect(examples(source.train, 18)).toEqual([
      `0,${Array<number>(18).fill(9).join()}`,
      `1,${pixels.join()}`,
    ]);
    expect([source.validation, source.test]).toEqual([null, null]);
    expect(source.notes).toEqual([]);
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
});

describe('images of several kinds', () => {
  it('are turned upright as the camera says', async () => {
    const folder = await scratch();
    // Upright all are 10 20 above 30 40. EXIF says which side of that the first row and the first column are.
    const stored = [
      [10, 20, 30, 40], // 1: top, left
      [20, 10, 40, 30], // 2: top, right
      [40, 30, 20, 10], // 3: bottom, right
      [30, 40, 10, 20], // 4: bottom, left
      [10, 30, 20, 40], // 5: left, top
      [20, 40, 10, 30], // 6: right, top
      [40, 20, 30, 10], // 7: right, bottom
      [30, 10, 40, 20], // 8: left, bottom
    ];
    for (const [index, pixels] of stored.entries()) {
      const raw = { width: 2, height: 2, channels: 1 } as const;
      const image = sharp(Uint8Array.from(pixels), { raw }).withMetadata({
        orientation: index + 1,
      });
      await put(folder, `${index < 4 ? 'a' : 'b'}/${index}.png`, await image.png().toBuffer());
    }
    const source = await read(folder, { channels: 1 });
    expect(examples(source.train, 4)).toEqual([
      ...Array<string>(4).fill('0,10,20,30,40'),
      ...Array<string>(4).fill('1,10,20,30,40'),
    ]);
  });

  it('show transparent pixels on white or on black, and say so', async () => {
    const folder = await folderOf({ 'b/1.png': [7, 8, 9] });
    await put(folder, 'a/1.png', await pixel(255, 0, 0, 0).png().toBuffer());
    // Half of red on white is 255, 127.5, 127.5.
    await put(folder, 'a/2.png', await pixel(255, 0, 0, 128).png().toBuffer());
    await put(folder, 'a/3.png', await pixel(3, 3, 3, 255).png().toBuffer());
    const white = await read(folder);
    expect(examples(white.train, 3)).toEqual([
      '0,255,127,127',
      '0,255,255,255',
      '0,3,3,3',
      '1,7,8,9',
    ]);
    expect(white.notes).toEqual([
      '2 of 4 images have transparent pixels, which are shown on white.',
    ]);
    const black = await read(folder, { background: 'black' });
    expect(examples(black.train, 3)).toEqual(['0,0,0,0', '0,128,0,0', '0,3,3,3', '1,7,8,9']);
    expect(black.notes?.[0]).toContain('shown on black');
  });

  it('have 8 bits a colour, whatever their files have', async () => {
    const folder = await scratch();
    await put(folder, 'a/grey.png', await pixel(77).png().toBuffer());
    await put(folder, 'a/grey-on-white.png', await pixel(77, 0).png().toBuffer());
    await put(folder, 'a/palette.png', await pixel(10, 20, 30).png({ palette: true }).toBuffer());
    // 257 · 99 of 65,535 is 99 of 255.
    const sixteen = sharp(Uint16Array.of(257 * 99, 257 * 5, 257 * 250), {
      raw: { width: 1, height: 1, channels: 3 },
    });
    const deep = await sixteen.toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    await put(folder, 'b/16.png', deep);
    const inks = await pixel(255, 255, 255).toColourspace('cmyk').tiff().toBuffer();
    expect((await sharp(inks).metadata()).space).toBe('cmyk');
    await put(folder, 'b/inks.tif', inks);
    const source = await read(folder);
    expect(examples(source.train, 3)).toEqual([
      '0,10,20,30',
      '0,255,255,255',
      '0,77,77,77',
      '1,255,255,255',
      '1,99,5,250',
    ]);
    expect(source.notes).toEqual([
      '1 of 5 images has transparent pixels, which are shown on white.',
      '1 of 5 images has 16 bits a colour, of which the upper 8 are kept.',
      '1 of 5 images has CMYK colours, which a standard profile turns into RGB.',
    ]);
  });

  it('have one of these formats, whatever their names say', async () => {
    const folder = await folderOf({ 'b/1.png': [1, 2, 3], 'a/png.jpg': [1, 2, 3] });
    const image = pixel(1, 2, 3);
    await put(folder, 'a/x.webp', await image.webp({ lossless: true }).toBuffer());
    await put(folder, 'a/x.gif', await image.gif().toBuffer());
    await put(folder, 'a/x.TIFF', await image.tiff({ compression: 'none' }).toBuffer());
    await put(folder, 'a/x.avif', await image.avif({ lossless: true }).toBuffer());
    const bmp = bmpBytes({ width: 1, height: 1, bits: 24, rows: [3, 2, 1, 0] });
    await put(folder, 'a/x.bmp', bmp);
    await put(folder, 'a/bmp.png', bmp);
    await put(folder, 'a/without extension', await png(1, 1, [1, 2, 3]));
    await put(folder, 'a/x.dat', await image.jpeg({ quality: 100 }).toBuffer());
    const source = await read(folder);
    expect(source.train.count).toBe(10);
    const values = [...(source.train.columns['image']?.data ?? [])];
    // JPEG and AVIF are inexact.
    values.forEach((value, i) => expect(Math.abs(value - ((i % 3) + 1))).toBeLessThanOrEqual(2));
    expect(source.notes).toEqual([]);
  });

  it('are the first frame of animations, which is said', async () => {
    const folder = await folderOf(two);
    const frames = await sharp([await png(1, 1, [9, 9, 9]), await png(1, 1, [200, 0, 0])], {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    expect((await sharp(frames).metadata()).pages).toBe(2);
    await put(folder, 'a/2.gif', frames);
    const source = await read(folder);
    expect(examples(source.train, 3)).toEqual(['0,1,2,3', '0,9,9,9', '1,4,5,6']);
    expect(source.notes).toEqual([
      '1 of 3 images has several frames or pages, of which the first is taken.',
    ]);
  });
});

describe('the parts of a folder of images', () => {
  it.each([
    ['train', 'val', 'test'],
    ['Training', 'VALIDATION', 'Testing'],
    ['train', 'valid', 'TEST'],
    ['train', 'dev', 'test'],
  ])('are %s, %s and %s', async (train, validation, test) => {
    const folder = await folderOf({
      [`${train}/a/1.png`]: [1, 0, 0],
      [`${train}/b/1.png`]: [2, 0, 0],
      [`${validation}/a/1.png`]: [3, 0, 0],
      [`${test}/b/1.png`]: [4, 0, 0],
    });
    const source = await read(folder);
    expect(examples(source.train, 1)).toEqual(['0,1', '1,2']);
    expect(examples(source.validation, 1)).toEqual(['0,3']);
    expect(examples(source.test, 1)).toEqual(['1,4']);
  });

  it('throw for a class that the training part lacks', async () => {
    const train = { 'train/a/1.png': [1, 1, 1], 'train/b/1.png': [1, 1, 1] } as const;
    const of = async (more: Record<string, Colour>): Promise<SourceData> =>
      read(await folderOf({ ...(train as unknown as Record<string, Colour>), ...more }));
    await expect(of({ 'test/a/1.png': [0, 0, 0], 'test/c/1.png': [0, 0, 0] })).rejects.toThrow(
      "'test/c' is a class that 'train' does not have. Add it there, or remove the folder.",
    );
    await expect(of({ 'val/c/1.png': [0, 0, 0], 'val/d/1.png': [0, 0, 0] })).rejects.toThrow(
      "'val/c', 'val/d' are classes that 'train' does not have. Add them there, or remove the folders.",
    );
  });

  it('throw where one is missing, twice there or empty', async () => {
    await expect(
      read(await folderOf({ 'test/a/1.png': [0, 0, 0], 'test/b/1.png': [0, 0, 0] })),
    ).rejects.toThrow(/has class folders in 'test', but no such folder 'train'/);
    await expect(
      read(await folderOf({ 'train/1.png': [0, 0, 0], 'test/1.png': [0, 0, 0] })),
    ).rejects.toThrow(/'test' and 'train' have no folders of classes/);
    const folder = await folderOf({ 'train/a/1.png': [0, 0, 0], 'train/b/1.png': [0, 0, 0] });
    await mkdir(join(folder, 'val', 'a'), { recursive: true });
    await expect(read(folder)).rejects.toThrow(/val' has no images in folders of classes/);
    await put(folder, 'Training/a/1.png', await png(1, 1, [0, 0, 0]));
    await expect(read(folder)).rejects.toThrow(
      /has two folders for the train part, 'Training' and 'train'/,
    );
  });

  it('do not include a class that is called so', async () => {
    const source = await read(await folderOf({ 'bus/1.png': [1, 1, 1], 'train/1.png': [2, 2, 2] }));
    expect(source.fields['label']).toMatchObject({ names: ['bus', 'train'] });
  });
});

describe('what a folder of images has besides', () => {
  it('is followed where it is a link', async () => {
    const folder = await folderOf({ 'a/1.png': [1, 2, 3] });
    const elsewhere = await folderOf({ 'b/1.png': [4, 5, 6] });
    await symlink(join(elsewhere, 'b'), join(folder, 'b'));
    await symlink(join(elsewhere, 'b', '1.png'), join(folder, 'a', '2.png'));
    await symlink('nowhere', join(folder, 'a', '3.png'));
    const source = await read(folder);
    expect(examples(source.train, 3)).toEqual(['0,1,2,3', '0,4,5,6', '1,4,5,6']);
    expect(source.notes).toEqual([`Left out 1 link that leads nowhere: ${join('a', '3.png')}.`]);
  });

  it('is left out and named', async () => {
    const folder = await folderOf({
      ...two,
      'loose.png': [0, 0, 0],
      'a/inner/2.png': [0, 0, 0],
    });
    await put(folder, 'labels.csv', 'x');
    await put(folder, 'a/read me.txt', 'x');
    await put(folder, 'b/notes.txt', 'x');
    await put(folder, 'b/photo.HEIC', 'x');
    for (const name of ['.DS_Store', 'a/Thumbs.db', 'b/._1.png', '__MACOSX/a/._1.png'])
      await put(folder, name, 'x');
    await mkdir(join(folder, '.ipynb_checkpoints'));
    const source = await read(folder);
    expect(examples(source.train, 3)).toEqual(bothOfTwo);
    expect(source.notes).toEqual([
      `Left out 3 files that are no images (2 .txt, 1 .csv): labels.csv, ${join('a', 'read me.txt')}, ${join('b', 'notes.txt')}.`,
      `Left out 1 picture of a format that is not read: ${join('b', 'photo.HEIC')}.`,
      `Left out 1 folder that is no class: ${join('a', 'inner')}.`,
      'Left out 1 image outside the folders of the classes: loose.png.',
      'Left out 5 hidden files or folders of the system.',
    ]);
  });

  it('may be folders beside those of the parts', async () => {
    const folder = await folderOf({
      'train/a/1.png': [1, 2, 3],
      'train/b/1.png': [4, 5, 6],
      'train/1.png': [0, 0, 0],
      'extra/a/1.png': [0, 0, 0],
    });
    const source = await read(folder);
    expect(examples(source.train, 3)).toEqual(bothOfTwo);
    expect(source.notes).toEqual([
      'Left out 1 folder that is no class: extra.',
      `Left out 1 image outside the folders of the classes: ${join('train', '1.png')}.`,
    ]);
  });

  it('is one class where two systems wrote its name', async () => {
    // é as one character, and as e with an accent that follows it.
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
    const source = await read(
      await folderOf({
        [`train/${composed}/1.png`]: [1, 1, 1],
        'train/tea/1.png': [2, 2, 2],
        [`test/${decomposed}/1.png`]: [3, 3, 3],
      }),
    );
    expect(source.fields['label']).toMatchObject({ names: [composed, 'tea'] });
    expect(examples(source.test, 1)).toEqual(['0,3']);
  });

  it('throws where the classes are not in the folder', async () => {
    const folder = await folderOf({ 'set/a/1.png': [1, 2, 3], 'set/b/1.png': [4, 5, 6] });
    await expect(read(folder)).rejects.toThrow(
      /has only the folder 'set'\. That has folders itself \(a, b\): import '.*set' if they are the classes/,
    );
    await expect(read(await folderOf({ '1.png': [0, 0, 0] }))).rejects.toThrow(
      /has no folders\. There must be one for each class, two at least/,
    );
    await expect(read(await folderOf({ 'a/1.png': [0, 0, 0] }))).rejects.toThrow(
      /has only the folder 'a'\. There must be one for each class, two at least/,
    );
    await expect(read(join(folder, 'nowhere'))).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('throws for all classes without images, and says what their folders have', async () => {
    const folder = await folderOf({ ...two, 'deep/2019/1.png': [0, 0, 0] });
    await put(folder, 'phone/1.heic', 'x');
    await expect(read(folder)).rejects.toThrow(
      /The classes 'deep', 'phone' have no images in '.*'\. Add some, or remove the folders\. Not taken: deep\/2019, phone\/1.heic\./,
    );
  });
});

describe('images that cannot be taken', () => {
  /** Three good images of 2 × 2, one of another size, one that is cut off, one that is empty. */
  async function damaged(): Promise<string> {
    const folder = await scratch();
    // The first image has the size of none of the others.
    await put(folder, 'a/0.png', await png(2, 3, [1, 1, 1]));
    await put(folder, 'a/1.png', await png(2, 2, [1, 1, 1]));
    await put(folder, 'a/2.png', (await png(2, 2, [1, 1, 1])).subarray(0, 50));
    await put(folder, 'b/1.png', await png(2, 2, [2, 2, 2]));
    await put(folder, 'b/2.png', '');
    await put(folder, 'b/3.png', await png(2, 2, [3, 3, 3]));
    return folder;
  }

  it('are all named in one error, with the choice to leave them out', async () => {
    const error: unknown = await read(await damaged()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'validation',
      details: {
        choice: 'skipDamaged',
        files: [
          expect.stringMatching(/^a.2\.png: /) as string,
          `${join('b', '2.png')}: it is empty`,
          `${join('a', '0.png')}: it is 2 × 3, most others are 2 × 2`,
        ],
      },
      message: expect.stringMatching(
        /^3 of 6 images cannot be taken: .*Choose a size to which all are brought, mend or remove those that cannot be read, or leave them out/,
      ) as string,
    });
  });

  it('are left out on request, and named', async () => {
    const source = await read(await damaged(), { skipDamaged: true });
    expect(source.fields['image']).toEqual({ kind: 'values', shape: [2, 2, 3] });
    expect(examples(source.train, 1)).toEqual(['0,1', '1,2', '1,3']);
    expect(source.notes).toEqual([
      expect.stringMatching(
        /^Left out 3 images that cannot be read or have another size: 'a.2.png' \(.+\), 'b.2.png' \(it is empty\), 'a.0.png' \(it is 2 × 3, most others are 2 × 2\)\.$/,
      ),
    ]);
  });

  it('do not include those of another size where a size is given', async () => {
    const source = await read(await damaged(), { skipDamaged: true, size: [1, 1] });
    expect(examples(source.train, 1)).toEqual(['0,1', '0,1', '1,2', '1,3']);
  });

  it('throw where nothing of a class or a part is left without them', async () => {
    const folder = await folderOf({ ...two, 'c/1.png': [0, 0, 0] });
    await put(folder, 'b/1.png', 'x');
    await put(folder, 'c/1.png', 'x');
    await expect(read(folder, { skipDamaged: true })).rejects.toThrow(
      /Of the classes 'b', 'c' no training image is left, because all are damaged/,
    );
    const parts = await folderOf({ 'train/a/1.png': [1, 1, 1], 'train/b/1.png': [1, 1, 1] });
    await put(parts, 'val/a/1.png', 'x');
    await expect(read(parts, { skipDamaged: true })).rejects.toThrow(
      /Of the validation part no image is left/,
    );
  });

  it('are described in words of their own, whatever the library says', async () => {
    const folder = await folderOf(two);
    const noise = Buffer.from(Array.from({ length: 48 * 48 * 3 }, (_, i) => (i * i * 7) % 256));
    const image = sharp(noise, { raw: { width: 48, height: 48, channels: 3 } });
    const [whole, jpeg] = [await image.png().toBuffer(), await image.jpeg().toBuffer()];
    const wrong = Buffer.from(whole);
    wrong.fill(0x5a, 200, 240);
    await put(folder, 'a/cut.png', whole.subarray(0, whole.length / 2));
    await put(folder, 'a/cut.jpg', jpeg.subarray(0, jpeg.length / 2));
    await put(folder, 'a/wrong.png', wrong);
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    // The height and the width that it claims to have.
    await put(folder, 'b/huge.jpg', Buffer.from(jpeg).fill(0xf0, frame + 5, frame + 9));
    const error: unknown = await read(folder).catch((thrown: unknown) => thrown);
    const { files } = (error as { details: { files: string[] } }).details;
    expect(files.sort()).toEqual([
      'a/cut.jpg: it is damaged or cut off',
      'a/cut.png: it is damaged or cut off',
      'a/wrong.png: it is damaged or cut off',
      'b/huge.jpg: it has more than 16,383 × 16,383 pixels',
    ]);
  });

  it('include whole ones in a compression that is not read', async () => {
    const folder = await folderOf(two);
    await put(folder, 'a/photo.jpg', asHevc(await pixel(1, 2, 3).resize(64, 64).avif().toBuffer()));
    await expect(read(folder)).rejects.toThrow(
      /'a.photo.jpg' \(its compression, such as HEVC in HEIC photos, is not read\)/,
    );
  });

  it('include documents that are called images', async () => {
    const folder = await folderOf(two);
    await put(folder, 'a/2.jpg', '<!DOCTYPE html><html></html>');
    await put(folder, 'a/3.jpg', '%PDF-1.4');
    await expect(read(folder)).rejects.toThrow(
      /'a.2.jpg' \(it is no image of a format that is read\), 'a.3.jpg' \(it is a PDF document\)/,
    );
  });

  it('include those whose pixels are no whole numbers', async () => {
    const folder = await folderOf(two);
    // A TIFF of one pixel, the float 0.5: little-endian, with nine tags (name, type, count, value) at byte 8.
    const tags = [
      ...[
        [256, 3, 1, 1],
        [257, 3, 1, 1],
        [258, 3, 1, 32],
        [259, 3, 1, 1],
        [262, 3, 1, 1],
      ],
      ...[
        [273, 4, 1, 126],
        [278, 3, 1, 1],
        [279, 4, 1, 4],
        [339, 3, 1, 3],
      ],
    ];
    const tiff = Buffer.alloc(130);
    tiff.write('II*\0', 'latin1');
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(tags.length, 8);
    tags.forEach(([tag = 0, type = 0, count = 0, value = 0], index) => {
      const at = 10 + 12 * index;
      tiff.writeUInt16LE(tag, at);
      tiff.writeUInt16LE(type, at + 2);
      tiff.writeUInt32LE(count, at + 4);
      tiff.writeUInt32LE(value, at + 8);
    });
    tiff.writeFloatLE(0.5, 126);
    await put(folder, 'a/2.tif', tiff);
    await expect(read(folder)).rejects.toThrow(
      /'a.2.tif' \(its pixels are numbers of the type float, not of 8 or 16 bits\)/,
    );
  });
});
