/** `npm run bench`: times training steps of this program and of other frameworks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { tf } from '#tensorflow/backend/tf';
import { measureAgreement } from './agreement';
import { describeCanvas, measureCanvas } from './canvas/canvas';
import { describeReport, measureCompare } from './compare/compare';
import { timeTemplates } from './compiling';
import {
  describeThreads,
  contenderSpecs,
  compiledWithEverySetting,
  versionOf,
  type ContenderName,
  type Device,
  type ContenderSpec,
} from './contenders';
import { describeDiagnosticsCost, measureDiagnostics } from './diagnostics';
import { describeFallback, fallbackWorkloads, measureFallback } from './fallback';
import { measure, type Timing } from './measure';
import { describePrecision, measurePrecision } from './precision';
import { measureRecording } from './record';
import { tableHeader, formatJson, tableNotes, tableRows, type WorkloadResult } from './report';
import { median } from './statistics';
import { measureStarts } from './start/start';
import { describeTogether, measureTogether } from './together/together';
import { workload, workloadNames, workloadOrTemplate, type Workload } from './workloads';
import { formatTable, formatMarkdownTable } from '../../src-main/cli/format';

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

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above zero.');
  return value;
}

const program = new Command('bench')
  .description('Times one training step of each workload: milliseconds, median of the rounds.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--markdown', 'as it stands in resources/help/speed.md')
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
  .option('--rounds <n>', 'rounds', parsePositive, 7)
  .option('--seconds <s>', 'of each contender in a round', parsePositive, 1)
  .action(async (names: string[], options: Options) => {
    process.exitCode = await bench(names, options);
  });

async function bench(names: string[], options: Options): Promise<number> {
  let workloads: Workload[];
  try {
    workloads = await Promise.all((names.length > 0 ? names : workloadNames).map(workload));
  } catch (error) {
    log((error as Error).message);
    return 2;
  }
  if (options.check) return checkAgreement(workloads, options.device);
  if (options.compile) return measureCompilation(options.device);
  if (options.endurance) return measureEndurance(workloads, options.device);
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  try {
    const specs = options.threads ? [] : await chooseContenders(options);
    const results: WorkloadResult[] = [];
    for (const { name, spec, baseline } of workloads) {
      log(`${name} …`);
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(spec));
      if (options.threads) {
        const timings = await measure(file, compiledWithEverySetting(options.device), {
          ...options,
          log,
        });
        const settings = timings.flatMap(({ threads, rounds }) =>
          threads ? [[describeThreads(threads), Number(median(rounds).toFixed(3))]] : [],
        );
        print(JSON.stringify({ workload: name, ...Object.fromEntries(settings) }));
        continue;
      }
      const timings: Timing[] = await measure(file, specs, { ...options, log });
      const result = { workload: name, baseline, timings };
      results.push(result);
      if (options.json) print(formatJson(result));
    }
    if (!options.json && !options.threads) {
      const head = tableHeader(specs);
      const numbers = head.map((_, index) => index).slice(1);
      const body = tableRows(results, specs);
      const table = options.markdown
        ? formatMarkdownTable([head, ...body], numbers)
        : formatTable([head, ...body], numbers);
      print([...table, '', ...tableNotes(results)].join('\n'));
    }
    return results.every(({ timings }) => timings.some(({ name }) => name === 'compiled')) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds that compiling a template may take: the time of the first call minus that of a later one. */
const maxCompileSeconds = 2;

async function measureCompilation(device: Device): Promise<number> {
  await loadTensorFlow({ allowFallback: false, device });
  let slowest = 0;
  for await (const { template, seconds, reason } of timeTemplates()) {
    const compiling = seconds ? seconds.first - seconds.later : 0;
    slowest = Math.max(slowest, compiling);
    const outcome = seconds
      ? `${compiling.toFixed(2)} s (first steps ${seconds.first.toFixed(2)}, later ones ${seconds.later.toFixed(3)})`
      : reason;
    print(`${template.padEnd(28)} ${outcome}`);
  }
  print(`The slowest takes ${slowest.toFixed(2)} s to compile.`);
  return slowest <= maxCompileSeconds ? 0 : 1;
}

async function measureEndurance(workloads: readonly Workload[], device: Device): Promise<number> {
  await loadTensorFlow({ allowFallback: false, device });
  for (const { name, spec } of workloads) {
    const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
    const session = new TrainingSession(spec, data, '');
    const memoryUse: string[] = [];
    for (let step = 0; step <= 10_000; step += session.advance(4).length) {
      if (step % 2000 !== 0) continue;
      const { rss } = process.memoryUsage();
      memoryUse.push(
        `${step}: ${(rss / 2 ** 20).toFixed(0)} MB, ${tf.memory().numTensors} tensors`,
      );
    }
    session.dispose();
    print(`${name}: ${memoryUse.join('; ')}`);
  }
  return 0;
}

async function checkAgreement(workloads: readonly Workload[], device: Device): Promise<number> {
  // With one thread per op, large matrix products are split and the batch is sharded, as in a run.
  const threads = { intraOp: 1, interOp: availableParallelism() };
  await loadTensorFlow({ allowFallback: false, threads, device });
  let agree = true;
  for (const { name, spec } of workloads) {
    const { agrees, weights, smooth, withAdam, losses, rounding, uncompiledReasons } =
      await measureAgreement(spec);
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
        ...uncompiledReasons,
      ].join('; '),
    );
  }
  return agree ? 0 : 1;
}

