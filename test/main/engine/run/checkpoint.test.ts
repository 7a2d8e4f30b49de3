import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  isCheckpointDamaged,
  loadCheckpoint,
  loadWeights,
  saveCheckpoint,
  type CheckpointParts,
  type TrainingState,
} from '#engine/run/checkpoint';
import { decodeSafetensors, encodeSafetensors } from '#engine/run/safetensors';
import { TrainStep } from '#engine/step/train-step';
import type { WorkbenchError } from '#spec/errors';
import { inferUpdateWindows } from '#spec/update-windows';
import { checkpointsDirectory, listCheckpoints } from '#storage/checkpoints';
import { tf, type Variable } from '#tensorflow/backend/tf';
import { applyMutant, drawFileMutants } from '../../../faults/mutants';
import { withFault, type Fault, type FilePromises } from '../../files/faulty-files';
import { powerCutStates, writeTree } from '../../files/power-cut';
import { latestCheckpoint } from '../../storage/helpers';
import { experiment, network, numbers, onPlainCpu, symbolFields, oneLayerModel } from '../helpers';

vi.mock('node:fs/promises', async (original) => {
  const { recordedFiles } = await import('../../files/power-cut');
  return (await import('../../files/faulty-files')).faultyFiles(
    recordedFiles(await original<FilePromises>()),
  );
});

onPlainCpu();

let run = '';
let directory = '';
const made: (() => void)[] = [];
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'dni-checkpoint-'));
  directory = checkpointsDirectory(run);
});
afterEach(async () => {
  for (const dispose of made.splice(0)) dispose();
  await rm(run, { recursive: true });
});

/** A layer in its own module and a recurrent core with the auxiliary task: a model with everything that is saved. */
function recurrentParts(units = 3): CheckpointParts {
  const spec = experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        a: { kind: 'dense', units: 2, batchNorm: true },
        b: { kind: 'rnn', units },
        out: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'symbol' },
      },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
        {
          from: 'b',
          to: 'b',
          delay: 1,
          decoupled: { synthesizer: { hidden: [] }, auxiliary: true },
        },
        { from: 'b', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
    task: { kind: 'sequence', dataset: 'd' },
    training: { steps: 12, batch: 2, unroll: 2, optimizer: { kind: 'adam', rate: 0.1 } },
  });
  const built = network(spec, symbolFields);
  const step = new TrainStep(built, spec.training, inferUpdateWindows(spec));
  made.push(() => {
    step.dispose();
    built.dispose();
  });
  return { network: built, optimizers: step.optimizers, recurrentState: step.recurrentState };
}

/** One layer on a set of examples: nothing is carried between steps. */
function plainParts(): CheckpointParts {
  const spec = experiment({
    model: oneLayerModel,
    training: { steps: 12, batch: 2, optimizer: { kind: 'momentum', rate: 0.1 } },
  });
  const built = network(spec, numbers(2));
  const step = new TrainStep(built, spec.training, inferUpdateWindows(spec));
  made.push(() => {
    step.dispose();
    built.dispose();
  });
  return { network: built, optimizers: step.optimizers, recurrentState: step.recurrentState };
}

interface Named {
  name: string;
  variable: Variable;
}

const groups = ({
  network: net,
  optimizers,
  recurrentState,
}: CheckpointParts): Record<string, Named[]> => ({
  weights: net.parameters.all(),
  slots: [...optimizers.values()].flatMap((optimizer) => optimizer.slots()),
  memory: [...recurrentState.all()],
});

/** Sets all numbers of the parts to different values: `from`, `from + 1`, `from + 2` and so on. */
function fill(parts: CheckpointParts, from: number): void {
  let next = from;
  for (const { variable } of Object.values(groups(parts)).flat()) {
    const values = Array.from({ length: variable.size }, () => next++);
    const tensor = tf.tensor(values, variable.shape, 'float32');
    variable.assign(tensor);
    tensor.dispose();
  }
  for (const optimizer of parts.optimizers.values()) optimizer.count = next++;
}

