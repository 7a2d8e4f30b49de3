import { mkdtemp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fetchWheel } from '#tensorflow/runtime/download';
import type { RunOptions, RunResult } from '#tensorflow/runtime/machine';
import type { Wheel } from '#tensorflow/runtime/wheels';
import { fakeMachine, fakePython, runResult } from './fake-machine';
import { recipeOf } from './fake-wheel';

const bytes = Buffer.from('a wheel');
const [wheel] = recipeOf(bytes).wheels as [Wheel];
let folder: string;
let calls: { args: string[]; requirements: string; temporary?: string }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
  calls = [];
});

/** Runs `fetchWheel` with a fake pip that returns the answers one after another. */
function fetch(...answers: (Buffer | RunResult)[]): Promise<string> {
  const pip = async (args: string[], options: RunOptions): Promise<RunResult> => {
    const requirements = await readFile(args.at(-1) as string, 'utf8');
    calls.push({ args, requirements, temporary: options.env?.TMPDIR });
    const answer = answers[calls.length - 1];
    if (!answer) throw new Error('pip was called too often');
    if (!Buffer.isBuffer(answer)) return answer;
    const dest = args[args.indexOf('--dest') + 1] as string;
    await mkdir(dest, { recursive: true });
    await writeFile(join(dest, wheel.file), answer);
    return runResult('');
  };
  return fetchWheel(wheel, folder, {
    machine: fakeMachine({}, { python3: fakePython(pip) }),
    python: '/usr/bin/python3',
    pipPlatforms: ['any'],
  });
}

describe('fetchWheel', () => {
  it('calls pip with the pinned version and hash, and leaves only the wheel', async () => {
    const file = await fetch(bytes);
    expect(await readFile(file)).toEqual(bytes);
    expect(await readdir(folder)).toEqual([wheel.file]);
    expect(calls[0]?.requirements).toBe(`tensorflow-cpu==2.18.1 --hash=sha256:${wheel.sha256}\n`);
    expect(calls[0]?.args).toContain('--require-hashes');
    // TMPDIR is on the disk of the cache, because /tmp may be small, and its size is polled.
    expect(calls[0]?.temporary?.startsWith(folder)).toBe(true);
  });

  it('reuses an intact wheel', async () => {
    await writeFile(join(folder, wheel.file), bytes);
    await fetch();
    expect(calls).toHaveLength(0);
  });

  it('downloads a truncated or corrupt wheel again', async () => {
    await writeFile(join(folder, wheel.file), bytes.subarray(0, 3));
    await fetch(bytes);
    expect(calls).toHaveLength(1);
    await writeFile(join(folder, wheel.file), 'a whale');
    expect(await readFile(await fetch(bytes, bytes))).toEqual(bytes);
  });

  it('retries a corrupt download once', async () => {
    const mismatch = runResult('', 1, 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM ...');
    expect(await readFile(await fetch(mismatch, bytes))).toEqual(bytes);
    expect(await readFile(await fetch())).toEqual(bytes);
    calls = [];
    await writeFile(join(folder, wheel.file), 'other');
    await expect(fetch(mismatch, mismatch)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('damaged twice') as string,
    });
    expect(await readdir(folder)).toEqual([]);
    calls = [];
    await expect(fetch(Buffer.from('x'), Buffer.from('y'))).rejects.toThrow('damaged twice');
  });

  it.each([
    [
      'network',
      "WARNING: Retrying after connection broken by 'NewConnectionError(... Temporary failure in name resolution)'\nERROR: No matching distribution found for tensorflow-cpu==2.18.1",
      'check the network and proxy',
    ],
    [
      'disk',
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
      'disk became full',
    ],
    [
      'mirror',
      'ERROR: No matching distribution found for tensorflow-cpu==2.18.1',
      'let pip use the Python Package Index',
    ],
    ['anything else', 'ERROR: something odd', 'something odd'],
  ])('explains a failure of pip: %s', async (_what, stderr, sentence) => {
    await expect(fetch(runResult('', 1, stderr))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(sentence) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
