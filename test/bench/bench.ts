/** `npm run bench`: times training steps of this program and of other frameworks. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { describeCanvas, measureCanvas } from './canvas/canvas';
import { checkAgreement, measureCompilation, measureEndurance } from './checks';
import { describeReport, measureCompare } from './compare/compare';
import type { Device } from './contenders';
import { describeDiagnosticsCost, measureDiagnostics } from './diagnostics';
import { chainSizes } from './distributed/chain-size';
import { describeDistributed } from './distributed/describe';
import { checkPrediction, type DistributedCheck } from './distributed/distributed';
import {
  describeEvaluations,
  evaluatedWorkloads,
  measureEvaluation,
  type EvaluationCost,
} from './evaluate/evaluate';
import { describeFallback, fallbackWorkloads, measureFallback } from './fallback';
import { describeMemory, measureMemory, type RunMemory } from './memory/memory';
import { describePrecision, measurePrecision } from './precision';
import { measureRecording } from './record';
import { tableHeader, formatJson, tableNotes, tableRows, type WorkloadResult } from './report';
import { scalingNotes, startHeader, startRows, stepHeader, stepRows } from './scaling/report';
import { measureSweeps, type SweepTimes } from './scaling/scaling';
import { sweepNames } from './scaling/sweeps';
import { describeFirstStep, measureFirstStep } from './start/first-step';
import { measureStarts } from './start/start';
import { chooseContenders, timeEverySetting, timeWorkloads } from './step-times';
import { partNames } from './tables/parts';
import { writeTables } from './tables/tables';
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
  /** Each command has defaults of its own. */
  rounds?: number;
  seconds?: number;
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** All columns but the first. */
const numbersOf = ([head = []]: readonly string[][]): number[] =>
  head.map((_, column) => column).slice(1);

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above zero.');
  return value;
}