/** Everything that a checkpoint must restore, as plain numbers. */
function valuesOf(parts: CheckpointParts): Record<string, Record<string, unknown>> {
  const ofGroup = (list: Named[]): Record<string, number[]> =>
    Object.fromEntries(list.map(({ name, variable }) => [name, [...variable.dataSync()]]));
  const { weights = [], slots = [], memory = [] } = groups(parts);
  return {
    weights: ofGroup(weights),
    slots: ofGroup(slots),
    memory: ofGroup(memory),
    counts: Object.fromEntries([...parts.optimizers].map(([id, { count }]) => [id, count])),
  };
}

/** A state for the parts; `mark` makes the states of different saves different. */
function stateOf({ optimizers }: CheckpointParts, step: number, mark: number): TrainingState {
  return {
    version: 2,
    step,
    seconds: mark + 0.5,
    read: 3 * mark,
    ticks: 2,
    supply: { kind: 'set', batches: { epochStart: [1, -2, 3, mark], offset: 7 } },
    generators: { updates: [mark, 5, 6, 7], dropout: [8, 9, 10, -mark] },
    updates: Object.fromEntries([...optimizers].map(([id, { count }]) => [id, count])),
  };
}

/** Makes a checkpoint one of version 0.1.0, which wrote no checksums. */
const removeChecksums = (folder: string): Promise<void> => rm(join(folder, 'SHA256SUMS'));

const errorOf = (promise: Promise<unknown>): Promise<WorkbenchError> =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: WorkbenchError) => error,
  );

describe('a checkpoint', () => {
  it.each([
    { title: 'a recurrent model', parts: () => recurrentParts() },
    { title: 'a model without recurrent state', parts: plainParts },
  ])(
    'restores weights, slots, recurrent state, counts and training state of $title',
    async ({ parts }) => {
      const [saved, loaded] = [parts(), parts()];
      fill(saved, 100);
      fill(loaded, 5000);
      const state = stateOf(saved, 40, 11);
      await saveCheckpoint(directory, saved, state);
      const expected = valuesOf(saved);
      expect(await loadCheckpoint(directory, 40, loaded)).toEqual(state);
      expect(valuesOf(loaded)).toEqual(expected);
      // Saving changes no variable, and the file is the state as JSON.
      expect(valuesOf(saved)).toEqual(expected);
      expect(JSON.parse(await readFile(join(directory, '40', 'state.json'), 'utf8'))).toEqual(
        state,
      );
    },
  );

  it('has its arrays under the names in the graph, with every number in its place', async () => {
    const parts = plainParts();
    fill(parts, 100);
    await saveCheckpoint(directory, parts, stateOf(parts, 40, 11));
    expect((await readdir(join(directory, '40'))).sort()).toEqual([
      'SHA256SUMS',
      'optimizer.safetensors',
      'state.json',
      'weights.safetensors',
    ]);
    const arrays = async (file: string): Promise<unknown> => [
      ...decodeSafetensors(await readFile(join(directory, '40', file)), file).values(),
    ];
    expect(await arrays('weights.safetensors')).toEqual([
      { name: 'a/kernel', shape: [2, 1], values: Float32Array.of(100, 101) },
      { name: 'a/bias', shape: [1], values: Float32Array.of(102) },
    ]);
    expect(await arrays('optimizer.safetensors')).toEqual([
      { name: 'a/kernel/velocity', shape: [2, 1], values: Float32Array.of(103, 104) },
      { name: 'a/bias/velocity', shape: [1], values: Float32Array.of(105) },
    ]);
  });

  it('saves the recurrent state and the messages of two windows under their names', async () => {
    const parts = recurrentParts();
    await saveCheckpoint(directory, parts, stateOf(parts, 1, 1));
    const file = await readFile(join(directory, '1', 'memory.safetensors'));
    const shapes = [...decodeSafetensors(file, 'm').values()].map(({ name, shape }) => [
      name,
      shape,
    ]);
    // Two streams; a window is one step of two ticks, for which the layer sends 2 · 2 rows of 2 numbers.
    expect(shapes).toEqual([
      ['state|b->b', [2, 3]],
      ['past|b|0|state|b->b', [2, 3]],
      ['past|b|0|sent|a->b|0', [4, 2]],
      ['past|b|1|state|b->b', [2, 3]],
      ['past|b|1|sent|a->b|0', [4, 2]],
    ]);
  });

  it('replaces one of the same step, and leaves those of other steps unchanged', async () => {
    const [first, second, third] = [recurrentParts(), recurrentParts(), recurrentParts()];
    const loaded = recurrentParts();
    [first, second, third].forEach((parts, index) => fill(parts, 1000 * (index + 1)));
    await saveCheckpoint(directory, first, stateOf(first, 10, 1));
    await saveCheckpoint(directory, second, stateOf(second, 20, 2));
    await saveCheckpoint(directory, third, stateOf(third, 20, 3));
    expect((await loadCheckpoint(directory, 20, loaded)).seconds).toBe(3.5);
    expect(valuesOf(loaded)).toEqual(valuesOf(third));
    expect((await loadCheckpoint(directory, 10, loaded)).seconds).toBe(1.5);
    expect(valuesOf(loaded)).toEqual(valuesOf(first));
    expect((await readdir(directory)).sort()).toEqual(['10', '20']);
  });

  it('can be loaded without anything but its weights', async () => {
    const [saved, loaded] = [recurrentParts(), recurrentParts()];
    fill(saved, 100);
    fill(loaded, 5000);
    await saveCheckpoint(directory, saved, stateOf(saved, 40, 11));
    const before = valuesOf(loaded);
    await loadWeights(directory, 40, loaded.network);
    expect(valuesOf(loaded)).toEqual({ ...before, weights: valuesOf(saved)['weights'] });
  });

  it('leaves variables unchanged that an earlier version did not save', async () => {
    const [saved, loaded] = [recurrentParts(), recurrentParts()];
    fill(saved, 100);
    fill(loaded, 5000);
    await saveCheckpoint(directory, saved, stateOf(saved, 40, 11));
    const before = valuesOf(loaded)['memory'];
    const file = join(directory, '40', 'memory.safetensors');
    const arrays = [...decodeSafetensors(await readFile(file), file).values()];
    const older = arrays.filter(({ name }) => !name.includes('|sent|'));
    await writeFile(file, encodeSafetensors(older));
    await removeChecksums(join(directory, '40'));
    await loadCheckpoint(directory, 40, loaded);
    const after = valuesOf(loaded)['memory'] ?? {};
    for (const name of Object.keys(after)) {
      const from = name.includes('|sent|') ? before : valuesOf(saved)['memory'];
      expect(after[name], name).toEqual(from?.[name]);
    }
  });
});

