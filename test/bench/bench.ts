/** `npm run bench`: what a training step costs, here and in other frameworks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { tf } from '#tensorflow/backend/tf';
import { agreement } from './agreement';
import { compileTemplates } from './compiling';
import {
  describeThreads,
  entrants,
  everySetting,
  versionOf,
  type ContenderName,
  type Device,
  type Entrant,
} from './contenders';
import { measure, type Timing } from './measure';
import { headOf, jsonOf, notesOf, rowsOf, type Finding } from './report';
import { median } from './statistics';
import { workload, workloadNames, type Workload } from './workloads';
import { formatTable, markdownRows } from '../../src-main/cli/text';

interface Options {
  json?: boolean;
  markdown?: boolean;
  threads?: boolean;
  check?: boolean;
  compile?: boolean;
  endurance?: boolean;
  only?: string[];
  device: Device;
  python: string;
  rounds: number;
  seconds: number;
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above zero.');
  return value;
}

const program = new Command('bench')
  .description('Times one training step of each workload: milliseconds, median of the rounds.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--markdown', 'as it stands in the README')
  .option('--threads', 'the compiled step alone, with every setting of threads')
  .option('--check', 'whether compiled and op by op agree, instead of how long they take')
  .option('--compile', 'how long the first steps of every template take')
  .option('--endurance', 'memory over 10,000 steps')
  .option('--only <names...>', 'these contenders alone')
  .addOption(
    new Option('--device <device>', 'where all of them compute')
      .choices(['cpu', 'gpu'])
      .default('cpu'),
  )
  .option('--python <path>', 'with the packages of test/bench/requirements.txt', 'python3')
  .option('--rounds <n>', 'rounds', positive, 7)
  .option('--seconds <s>', 'of each contender in a round', positive, 1)
  .action(async (names: string[], options: Options) => {
    process.exitCode = await bench(names, options);
  });

async function bench(names: string[], options: Options): Promise<number> {
  let workloads: Workload[];
  try {
    workloads = await Promise.all((names.length > 0 ? names : workloadNames).map(workload));
  } catch (error) {
    tell((error as Error).message);
    return 2;
  }
  if (options.check) return check(workloads, options.device);
  if (options.compile) return compile(options.device);
  if (options.endurance) return endure(workloads, options.device);
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  try {
    const entering = options.threads ? [] : await choose(options);
    const findings: Finding[] = [];
    for (const { name, spec, baseline } of workloads) {
      tell(`${name} …`);
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(spec));
      if (options.threads) {
        const found = await measure(file, everySetting(options.device), { ...options, tell });
        const settings = found.flatMap(({ threads, rounds }) =>
          threads ? [[describeThreads(threads), Number(median(rounds).toFixed(3))]] : [],
        );
        print(JSON.stringify({ workload: name, ...Object.fromEntries(settings) }));
        continue;
      }
      const timings: Timing[] = await measure(file, entering, { ...options, tell });
      const finding = { workload: name, baseline, timings };
      findings.push(finding);
      if (options.json) print(jsonOf(finding));
    }
    if (!options.json && !options.threads) {
      const head = headOf(entering);
      const numbers = head.map((_, index) => index).slice(1);
      const body = rowsOf(findings, entering);
      const table = options.markdown
        ? markdownRows([head, ...body], numbers)
        : formatTable([head, ...body], numbers);
      print([...table, '', ...notesOf(findings)].join('\n'));
    }
    return findings.every(({ timings }) => timings.some(({ name }) => name === 'compiled')) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds within which a template's steps should be compiled: what the first call takes beyond a later one. */
const compiledWithin = 2;

async function compile(device: Device): Promise<number> {
  await loadTensorFlow({ allowFallback: false, device });
  let slowest = 0;
  for await (const { template, seconds, reason } of compileTemplates()) {
    const compiling = seconds ? seconds.first - seconds.later : 0;
    slowest = Math.max(slowest, compiling);
    const found = seconds
      ? `${compiling.toFixed(2)} s (first steps ${seconds.first.toFixed(2)}, later ones ${seconds.later.toFixed(3)})`
      : reason;
    print(`${template.padEnd(28)} ${found}`);
  }
  print(`The slowest takes ${slowest.toFixed(2)} s to compile.`);
  return slowest <= compiledWithin ? 0 : 1;
}

async function endure(workloads: readonly Workload[], device: Device): Promise<number> {
  await loadTensorFlow({ allowFallback: false, device });
  for (const { name, spec } of workloads) {
    const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
    const session = new TrainingSession(spec, data, '');
    const seen: string[] = [];
    for (let step = 0; step <= 10_000; step += session.advance(4).length) {
      if (step % 2000 !== 0) continue;
      const { rss } = process.memoryUsage();
      seen.push(`${step}: ${(rss / 2 ** 20).toFixed(0)} MB, ${tf.memory().numTensors} tensors`);
    }
    session.dispose();
    print(`${name}: ${seen.join('; ')}`);
  }
  return 0;
}

async function check(workloads: readonly Workload[], device: Device): Promise<number> {
  // One thread an op, so that large products are cut up and rows go side by side, as in a run.
  const threads = { intraOp: 1, interOp: availableParallelism() };
  await loadTensorFlow({ allowFallback: false, threads, device });
  let agree = true;
  for (const { name, spec } of workloads) {
    const { agrees, weights, smooth, withAdam, losses, rounding, refusals } = await agreement(spec);
    agree &&= agrees;
    print(
      [
        `${name}: ${agrees ? 'agrees' : 'does not agree'}`,
        `weights within ${weights.share.toExponential(1)} after 10 steps (${weights.name})`,
        ...(smooth ? [`without kinks ${smooth.share.toExponential(1)} (${smooth.name})`] : []),
        `with its own optimizer ${withAdam.share.toExponential(1)} (${withAdam.name})`,
        `losses ${losses.compiled.toFixed(4)} and ${losses.eager.toFixed(4)} after 100`,
        ...(rounding
          ? [
              `rounding alone: weights up to ${rounding.weights.share.toExponential(1)} (${rounding.weights.name}), losses up to ${(100 * rounding.losses).toFixed(2)} %`,
            ]
          : []),
        ...refusals,
      ].join('; '),
    );
  }
  return agree ? 0 : 1;
}

/** Those that were asked for and whose packages are there. */
async function choose({ only, python, device }: Options): Promise<readonly Entrant[]> {
  const all = entrants(python, device);
  const unknown = only?.find((name) => !all.some((entrant) => entrant.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no '${unknown}': ${all.map(({ name }) => name).join(', ')}.`);
  const versions = new Map<string, string | null>();
  for (const module of ['torch', 'tensorflow'])
    versions.set(module, await versionOf(python, module));
  for (const [module, version] of versions)
    tell(
      version === null
        ? `${python} has no ${module}: its columns stay empty (test/bench/requirements.txt).`
        : `${module} ${version}`,
    );
  return all.filter(
    ({ name, module }) =>
      (!only || only.includes(name satisfies ContenderName)) &&
      (module === undefined || versions.get(module) !== null),
  );
}

program.parseAsync().catch((error: unknown) => {
  tell((error as Error).message);
  process.exitCode = 1;
});
