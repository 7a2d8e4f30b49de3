/**
 * `node --import tsx test/pictures/record-runs.ts`: trains the model of the measured figures of Help under each method
 * with five seeds, in about a minute, and writes what they draw to src-renderer/help/figures/recorded-runs.json.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { format } from 'prettier';
import type { Method } from '#spec/training';

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = join(root, 'src-renderer/help/figures/recorded-runs.json');
const template = 'spirals-cdni';
const every = 20;
const seeds = [1, 2, 3, 4, 5];
const methods: readonly Method[] = ['backprop', 'dni', 'none'];
/** The metrics whose curves are kept, of the first run with DNI. */
const isKept = (metric: string): boolean => /^(interface|edge)\/hidden/.test(metric);

type Points = [step: number, value: number][];

/** All points of a run, by metric. */
async function trainRun(project: string, method: Method, seed: number) {
  const args = ['train', template, '--method', method, '--seed', String(seed), '--json'];
  const settings = ['--set', `diagnostics.every=${every}`, '--project', project];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', join(root, 'src-main/cli.ts'), ...args, ...settings],
    { cwd: root, maxBuffer: 256 * 1024 * 1024 },
  );
  const curves: Record<string, Points> = {};
  for (const line of stdout.trim().split('\n')) {
    const event = JSON.parse(line) as { event: string; step: number; values: object };
    if (event.event !== 'metrics') continue;
    for (const [metric, value] of Object.entries(event.values) as [string, number][])
      (curves[metric] ??= []).push([event.step, Number(value.toPrecision(3))]);
  }
  return curves;
}

const project = await mkdtemp(join(tmpdir(), 'help-runs-'));
try {
  const testErrors: Partial<Record<Method, number[]>> = {};
  let curves: Record<string, Points> = {};
  for (const method of methods) {
    testErrors[method] = [];
    for (const seed of seeds) {
      const run = await trainRun(project, method, seed);
      testErrors[method].push(run['test/error']?.at(-1)?.[1] ?? NaN);
      if (method === 'dni' && seed === seeds[0])
        curves = Object.fromEntries(Object.entries(run).filter(([metric]) => isKept(metric)));
      process.stderr.write(`${method}, seed ${seed}\n`);
    }
  }
  const spec: unknown = JSON.parse(
    await readFile(join(root, `resources/templates/${template}.json`), 'utf8'),
  );
  const text = JSON.stringify({ spec, seeds, testErrors, curves });
  await writeFile(target, await format(text, { parser: 'json', printWidth: 100 }));
} finally {
  await rm(project, { recursive: true });
}