describe('the checksums of a checkpoint', () => {
  const files = [
    'state.json',
    'weights.safetensors',
    'optimizer.safetensors',
    'memory.safetensors',
  ] as const;

  it('are those of all its files, as `sha256sum` writes them', async () => {
    const parts = recurrentParts();
    await saveCheckpoint(directory, parts, stateOf(parts, 40, 11));
    const folder = join(directory, '40');
    const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8');
    const names = sums.split('\n').map((line) => line.slice(66));
    expect(names.filter(Boolean).sort()).toEqual([...files].sort());
    const { status, error } = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder });
    if (!error) expect(status).toBe(0);
  });

  it.each(files)('find a byte of %s that differs, and nothing is changed', async (file) => {
    const parts = recurrentParts();
    await saveCheckpoint(directory, parts, stateOf(parts, 40, 11));
    const path = join(directory, '40', file);
    const bytes = await readFile(path);
    // Of a number in the middle of the file, the lowest bit.
    const at = bytes.length - 4;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
    fill(parts, 5000);
    const before = valuesOf(parts);
    const error = await errorOf(loadCheckpoint(directory, 40, parts));
    expect(error.message).toBe(
      `The file '${path}' is damaged: its content does not have the checksum in 'SHA256SUMS'. Resume from an earlier checkpoint.`,
    );
    expect(isCheckpointDamaged(error)).toBe(true);
    expect(valuesOf(parts)).toEqual(before);
  });
});

