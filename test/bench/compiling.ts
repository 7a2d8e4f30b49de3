import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptySplit, type Column, type Dataset } from '#data/dataset';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import type { TrainingData } from '#engine/feed/source';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { sizeOf } from '#spec/shapes';
import type { Fields } from '#spec/task';

/** What the first call of a template's steps takes: recorded, made a graph, loaded and run. */
export interface Compiling {
  template: string;
  /** Null where nothing was compiled. */
  seconds: { first: number; later: number } | null;
  reason: string | null;
}

/** Seconds in which later calls are looked at for one without anything new in it. */
const patience = 10;

/**
 * Of every template; texts, and sets of examples that a project must have, are made here, since compiling does
 * not look at numbers. TensorFlow must be the backend.
 */
export async function* compileTemplates(): AsyncGenerator<Compiling> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-compile-'));
  try {
    const text = join(folder, 'text.txt');
    await writeFile(text, 'the quick brown fox jumps over the lazy dog. '.repeat(2000));
    const files = (await readdir(join('resources', 'templates'))).filter((name) =>
      name.endsWith('.json'),
    );
    for (const file of files.sort()) {
      const content = JSON.parse(await readFile(join('resources', 'templates', file), 'utf8'));
      const spec = withText(experimentSchema.parse(content), text);
      yield { template: file.replace(/\.json$/, ''), ...(await timed(spec)) };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withText(spec: Experiment, train: string): Experiment {
  return spec.task.kind === 'text'
    ? { ...spec, task: { ...spec.task, dataset: undefined, train } }
    : spec;
}

async function dataOf({ task, training }: Experiment): Promise<TrainingData> {
  if (task.kind === 'dataset' && task.fields) return zeros(task.fields, 4 * training.batch);
  return loadTask(task, { resources: 'resources', datasets: null });
}

/** A set of examples with such fields, pixels in bytes, all of them zeros. */
function zeros(fields: Fields, count: number): Dataset {
  const columns = Object.entries(fields).map(([name, field]): [string, Column] => {
    if (field.kind === 'label') return [name, { ...field, data: new Uint8Array(count) }];
    const { shape } = field;
    const data = new Uint8Array(count * sizeOf(shape));
    return [name, { kind: 'values', shape, data, scale: 1 / 255 }];
  });
  const train = { count, columns: Object.fromEntries(columns) };
  return { name: 'zeros', fields, splits: { train, validation: emptySplit, test: emptySplit } };
}

async function timed(spec: Experiment): Promise<Omit<Compiling, 'template'>> {
  let session: TrainingSession | null = null;
  try {
    session = new TrainingSession(spec, await dataOf(spec), '');
    const first = secondsOf(session);
    let later = Number.POSITIVE_INFINITY;
    for (let left = patience; left > 0;) {
      const call = secondsOf(session);
      later = Math.min(later, call);
      left -= call;
    }
    const [refusal] = session.takeMessages();
    return refusal === undefined
      ? { seconds: { first, later }, reason: null }
      : { seconds: null, reason: refusal };
  } catch (error) {
    return { seconds: null, reason: (error as Error).message };
  } finally {
    session?.dispose();
  }
}

/** Of one call: as many steps as run together. */
function secondsOf(session: TrainingSession): number {
  const began = performance.now();
  session.advance(100);
  return (performance.now() - began) / 1000;
}
