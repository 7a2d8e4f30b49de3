/** `npm run test:faults`: kills, moves, fills and damages, and checks that nothing is lost. See README.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { messageOf } from '#spec/errors';
import { abandonQueue } from './abandoned-queue';
import { runChain } from './chain';
import { resumeFromChoice, resumePastDamage } from './damaged-checkpoints';
import { damageFiles, damageForCommands } from './damaged-files';
import { damageSpecs, validateDamagedSpecs } from './damaged-specs';
import { resumeTwice } from './double-resumes';
import { fillDisk } from './full-disk';
import { InterruptedRuns } from './interrupted-run';
import { moves, moveWhileTraining, type Move } from './moves';
import { References } from './references';
import { Report } from './report';
import type { Setting } from './round';
import { Scratch } from './scratch';
import { specNames, type SpecName } from './specs';

const groups = ['chains', 'queue', 'doubles', 'moves', 'disks', 'checkpoints', 'mutants'] as const;
type Group = (typeof groups)[number];

interface Options {
  kills: number;
  seed: number;
  minutes: number;
  only: Group[];
  report?: string;
}

/** Rounds that run at the same time. */
const lanes = 2;
const killsPerChain = 6;

function parseNumber(text: string): number {
  const value = Number(text);
  if (value >= 0 && text.trim() !== '') return value;
  throw new InvalidArgumentError('It must be a number.');
}

function readOptions(): Options {
  return new Command('npm run test:faults --')
    .description('Kills trainers and programs, moves folders, fills disks, damages files.')
    .option('--kills <n>', 'how many; the other rounds grow with it', parseNumber, 24)
    .option('--seed <n>', 'of everything random', parseNumber, Date.now() % 1_000_000)
    .option('--minutes <n>', 'begin no round after that', parseNumber, 60)
    .addOption(new Option('--only <groups...>', 'some rounds').choices(groups).default(groups))
    .option('--report <file>', 'also write the number of rounds that passed, as JSON')
    .parse()
    .opts<Options>();
}

type Job = () => Promise<void> | void;

/** The rounds that do not depend on the kills of the chains. All names are different: they choose the random numbers. */
function listJobs(setting: Setting, { kills, only }: Options): Job[] {
  const interrupted = new InterruptedRuns();
  const repeats = Math.max(1, Math.round(kills / 24));
  const specOf = (index: number): SpecName => specNames[index % specNames.length] ?? 'recall';
  const repeat = (group: Group, times: number, make: (index: number) => Promise<void>): Job[] =>
    only.includes(group) ? Array.from({ length: times }, (_, index) => () => make(index)) : [];
  const kinds = Object.keys(moves) as Move[];
  return [
    ...repeat('doubles', 2 * repeats, (n) =>
      resumeTwice(setting, interrupted, `double resume ${n}`, specOf(n)),
    ),
    ...repeat('moves', kinds.length * repeats, (n) =>
      moveWhileTraining(setting, kinds[n % kinds.length] as Move, specOf(n), n),
    ),
    ...repeat('disks', repeats, (n) => fillDisk(setting, `full disk ${n}`, specOf(n))),
    ...repeat('checkpoints', 2 * repeats, (n) =>
      resumePastDamage(setting, interrupted, `damaged checkpoint ${n}`, specOf(n)),
    ),
    ...repeat('checkpoints', repeats, (n) =>
      resumeFromChoice(setting, interrupted, `chosen checkpoint ${n}`, specOf(n)),
    ),
    ...repeat('mutants', 1, () =>
      damageForCommands(setting, 'damaged files, by commands', 'recall', 8 * repeats),
    ),
    ...repeat('mutants', 1, () =>
      validateDamagedSpecs(setting, 'damaged specs, by commands', 4 * repeats),
    ),
    ...repeat('queue', repeats, (n) => abandonQueue(setting, `abandoned queue ${n}`, specOf(n))),
  ];
}

/**
 * A function that returns the next chain, or null while those that are under way will kill as often as is wanted. A
 * chain may end before it was killed as often as it should.
 */
function makeChains(setting: Setting, { kills, only }: Options): () => Job | null {
  let planned = only.includes('chains') ? 0 : kills;
  let chains = 0;
  return () => {
    const share = Math.min(killsPerChain, kills - planned);
    if (share <= 0 || chains * killsPerChain > 3 * kills) return null;
    const name = `chain ${chains}`;
    const spec = specNames[chains % specNames.length] ?? 'recall';
    chains += 1;
    planned += share;
    return async () => {
      const killed = await runChain(setting, name, spec, share);
      planned -= share - killed;
    };
  };
}

async function runJobs(setting: Setting, next: () => Job | null | undefined): Promise<void> {
  for (let job = next(); job; job = next()) {
    if (setting.isOver()) return;
    try {
      await job();
    } catch (error) {
      setting.report.problem('the tests themselves', messageOf(error));
    }
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const log = (line: string): void =>
    print(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${line}`);
  print(`Seed ${options.seed}: repeat with --seed ${options.seed} --kills ${options.kills}.`);
  const scratch = new Scratch();
  const report = new Report(log);
  const end = performance.now() + options.minutes * 60_000;
  const setting: Setting = {
    seed: options.seed,
    scratch,
    references: new References(scratch),
    report,
    log,
    isOver: () => performance.now() > end,
  };
  // One after the other: what is read in this process would delay the moments of the kills.
  if (options.only.includes('mutants')) {
    const mutants = 20 * Math.max(options.kills, 1);
    damageSpecs(setting, 'damaged specs', mutants);
    await damageFiles(setting, 'damaged files', 'curriculum', mutants);
  }
  const jobs = listJobs(setting, options);
  const nextChain = makeChains(setting, options);
  const next = (): Job | null | undefined => nextChain() ?? jobs.shift();
  await Promise.all(Array.from({ length: lanes }, () => runJobs(setting, next)));
  if (setting.isOver()) report.skip('The time was over before all rounds were done.');

  print('');
  report.lines().forEach(print);
  print(`${report.passed} rounds passed, ${report.failed} failed. Seed ${options.seed}.`);
  if (options.report !== undefined) {
    mkdirSync(dirname(options.report), { recursive: true });
    const counts = { numPassedTests: report.passed, numFailedTests: report.failed };
    writeFileSync(options.report, JSON.stringify(counts));
  }
  return report.failed > 0 ? 1 : 0;
}

process.exit(await main());