describe('a checkpoint that cannot be loaded', () => {
  /** Without checksums, which would find any damage before anything else is looked at. */
  const saved = async (parts = recurrentParts()): Promise<string> => {
    await saveCheckpoint(directory, parts, stateOf(parts, 40, 11));
    await removeChecksums(join(directory, '40'));
    return join(directory, '40');
  };

  it.each(['state.json', 'weights.safetensors', 'optimizer.safetensors', 'memory.safetensors'])(
    'names %s where it is missing',
    async (file) => {
      const folder = await saved();
      await rm(join(folder, file));
      expect(await errorOf(loadCheckpoint(directory, 40, recurrentParts()))).toMatchObject({
        name: 'WorkbenchError',
        kind: 'notFound',
        message: `The checkpoint '${folder}' lacks its '${file}'. Resume from an earlier checkpoint.`,
      });
    },
  );

  it('names its folder where there is none', async () => {
    const folder = join(directory, '7');
    const message = (file: string): string =>
      `The checkpoint '${folder}' lacks its '${file}'. Resume from an earlier checkpoint.`;
    expect(await errorOf(loadCheckpoint(directory, 7, plainParts()))).toMatchObject({
      kind: 'notFound',
      message: message('state.json'),
    });
    expect(await errorOf(loadWeights(directory, 7, plainParts().network))).toMatchObject({
      kind: 'notFound',
      message: message('weights.safetensors'),
    });
  });

  it('names its version where that is another one', async () => {
    const folder = await saved();
    const file = join(folder, 'state.json');
    const state = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...state, version: 3 }));
    const parts = recurrentParts();
    fill(parts, 5000);
    const before = valuesOf(parts);
    expect(await errorOf(loadCheckpoint(directory, 40, parts))).toMatchObject({
      kind: 'validation',
      message: `The checkpoint '${folder}' is of version 3; this program reads version 2. Update the program to resume from it.`,
    });
    expect(valuesOf(parts)).toEqual(before);
  });

  it.each([
    { title: 'cut off', text: (state: string) => state.slice(0, -20), what: 'it is not JSON' },
    { title: 'empty', text: () => '', what: 'it is not JSON' },
    { title: 'null', text: () => 'null', what: 'it has no version' },
    {
      title: 'without the update counts',
      text: (state: string) => JSON.stringify({ ...(JSON.parse(state) as object), updates: null }),
      what: "'updates' does not fit the format",
    },
    {
      title: 'without the step',
      text: (state: string) => JSON.stringify({ ...(JSON.parse(state) as object), step: '40' }),
      what: "'step' does not fit the format",
    },
  ])('names the state where it is $title, and changes no variable', async ({ text, what }) => {
    const file = join(await saved(), 'state.json');
    await writeFile(file, text(await readFile(file, 'utf8')));
    const parts = recurrentParts();
    fill(parts, 5000);
    const before = valuesOf(parts);
    const error = await errorOf(loadCheckpoint(directory, 40, parts));
    expect(error).toMatchObject({ name: 'WorkbenchError', kind: 'validation' });
    expect(error.message).toBe(
      `The state in '${file}' is damaged: ${what}. Resume from an earlier checkpoint.`,
    );
    expect(valuesOf(parts)).toEqual(before);
  });

  it('says that it belongs to another model, by the name or the shape that does not fit', async () => {
    const folder = await saved(plainParts());
    const conflict = (what: string): object => ({
      kind: 'conflict',
      message: `The checkpoint '${folder}' has ${what}. It belongs to another model: start a new run instead.`,
    });
    expect(await errorOf(loadCheckpoint(directory, 40, recurrentParts()))).toMatchObject(
      conflict("'a/kernel' in shape [2, 1]; the model wants [3, 2]"),
    );
    await saved(recurrentParts(3));
    expect(await errorOf(loadCheckpoint(directory, 40, recurrentParts(4)))).toMatchObject(
      conflict("'b/kernel' in shape [2, 3]; the model wants [2, 4]"),
    );
    const file = join(folder, 'weights.safetensors');
    const arrays = [...decodeSafetensors(await readFile(file), file).values()];
    await writeFile(file, encodeSafetensors(arrays.filter(({ name }) => name !== 'out/bias')));
    expect(await errorOf(loadCheckpoint(directory, 40, recurrentParts(3)))).toMatchObject(
      conflict("no 'out/bias'; the model wants [3]"),
    );
  });

  it.each(['weights.safetensors', 'optimizer.safetensors', 'memory.safetensors'])(
    'names %s where its end is cut off',
    async (file) => {
      const path = join(await saved(), file);
      await writeFile(path, (await readFile(path)).subarray(0, -1));
      const error = await errorOf(loadCheckpoint(directory, 40, recurrentParts()));
      expect(error).toMatchObject({ name: 'WorkbenchError', kind: 'validation' });
      expect(error.message).toContain(`The weights in '${path}' are damaged: '`);
      expect(error.message).toContain('Resume from an earlier checkpoint.');
    },
  );
});

