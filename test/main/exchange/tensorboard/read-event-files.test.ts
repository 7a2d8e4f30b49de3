import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeScalar } from '#exchange/tensorboard/encode-event';
import { describeLeftOut, type EventRun } from '#exchange/tensorboard/event-run';
import { readEventFiles } from '#exchange/tensorboard/read-event-files';
import { encodeRecord } from '#exchange/tensorboard/records';
import { WorkbenchError } from '#spec/errors';
import { emptyFolder } from '../../storage/helpers';

/** Written by fixtures/write_event_files.py. */
const fixtures = fileURLToPath(new URL('../fixtures/event-files', import.meta.url));
const start = 1_700_000_000;

async function readFixtures(): Promise<Map<string, EventRun>> {
  return new Map((await readEventFiles(fixtures)).map((run) => [run.name, run]));
}

function valuesOf(run: EventRun | undefined, tag: string): [number, number][] {
  const { step, value } = run?.scalars.get(tag) ?? { step: [], value: [] };
  return Array.from(step, (at, row) => [at, value[row] ?? NaN]);
}

/** An event file with a scalar for each of these steps. */
async function writeSteps(path: string, steps: readonly number[]): Promise<void> {
  const records = steps.map((step) =>
    encodeRecord(encodeScalar({ tag: 'loss', step, wallTime: start, value: step })),
  );
  await writeFile(path, Buffer.concat(records));
}

describe('readEventFiles', () => {
  it('finds the folders that have event files', async () => {
    const runs = await readFixtures();
    expect([...runs.keys()]).toEqual(['pytorch', 'pytorch/purged', 'tensorflow/train']);
    expect(runs.get('pytorch')?.files.map((file) => file.slice(-15))).toEqual([
      '1700000000.host',
      '1700000100.host',
    ]);
  });

  it("reads PyTorch's scalars, where a second start replaces the steps from which it goes on", async () => {
    const run = (await readFixtures()).get('pytorch');
    const float = Math.fround;
    expect(valuesOf(run, 'Loss/train')).toEqual([
      [0, 1],
      [1, 0.5],
      [2, float(1 / 3)],
      [3, -0.25],
      [4, float(-0.2)],
    ]);
    expect(run?.replaced).toBe(3);
    expect([...(run?.scalars.get('Loss/train')?.wallTime ?? [])]).toEqual(
      [0, 1, 2, 3, 4].map((step) => start + step),
    );
    expect(valuesOf(run, 'Loss/exact')).toEqual([
      [0, 1],
      [1, 1 / 2],
      [2, 1 / 3],
    ]);
    expect(valuesOf(run, 'special').map(([, value]) => value)).toEqual([
      NaN,
      Infinity,
      -Infinity,
      0,
    ]);
  });

  it("forgets what was written after the step of SummaryWriter's purge_step", async () => {
    const run = (await readFixtures()).get('pytorch/purged');
    expect(valuesOf(run, 'kept')).toEqual([
      [0, 0],
      [1, 1],
      [2, 20],
    ]);
    expect(valuesOf(run, 'only before')).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(run?.replaced).toBe(4);
  });

  it('reads the tensors of TensorFlow 2', async () => {
    const run = (await readFixtures()).get('tensorflow/train');
    expect(valuesOf(run, 'epoch_loss')).toEqual([
      [0, 1],
      [1, 0.5],
      [2, Math.fround(1 / 3)],
    ]);
  });

  it('counts what is no scalar', async () => {
    const run = (await readFixtures()).get('pytorch');
    expect([...(run?.scalars.keys() ?? [])]).toEqual(['Loss/train', 'Loss/exact', 'special']);
    expect(run && describeLeftOut(run)).toBe(
      '1 value of images, 1 value of histograms, 1 value of text, 1 value of hparams, 1 value of graphs',
    );
  });

  it('reads one file, and the folder itself under the name of a dot', async () => {
    const folder = join(fixtures, 'tensorflow', 'train');
    const [ofFolder, ...others] = await readEventFiles(folder);
    expect([ofFolder?.name, others]).toEqual(['.', []]);
    const [ofFile] = await readEventFiles(ofFolder?.files[0] ?? '');
    expect(ofFile).toEqual(ofFolder);
  });

  it('reads a file up to a record that is being written', async () => {
    const path = join(await emptyFolder(), 'events.out.tfevents.1.host');
    await writeSteps(path, [1, 2]);
    await appendFile(path, encodeRecord(Buffer.from('incomplete')).subarray(0, 20));
    expect(valuesOf((await readEventFiles(path))[0], 'loss')).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('follows no links to folders, and says where no event file is', async () => {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'inner'));
    await symlink(folder, join(folder, 'inner', 'circle'));
    await writeFile(join(folder, 'inner', 'notes.txt'), '');
    await expect(readEventFiles(folder)).rejects.toThrow(
      /There are no event files of TensorBoard in '.*'tfevents'/,
    );
    await expect(readEventFiles(join(folder, 'inner', 'notes.txt'))).rejects.toThrow('no event');
    await expect(readEventFiles(join(folder, 'missing'))).rejects.toThrow('There is no folder');
    await writeSteps(join(folder, 'inner', 'events.out.tfevents.1.host'), [1]);
    expect((await readEventFiles(folder)).map(({ name }) => name)).toEqual(['inner']);
  });

  it('says that a record with the right checksum is no event', async () => {
    const path = join(await emptyFolder(), 'events.out.tfevents.1.host');
    await writeSteps(path, [1]);
    const { length } = await readFile(path);
    // A field of bytes that would be longer than the record.
    await appendFile(path, encodeRecord(Buffer.from([0x2a, 0x7f, 1])));
    await expect(readEventFiles(path)).rejects.toThrow(
      new RegExp(`tfevents\\.1\\.host' is damaged at byte ${length}:`),
    );
  });

  it('names the record in which a byte is changed, whichever it is', async () => {
    const original = await readFile(
      join(fixtures, 'pytorch/purged/events.out.tfevents.1700000000.host'),
    );
    const path = join(await emptyFolder(), 'events.out.tfevents.1.host');
    let record = 0;
    for (let at = 0; at < original.length; at += 1) {
      const end = record + 16 + original.readUInt32LE(record);
      if (at === end) record = end;
      const changed = Buffer.from(original);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, changed);
      const error: unknown = await readEventFiles(path).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(WorkbenchError);
      expect((error as WorkbenchError).message).toContain(`.1.host' is damaged at byte ${record}:`);
    }
  });

  it('gives nothing but events or an error for users for any record with the right checksum', async () => {
    const record = Buffer.from(encodeScalar({ tag: 'loss', step: 7, wallTime: start, value: 1 }));
    const path = join(await emptyFolder(), 'events.out.tfevents.1.host');
    for (let at = 0; at < record.length; at += 1)
      for (let byte = 0; byte < 256; byte += 17) {
        const changed = Buffer.from(record);
        changed[at] = byte;
        await writeFile(path, encodeRecord(changed));
        const outcome = await readEventFiles(path).catch((error: unknown) => error);
        if (!Array.isArray(outcome)) expect(outcome).toBeInstanceOf(WorkbenchError);
      }
  });
});
