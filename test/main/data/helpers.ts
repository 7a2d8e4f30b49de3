import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Split } from '#data/dataset';

/** A temporary folder that is removed after the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into the folder and returns its path. */
export async function put(
  folder: string,
  name: string,
  content: Uint8Array | string | readonly number[],
): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Array.isArray(content) ? Uint8Array.from(content) : (content as string));
  return path;
}

/** Three images of 2 × 2, bytes 0 to 11, and their labels 2, 0, 1, written byte by byte. */
export const tinyImages = [
  ...[0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
];
export const tinyLabels = [0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1];

/** `count` examples: the feature is the index of the example, and the classes 0 and 1 alternate. */
export function numbered(count: number): Split {
  return {
    count,
    columns: {
      x: {
        kind: 'values',
        shape: [1],
        data: Float32Array.from({ length: count }, (_, i) => i),
        scale: 1,
      },
      label: {
        kind: 'label',
        classes: 2,
        data: Uint8Array.from({ length: count }, (_, i) => i % 2),
      },
    },
  };
}