describe('a damaged file of a checkpoint', () => {
  const mutants = drawFileMutants(2000, 20261203);

  /** Damages one file after the other, loads each time, and gives what came of it to `check`. */
  async function loadEach(
    hasChecksums: boolean,
    check: (error: unknown, isLoaded: boolean, where: string) => void,
  ): Promise<void> {
    const [saved, loaded] = [recurrentParts(), recurrentParts()];
    fill(saved, 100);
    const state = stateOf(saved, 40, 11);
    await saveCheckpoint(directory, saved, state);
    const folder = join(directory, '40');
    if (!hasChecksums) await removeChecksums(folder);
    const files = await readdir(folder);
    fill(loaded, 5000);
    const before = valuesOf(loaded);
    for (const [index, mutant] of mutants.entries()) {
      const file = files[index % files.length] ?? '';
      const path = join(folder, file);
      const content = await readFile(path);
      const damaged = applyMutant(mutant, content);
      await rm(path);
      if (damaged) await writeFile(path, damaged);
      else if (mutant.kind === 'folder') await mkdir(path);
      const where = `${file}: ${JSON.stringify(mutant).slice(0, 500)}`;
      let error: unknown = null;
      try {
        const found = await loadCheckpoint(directory, 40, loaded);
        const isSame =
          isDeepStrictEqual(valuesOf(loaded), valuesOf(saved)) && isDeepStrictEqual(found, state);
        check(null, isSame, where);
        fill(loaded, 5000);
      } catch (thrown) {
        error = thrown;
      }
      if (error !== null) {
        check(error, false, where);
        expect(valuesOf(loaded), where).toEqual(before);
      }
      await rm(path, { recursive: true, force: true });
      await writeFile(path, content);
    }
  }

  const expectSentence = (error: unknown, where: string): void => {
    const { name, message } = error as Error;
    expect(name, `${where}: ${message}`).toBe('WorkbenchError');
    expect(message, where).toContain(directory);
    expect(message.length, where).toBeLessThan(600);
  };

  it('is noticed by its checksum, or does not matter', async () => {
    await loadEach(true, (error, isSame, where) => {
      if (error === null) expect(isSame, where).toBe(true);
      else {
        expectSentence(error, where);
        expect(isCheckpointDamaged(error), where).toBe(true);
      }
    });
  }, 300_000);

  it('gives a sentence and changes nothing, or loads, without checksums', async () => {
    let loaded = 0;
    await loadEach(false, (error, _, where) => {
      if (error === null) loaded += 1;
      else expectSentence(error, where);
    });
    // Some change numbers, which nobody can know.
    expect(loaded).toBeGreaterThan(0);
  }, 300_000);
});

