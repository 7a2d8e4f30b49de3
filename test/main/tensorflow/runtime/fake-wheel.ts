import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Recipe, Wheel } from '#tensorflow/runtime/wheels';

/** A zip file of uncompressed files, written by the specification of the format. */
export function zipOf(files: Record<string, string>, mode = 0o644): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(mode * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), common, tail, name);
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), common, name, data);
    offset += 4 + common.length + name.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

export const LIBRARIES = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
];

/** The files of a wheel like that of TensorFlow, and one that the runtime does not need. */
export const WHEEL_FILES: Record<string, string> = {
  'tensorflow/libtensorflow_cc.so.2': 'the big library',
  'tensorflow/libtensorflow_framework.so.2': 'the other library',
  'tensorflow/include/tensorflow/c/c_api.h': '// header',
  'tensorflow/python/keras.py': 'unneeded',
};

/** The description of a wheel with the given content. */
export function wheelOf(name: string, bytes: Buffer): Wheel {
  return {
    name,
    version: '2.18.1',
    file: `${name.replaceAll('-', '_')}-2.18.1-py3-none-any.whl`,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** A recipe with one wheel of the given content. */
export function recipeOf(bytes: Buffer): Recipe {
  const wheel = wheelOf('tensorflow-cpu', bytes);
  return {
    tensorflow: '2.18.1',
    variant: 'cpu',
    platform: 'linux',
    arch: 'x64',
    wheels: [wheel],
    pipPlatforms: ['any'],
    libraries: LIBRARIES,
    unpackedBytes: 1000,
  };
}

/** Writes the recipe's wheel into a folder. */
export async function putWheel(recipe: Recipe, folder: string, bytes: Buffer): Promise<void> {
  await writeFile(join(folder, (recipe.wheels[0] as Wheel).file), bytes);
}
