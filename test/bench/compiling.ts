import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptySplit, type Column, type Dataset } from '#data/dataset';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import type { TrainingData } from '#engine/feed/source';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { sizeFromShape } from '#spec/shapes';
import type { Fields } from '#spec/task';

/** How long the first call of a template's step takes: tracing, building and loading the graph, one run. */
export interface CompileTime {
  template: string;
  /** Null where the step was not compiled. */
  seconds: { first: number; later: number } | null;
  /** Why the step was not compiled. */
  reason: string | null;
}

/** Seconds of later calls; the fastest of them counts, since some calls compile further graphs. */
const laterCallsSeconds = 10;

/**
 * Times the compilation of every template. Texts and data sets that a project would have to provide are
 * generated, since compiling does not depend on the values. TensorFlow must be the backend.
 */
export async function* timeTemplates(): AsyncGenerator<CompileTime> {
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
      yield { template: file.replace(/\.json$/, ''), ...(await timeCompilation(spec)) };
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

async function loadData({ task, training }: Experiment): Promise<TrainingData> {
  if (task.kind === 'dataset' && task.fields) return zeroDataset(task.fields, 4 * training.batch);
  return loadTask(task, { resources: 'resources', datasets: null });
}

/** A data set with the given fields, as bytes that are all zero. */
function zeroDataset(fields: Fields, count: number): Dataset {
  const columns = Object.entries(fields).map(([name, field]): [string, Column] => {
    if (field.kind === 'label') return [name, { ...field, data: new Uint8Array(count) }];
    const { shape } = field;
    const data = new Uint8Array(count * sizeFromShape(shape));
    return [name, { kind: 'values', shape, data, scale: 1 / 255 }];
  });
  const train = { count, columns: Object.fromEntries(columns) };
  return { name: 'zeros', fields, splits: { train, validation: emptySplit, test: emptySplit } };
}

async function timeCompilation(spec: Experiment): Promise<Omit<CompileTime, 'template'>> {
  let session: TrainingSession | null = null;
  try {
    session = new TrainingSession(spec, await loadData(spec), '');
    const first = timeCall(session);
    let later = Number.POSITIVE_INFINITY;
    for (let left = laterCallsSeconds; left > 0;) {
      const call = timeCall(session);
      later = Math.min(later, call);
      left -= call;
    }
    const [reason] = session.takeMessages();
    return reason === undefined
      ? { seconds: { first, later }, reason: null }
      : { seconds: null, reason };
  } catch (error) {
    return { seconds: null, reason: (error as Error).message };
  } finally {
    session?.dispose();
  }
}

/** Seconds of one call, which runs as many steps as are batched into one graph. */
function timeCall(session: TrainingSession): number {
  const began = performance.now();
  session.advance(100);
  return (performance.now() - began) / 1000;
}
