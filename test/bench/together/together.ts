/**
 * What several runs of one model that differ in the seed cost: as one compiled step with a copy of the weights for each,
 * one after the other in one process, and side by side in processes of their own, beside a single run. All ways have all
 * cores, and take turns, so that other load on the machine affects all alike.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setThreads } from '#tensorflow/backend/threads';
import { Contender, type LaunchCommand } from '../contender';
import type { Device } from '../contenders';
import { median, ratios } from '../statistics';
import type { Workload } from '../workloads';
import { formatTable } from '../../../src-main/cli/format';

export interface TogetherOptions {
  copies: number;
  rounds: number;
  seconds: number;
  device: Device;
}

/** Milliseconds of a step of one run, and of a step of all; of these also how many times one run's they are. */
export interface TogetherCost {
  workload: string;
  copies: number;
  one: number;
  ways: Record<string, { milliseconds: number; timesOne: number; megabytes: number }>;
}

const wayNames = ['as one step', 'one after the other', 'side by side'] as const;

/** The processes of one way to train; all of them train at the same time. */
interface Way {
  name: string;
  processes: Contender[];
  /** Milliseconds of a step of all, a value for each round. */
  rounds: number[];
}

export async function measureTogether(
  { name, spec }: Workload,
  { copies, rounds, seconds, device }: TogetherOptions,
  log: (line: string) => void,
): Promise<TogetherCost> {
  log(`${name}, ${copies} runs …`);
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  const ways: Way[] = [];
  try {
    const file = join(folder, 'workload.json');
    await writeFile(file, JSON.stringify(spec));
    const single = launch('../own-contender.ts', [file, 'compiled', device]);
    const beside = { ...single, env: oneThread() };
    const group = (way: string): LaunchCommand =>
      launch('group-contender.ts', [file, way, String(copies), device]);
    const start = async (way: string, launches: readonly LaunchCommand[]): Promise<void> => {
      const processes: Contender[] = [];
      ways.push({ name: way, processes, rounds: [] });
      for (const each of launches) processes.push(await Contender.start(each));
    };
    const [joint, inTurn, sideBySide] = wayNames;
    await start('one run', [single]);
    await start(joint, [group('joint')]);
    await start(inTurn, [group('one-by-one')]);
    await start(
      sideBySide,
      Array.from({ length: copies }, () => beside),
    );
    for (let round = 0; round < rounds; round++)
      for (const way of ways) way.rounds.push(await timeRound(way, seconds));
    return toCost(name, copies, ways);
  } finally {
    for (const { processes } of ways) for (const each of processes) each.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of a step of all, after a warm-up: while a way waited, others filled the caches. */
async function timeRound({ processes }: Way, seconds: number): Promise<number> {
  const runAll = async (steps: number): Promise<number> =>
    Math.max(...(await Promise.all(processes.map((each) => each.run(steps)))));
  const warm = await runAll(4);
  return runAll(Math.max(4, Math.round((1000 * seconds) / warm)));
}

function toCost(workload: string, copies: number, ways: readonly Way[]): TogetherCost {
  const [one, ...others] = ways;
  return {
    workload,
    copies,
    one: rounded(median(one?.rounds ?? [])),
    ways: Object.fromEntries(
      others.map(({ name, rounds, processes }) => [
        name,
        {
          milliseconds: rounded(median(rounds)),
          timesOne: rounded(median(ratios(rounds, one?.rounds ?? []))),
          megabytes: Math.round(processes.reduce((sum, { peak }) => sum + (peak ?? 0), 0)),
        },
      ]),
    ),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function launch(script: string, args: readonly string[]): LaunchCommand {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return { command: process.execPath, args: ['--import', 'tsx', path, ...args] };
}

/** As in a study, where each run has one of the cores. */
function oneThread(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  setThreads({ intraOp: 1, interOp: 1 }, env);
  return env;
}

/** A table with a row for each way. */
export function describeTogether({ workload, copies, one, ways }: TogetherCost): string[] {
  return [
    `${workload}: ${one} ms for a step of one run; of ${copies} runs:`,
    ...formatTable(
      [
        ['', 'ms a step of all', 'times one', 'MB'],
        ...Object.entries(ways).map(([name, { milliseconds, timesOne, megabytes }]) => [
          name,
          String(milliseconds),
          String(timesOne),
          String(megabytes),
        ]),
      ],
      [1, 2, 3],
    ),
  ];
}

export const togetherHeader = [
  'workload',
  'runs',
  'one run',
  ...wayNames.flatMap((way) => [way, 'memory']),
];

/** Milliseconds of a step of all; in brackets how many steps of one run that is. */
export function togetherRow({ workload, copies, one, ways }: TogetherCost): string[] {
  const cells = wayNames.flatMap((name) => {
    const way = ways[name];
    return way ? [`${way.milliseconds} (${way.timesOne})`, `${way.megabytes} MB`] : ['–', '–'];
  });
  return [workload, String(copies), String(one), ...cells];
}

export const togetherNotes = [
  'Milliseconds of a step of all runs, median of the rounds; in brackets how many steps of one run that is. All have all cores, and take turns: one compiled step with a copy of the weights for each run, one run after the other in one process, and a process for each run.',
];
