/** Times the steps of workloads, by each contender in turn. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compiledWithEverySetting,
  contenderSpecs,
  describeThreads,
  versionOf,
  type ContenderSpec,
  type Device,
} from './contenders';
import { measure, type MeasureOptions } from './measure';
import type { WorkloadResult } from './report';
import { median } from './statistics';
import type { Workload } from './workloads';

/** Times each workload by each of the contenders. */
export async function* timeWorkloads(
  workloads: readonly Workload[],
  specs: readonly ContenderSpec[],
  options: MeasureOptions,
): AsyncGenerator<WorkloadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  try {
    for (const { name, spec, baseline } of workloads) {
      options.log(`${name} …`);
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(spec));
      const { timings, late } = await measure(file, specs, options);
      const seconds = options.mostStartSeconds ?? Infinity;
      yield { workload: name, baseline, timings, late: { names: late, seconds } };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Times the compiled step of each workload with every setting of threads: milliseconds by setting. */
export async function* timeEverySetting(
  workloads: readonly Workload[],
  device: Device,
  options: MeasureOptions,
): AsyncGenerator<{ workload: string; [threads: string]: string | number }> {
  const specs = compiledWithEverySetting(device);
  for await (const { workload, timings } of timeWorkloads(workloads, specs, options)) {
    const settings = timings.flatMap(({ threads, rounds }) =>
      threads ? [[describeThreads(threads), Number(median(rounds).toFixed(3))]] : [],
    );
    yield { workload, ...Object.fromEntries(settings) };
  }
}

/** The contenders that `only` names, all if left out, whose Python packages are installed. Throws if there is no such name. */
export async function chooseContenders(
  { only, python, device }: { only?: readonly string[]; python: string; device: Device },
  log: (line: string) => void,
): Promise<readonly ContenderSpec[]> {
  const all = contenderSpecs(python, device);
  const unknown = only?.find((name) => !all.some((entrant) => entrant.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no '${unknown}': ${all.map(({ name }) => name).join(', ')}.`);
  const versions = new Map<string, string | null>();
  for (const module of ['torch', 'tensorflow'])
    versions.set(module, await versionOf(python, module));
  for (const [module, version] of versions)
    log(
      version === null
        ? `${python} has no ${module}: its columns stay empty (test/bench/requirements.txt).`
        : `${module} ${version}`,
    );
  return all.filter(
    ({ name, module }) =>
      (!only || only.includes(name)) && (module === undefined || versions.get(module) !== null),
  );
}