const program = new Command('bench')
  .description('Times one training step of each workload: milliseconds, median of the rounds.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--markdown', 'a table in Markdown')
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
  // Defaults here would also be those of the commands below.
  .option('--rounds <n>', 'rounds (default: 7)', parsePositive)
  .option('--seconds <s>', 'of each contender in a round (default: 1)', parsePositive)
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
  const timing = { rounds: options.rounds ?? 7, seconds: options.seconds ?? 1, log };
  if (options.threads) {
    for await (const settings of timeEverySetting(workloads, options.device, timing))
      print(JSON.stringify(settings));
    return 0;
  }
  const specs = await chooseContenders(options, log);
  const results: WorkloadResult[] = [];
  for await (const result of timeWorkloads(workloads, specs, timing)) {
    results.push(result);
    if (options.json) print(formatJson(result));
  }
  if (!options.json) {
    const head = tableHeader(specs);
    const rows = [head, ...tableRows(results, specs)];
    const format = options.markdown ? formatMarkdownTable : formatTable;
    print([...format(rows, numbersOf(rows)), '', ...tableNotes(results)].join('\n'));
  }
  return results.every(({ timings }) => timings.some(({ name }) => name === 'compiled')) ? 0 : 1;
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
  .command('evaluate')
  .description(
    'What an evaluation costs, beside its matrix products alone: 15,000 images, 500,000 characters.',
  )
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}, or templates`)
  .option('--json', 'one JSON object a line')
  .option('--rounds <n>', 'rounds', parsePositive, 5)
  .action(async (names: string[], _: unknown, command: Command) => {
    const { json, rounds } = command.optsWithGlobals<Pick<Options, 'json'> & { rounds: number }>();
    const costs: EvaluationCost[] = [];
    for (const name of names.length > 0 ? names : evaluatedWorkloads) {
      log(`${name} …`);
      const cost = await measureEvaluation(name, rounds);
      if (json) print(JSON.stringify(cost));
      costs.push(cost);
    }
    if (!json) print(describeEvaluations(costs).join('\n'));
  });

program
  .command('memory')
  .description('What the memory of a worker process consists of while it trains (Linux).')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}, or templates`)
  .option('--json', 'one JSON object a line')
  .action(async (names: string[], _: unknown, command: Command) => {
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    const runs: RunMemory[] = [];
    for (const name of names.length > 0 ? names : ['mnist-backprop', 'lstm-256-8']) {
      log(`${name} …`);
      const run = await measureMemory(await workloadOrTemplate(name));
      if (json) print(JSON.stringify(run));
      runs.push(run);
    }
    if (!json) print(describeMemory(runs).join('\n'));
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
  .command('scaling')
  .description('How the times of a step and of its compilation grow with the size of a model.')
  .argument('[sweeps...]', `of: ${sweepNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--quick', 'fewer sizes, one round')
  .action(async (names: string[], { quick }: { quick?: boolean }, command: Command) => {
    const { json, only, python } =
      command.optsWithGlobals<Pick<Options, 'json' | 'only' | 'python'>>();
    const all: SweepTimes[] = [];
    for await (const times of measureSweeps(names, { quick: quick === true, only, python, log })) {
      if (json) print(JSON.stringify(times));
      all.push(times);
    }
    if (json) return;
    const tables = [
      [stepHeader, ...stepRows(all)],
      [startHeader, ...startRows(all)],
    ];
    for (const rows of tables) print([...formatTable(rows, numbersOf(rows)), ''].join('\n'));
    print(scalingNotes(all).join('\n'));
  });

program
  .command('tables')
  .description('Measures the tables of resources/help/speed.md and writes them there.')
  .argument('[parts...]', `of: ${partNames.join(', ')}`)
  .option('--quick', 'fewer workloads and rounds, to see that it works')
  .action(async (names: string[], { quick }: { quick?: boolean }, command: Command) => {
    const { python } = command.optsWithGlobals<Pick<Options, 'python'>>();
    if (!(await writeTables(names, { python, quick: quick === true, log }))) process.exitCode = 1;
  });

program
  .command('fallback')
  .description('Steps a second on machines without TensorFlow, in WebAssembly and in JavaScript.')
  .argument('[workloads...]', `of: ${workloadNames.join(', ')}`)
  .option('--json', 'one JSON object a line')
  .option('--rounds <n>', 'rounds', parsePositive, 3)
  .option('--seconds <s>', 'of each backend in a round', parsePositive, 1)
  .action(async (names: string[], _: unknown, command: Command) => {
    const options = command.optsWithGlobals<
      Pick<Options, 'json'> & { rounds: number; seconds: number }
    >();
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
    const { json, ...options } = command.optsWithGlobals<
      Pick<Options, 'json' | 'device'> & { rounds: number; seconds: number }
    >();
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
  .command('distributed')
  .description(
    'Steps of modules on machines of their own: predicted, and measured in two processes over loopback.',
  )
  .option('--json', 'one JSON object a line')
  .option('--markdown', 'as it stands in resources/help/modules-on-machines.md')
  .action(async (_: unknown, command: Command) => {
    const {
      json,
      markdown,
      rounds = 7,
      seconds = 1,
    } = command.optsWithGlobals<Pick<Options, 'json' | 'markdown' | 'rounds' | 'seconds'>>();
    const checks: DistributedCheck[] = [];
    for (const size of chainSizes) {
      log(`${size.name} …`);
      const check = await checkPrediction(size, { rounds, seconds });
      if (json) print(JSON.stringify(check));
      checks.push(check);
    }
    if (!json) print(describeDistributed(checks, markdown === true).join('\n'));
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

program
  .command('first-step')
  .description('Where the time goes from `dni train` to the first step that is recorded.')
  .argument('[template]', 'what is trained', 'mnist-cdni')
  .option('--json', 'one JSON object')
  .option('--program <dir>', 'the folder of the program', '.')
  .option('--runs <n>', 'runs, after one that is not counted', parsePositive, 7)
  .action(async (spec: string, own: { program: string; runs: number }, command: Command) => {
    const { json } = command.optsWithGlobals<Pick<Options, 'json'>>();
    const measured = await measureFirstStep({ ...own, program: resolve(own.program), spec });
    if (json) print(JSON.stringify(measured));
    else print(formatTable(describeFirstStep(measured), [1, 2]).join('\n'));
  });

program.parseAsync().catch((error: unknown) => {
  log((error as Error).message);
  process.exitCode = 1;
});