describe('a save that is interrupted', () => {
  /** The content of one checkpoint: the variables and the state. */
  interface Save {
    values: Record<string, unknown>;
    state: TrainingState;
  }

  /** The run folder of one attempt, with the models that write and read its checkpoints. */
  class Disk {
    readonly #writer = recurrentParts();
    readonly #reader = recurrentParts();
    run = '';

    get directory(): string {
      return checkpointsDirectory(this.run);
    }

    /** Prepares a save; nothing is written before `write`. */
    save(step: number, mark: number): { save: Save; write: () => Promise<void> } {
      fill(this.#writer, 1000 * mark);
      const save = { values: valuesOf(this.#writer), state: stateOf(this.#writer, step, mark) };
      return { save, write: () => saveCheckpoint(this.directory, this.#writer, save.state) };
    }

    async load(step: number): Promise<Save> {
      fill(this.#reader, -9000);
      const state = await loadCheckpoint(this.directory, step, this.#reader);
      return { values: valuesOf(this.#reader), state };
    }

    async listed(): Promise<number[]> {
      return (await listCheckpoints(this.run)).map(({ step }) => step);
    }
  }

  /**
   * Saves step 20 with a fault at its first operation, at its second, and so on until a save completes;
   * returns the operations of that save. `replaces`: there is a checkpoint of step 20 already.
   */
  async function saveWithFaults(fault: Fault, replaces: boolean): Promise<readonly string[]> {
    const disk = new Disk();
    for (let at = 0; at < 100; at += 1) {
      disk.run = join(run, String(at));
      await mkdir(disk.run);
      const earlier = disk.save(10, 1);
      await earlier.write();
      const before = replaces ? disk.save(20, 2) : null;
      await before?.write();
      const next = disk.save(20, 3);
      const { completed, operations } = await withFault(fault, at, next.write);
      const where = `${fault} at operation ${at} (${operations[at] ?? 'none'})`;

      expect(await disk.load(10), where).toEqual(earlier.save);
      const listed = await disk.listed();
      expect(listed, where).toContain(10);
      expect(await latestCheckpoint(disk.run), where).toBe(listed.at(-1));
      // A checkpoint of the step that was there before is never lost: either it or the new one is listed and loads.
      if (replaces) expect(listed, where).toEqual([10, 20]);
      if (listed.includes(20)) {
        const allowed = [next.save, ...(before ? [before.save] : [])];
        expect(allowed, where).toContainEqual(await disk.load(20));
      } else {
        expect(listed, where).toEqual([10]);
        await expect(disk.load(20), where).rejects.toMatchObject({ kind: 'notFound' });
      }
      if (completed) {
        expect(listed).toEqual([10, 20]);
        expect(await disk.load(20)).toEqual(next.save);
      }

      const later = disk.save(20, 4);
      await later.write();
      expect(await disk.load(20), where).toEqual(later.save);
      expect(await disk.load(10), where).toEqual(earlier.save);
      expect(await disk.listed(), where).toEqual([10, 20]);
      expect((await readdir(disk.directory)).sort(), where).toEqual(['10', '20']);
      if (completed) return operations;
    }
    throw new Error('no save completed');
  }

  it.each([
    { fault: 'dies', what: 'before any of its operations', replaces: false },
    { fault: 'dies', what: 'before any of its operations', replaces: true },
    { fault: 'tears', what: 'in the middle of any of its operations', replaces: false },
    { fault: 'tears', what: 'in the middle of any of its operations', replaces: true },
    { fault: 'fails', what: 'by an error of any of its operations', replaces: false },
    { fault: 'fails', what: 'by an error of any of its operations', replaces: true },
  ] as const)(
    'harms no other checkpoint and leaves the old or the new one: $what (replaces: $replaces)',
    async ({ fault, replaces }) => {
      const operations = await saveWithFaults(fault, replaces);
      // The operations are recorded: five files are written, and a rename puts them in place.
      expect(operations.filter((name) => name === 'writeFile')).toHaveLength(5);
      expect(operations.filter((name) => name === 'sync').length).toBeGreaterThanOrEqual(5);
      expect(operations).toContain('rename');
    },
  );

  it('by a power cut at any moment leaves every checkpoint that was there, in its old or its new state', async () => {
    const disk = new Disk();
    disk.run = join(run, 'saved');
    await mkdir(disk.run);
    const earlier = disk.save(10, 1);
    await earlier.write();
    const before = disk.save(20, 2);
    await before.write();
    const next = disk.save(20, 3);
    const { during, after } = await powerCutStates(disk.run, next.write);
    expect(during.length).toBeGreaterThan(10);
    for (const [index, tree] of [...during, ...after].entries()) {
      disk.run = join(run, String(index));
      await mkdir(disk.run);
      await writeTree(disk.run, tree);
      expect(await disk.listed(), `state ${index}`).toEqual([10, 20]);
      expect(await disk.load(10), `state ${index}`).toEqual(earlier.save);
      const isAfter = index >= during.length;
      const allowed = isAfter ? [next.save] : [before.save, next.save];
      expect(allowed, `state ${index}`).toContainEqual(await disk.load(20));
    }
  });
});
