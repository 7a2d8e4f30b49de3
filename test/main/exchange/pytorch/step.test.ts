import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import { decodeSafetensors } from '#engine/run/safetensors';
import { writePyTorchScript } from '#exchange/pytorch/write-script';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { record, type Recording } from './replay';
import { stepCases } from './step-cases';

const run = promisify(execFile);
const runner = fileURLToPath(new URL('run_scripts.py', import.meta.url));
/** With torch and numpy, else these tests are skipped. */
const python = process.env.DNI_WORKBENCH_PYTHON ?? 'python3';
const isThere = await run(python, ['-c', 'import torch, numpy']).then(
  () => true,
  () => false,
);
const steps = 10;

describe.skipIf(!isThere)('the step of a PyTorch script', () => {
  let folder: string;
  const recordings = new Map<string, Recording>();

  beforeAll(async () => {
    await loadTensorFlow();
    folder = await mkdtemp(join(tmpdir(), 'dni-workbench-pytorch-'));
    const jobs: [script: string, options: string[], output: string][] = [];
    for (const [name, { spec, data }] of Object.entries(stepCases)) {
      const place = join(folder, name);
      const loaded = data ?? (await loadTicks(spec.task, { resources: '', datasets: null }));
      const recording = await record(spec, loaded, place, steps);
      recordings.set(name, recording);
      const script = join(place, 'script.py');
      await writeFile(script, writePyTorchScript(spec, { fields: loaded.fields }));
      for (const count of [1, steps]) {
        const options = [
          ...['--checkpoint', join(recording.checkpoints, '0')],
          ...['--batches', recording.batches, '--steps', String(count)],
          ...['--save', join(place, `after-${count}`)],
        ];
        jobs.push([script, options, join(place, `losses-${count}`)]);
      }
    }
    const list = join(folder, 'jobs.json');
    await writeFile(list, JSON.stringify(jobs));
    await run(python, [runner, list]);
  }, 300_000);

  const names = Object.keys(stepCases);
  const fails = async (name: string, options: string[]): Promise<string> => {
    const script = join(folder, name, 'script.py');
    const { batches } = recordings.get(name) as Recording;
    const failure = await run(python, [script, '--batches', batches, ...options]).then(
      () => ({ stderr: 'it did not fail' }),
      (error: unknown) => error as { stderr: string },
    );
    return failure.stderr;
  };

  it('says in a sentence that a checkpoint, a file or a device cannot be used', async () => {
    const [name = ''] = names;
    const other = 'embedding, batch norm, two modules';
    const { checkpoints } = recordings.get(name) as Recording;
    const wrong = join((recordings.get(other) as Recording).checkpoints, '0');
    expect(await fails(name, ['--checkpoint', wrong])).toMatch(
      /^'.*' is a checkpoint of another (model|optimizer): .*\.\n$/,
    );
    const narrow = join(folder, 'narrow');
    await cp(join(checkpoints, '0'), narrow, { recursive: true });
    const file = join(narrow, 'weights.safetensors');
    const bytes = await readFile(file);
    const text = bytes.toString('latin1');
    const shape = /"shape":\[(\d+),(\d+)\]/.exec(text);
    if (!shape) throw new Error('no matrix');
    const turned = text.replace(shape[0], `"shape":[${shape[2] ?? ''},${shape[1] ?? ''}]`);
    await writeFile(file, Buffer.from(turned, 'latin1'));
    expect(await fails(name, ['--checkpoint', narrow])).toMatch(
      /^'.*' is a checkpoint of another model: '.*' is \[\d+, \d+\] there, and \[\d+, \d+\] here\.\n$/,
    );
    await writeFile(file, 'no safetensors');
    expect(await fails(name, ['--checkpoint', narrow])).toMatch(/^'.*' is damaged, or no file/);
    expect(await fails(name, ['--steps', '999'])).toMatch(
      /^'.*' has batches for \d+ steps\. Lower --steps\.\n$/,
    );
    expect(await fails(name, ['--device', 'nothing'])).toMatch(
      /^--device nothing cannot be used here\. Leave it out to use the CPU\. .+\n$/,
    );
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.keys(stepCases))('is that of the program: %s', async (name) => {
    const { losses, checkpoints } = recordings.get(name) as Recording;
    const place = join(folder, name);
    const lines = (await readFile(join(place, `losses-${steps}`), 'utf8')).trim().split('\n');
    const printed = lines.map((line) => (JSON.parse(line) as { loss: number | null }).loss);
    const lossDifference = Math.max(
      ...printed.map((loss, step) => Math.abs((loss ?? 0) - (losses[step] ?? 0))),
    );
    expect(printed.map((loss) => loss === null)).toEqual(losses.map((loss) => loss === null));
    const report: Record<string, number> = { loss: lossDifference };
    for (const count of [1, steps])
      for (const file of ['weights', 'optimizer', 'memory'])
        report[`${file} ${count}`] = await difference(
          join(checkpoints, String(count)),
          join(place, `after-${count}`),
          `${file}.safetensors`,
          stepCases[name]?.spec.training.method === 'dni',
        );
    if (process.env.SHOW) console.log(name, JSON.stringify(report));
    for (const [what, value] of Object.entries(report)) expect(value, what).toBeLessThan(1e-5);
  });
});

/** The largest difference of two arrays of one name, relative to the largest entry where that is over 1. */
async function difference(
  ours: string,
  theirs: string,
  file: string,
  isDni: boolean,
): Promise<number> {
  const read = async (place: string) => {
    const bytes = await readFile(join(place, file)).catch(() => null);
    return bytes ? decodeSafetensors(bytes, file) : new Map<string, never>();
  };
  const [mine, yours] = [await read(ours), await read(theirs)];
  let worst = 0;
  for (const [name, { values }] of mine) {
    // A script keeps the window before in memory, and has no synthesizers that are not trained.
    if (name.startsWith('past|') || (name.includes('->') && !file.startsWith('memory') && !isDni))
      continue;
    const others = yours.get(name)?.values ?? new Float32Array();
    expect(others.length, name).toBe(values.length);
    const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    values.forEach((value, index) => {
      worst = Math.max(worst, Math.abs(value - (others[index] ?? Number.NaN)) / size);
    });
  }
  return worst;
}