/** The contenders that --only names, all if left out, whose Python packages are installed. */
async function chooseContenders({
  only,
  python,
  device,
}: Options): Promise<readonly ContenderSpec[]> {
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
      (!only || only.includes(name satisfies ContenderName)) &&
      (module === undefined || versions.get(module) !== null),
  );
}

program
  .command('record')
  .description('Values that the program records in a second of processor time.')
  .option('--json', 'one JSON object')
  .action(async (_: unknown, command: Command) => {
    const speed = await measureRecording();
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    if (json) print(JSON.stringify(speed));
    else
      for (const [what, perSecond] of Object.entries(speed))
        print(`${what}: ${(perSecond / 1e6).toFixed(2)} million`);
  });

program
  .command('compare')
  .description('What the table and the comparison of many runs cost, beside TensorBoard.')
  .option('--json', 'one JSON object')
  .option('--python <path>', 'with the packages of test/bench/requirements.txt', 'python3')
  .action(async (_: unknown, command: Command) => {
    const { json, python } = command.optsWithGlobals<Pick<Options, 'json' | 'python'>>();
    const report = await measureCompare({ python, log });
    print(json ? JSON.stringify(report) : describeReport(report).join('\n'));
  });

program
  .command('diagnostics')
  .description('What diagnostics, which the canvas shows while a run trains, cost the run.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .action(async (names: string[], _: unknown, command: Command) => {
    await loadTensorFlow({ allowFallback: false });
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    for (const name of names.length > 0 ? names : ['mnist-backprop', 'mnist-cdni']) {
      const cost = await measureDiagnostics(await workload(name));
      print(json ? JSON.stringify(cost) : describeDiagnosticsCost(cost));
    }
  });

program
  .command('precision')
  .description(
    'The error after training with products of float32 and of bfloat16, over several seeds.',
  )
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--steps <n>', 'of each run', parsePositive, 2000)
  .option('--seeds <n>', 'seeds, from 1', parsePositive, 5)
  .action(async (names: string[], own: { steps: number; seeds: number }, command: Command) => {
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    const seeds = Array.from({ length: own.seeds }, (_, index) => index + 1);
    for (const name of names.length > 0 ? names : ['mnist-backprop']) {
      const cost = await measurePrecision(await workload(name), { ...own, seeds }, log);
      print(json ? JSON.stringify(cost) : describePrecision(cost));
    }
  });

program
  .command('fallback')
  .description('Steps a second on machines without TensorFlow, in WebAssembly and in JavaScript.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--rounds <n>', 'rounds', parsePositive, 3)
  .option('--seconds <s>', 'of each backend in a round', parsePositive, 1)
  .action(async (names: string[], _: unknown, command: Command) => {
    const options = command.optsWithGlobals<Pick<Options, 'json' | 'rounds' | 'seconds'>>();
    const speeds = [];
    for (const name of names.length > 0 ? names : fallbackWorkloads) {
      const speed = await measureFallback(await workload(name), options, log);
      if (options.json) print(JSON.stringify(speed));
      speeds.push(speed);
    }
    if (!options.json) print(describeFallback(speeds).join('\n'));
  });

program
  .command('together')
  .description('What several runs cost that differ in the seed: as one step, or one by one.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}, or templates`)
  .option('--json', 'one JSON object a line')
  .option('--copies <n>', 'runs', parsePositive, 8)
  .option('--rounds <n>', 'rounds', parsePositive, 5)
  .option('--seconds <s>', 'of each way in a round', parsePositive, 1)
  .action(async (names: string[], { copies }: { copies: number }, command: Command) => {
    const { json, ...options } =
      command.optsWithGlobals<Pick<Options, 'json' | 'rounds' | 'seconds' | 'device'>>();
    for (const name of names.length > 0 ? names : ['recall-dni', 'lstm-256-8-dni']) {
      const cost = await measureTogether(
        await workloadOrTemplate(name),
        { ...options, copies },
        log,
      );
      print(json ? JSON.stringify(cost) : describeTogether(cost).join('\n'));
    }
  });

program
  .command('canvas')
  .description('What the builder costs with models of many nodes: opening, edits, dragging.')
  .option('--json', 'one JSON object')
  .option('--nodes <n>', 'nodes of each model', parsePositive, 300)
  .action(async ({ nodes }: { nodes: number }, command: Command) => {
    const report = await measureCanvas(nodes, log);
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    print(json ? JSON.stringify(report) : describeCanvas(report).join('\n'));
  });

program
  .command('start')
  .description('Where the time goes from `npm start` to a curve, without and with a runtime.')
  .option('--json', 'one JSON object a line')
  .option('--program <dir>', 'the folder of the program; its window is built anew', '.')
  .action(async ({ program: folder }: { program: string }, command: Command) => {
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    for await (const start of measureStarts(resolve(folder), log))
      if (json) print(JSON.stringify(start));
  });

program.parseAsync().catch((error: unknown) => {
  log((error as Error).message);
  process.exitCode = 1;
});
