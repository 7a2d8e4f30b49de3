import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { contenderSpecs, type ContenderSpec } from '../contenders';
import {
  evaluatedWorkloads,
  evaluationHeader,
  evaluationRow,
  measureEvaluation,
  type EvaluationCost,
} from '../evaluate/evaluate';
import { measureMemory, memoryRows, type RunMemory } from '../memory/memory';
import { measurePrecision, precisionHeader, precisionNotes, precisionRow } from '../precision';
import { leadNotes, tableHeader, tableNotes, tableRows, type WorkloadResult } from '../report';
import { scalingNotes, startHeader, startRows, stepHeader, stepRows } from '../scaling/report';
import { measureSweeps, type SweepTimes } from '../scaling/scaling';
import { firstStepHeader, firstStepRow, measureFirstStep } from '../start/first-step';
import { chooseContenders, timeWorkloads } from '../step-times';
import {
  measureTogether,
  togetherHeader,
  togetherNotes,
  togetherRow,
  type TogetherCost,
} from '../together/together';
import { workload, workloadNames, workloadOrTemplate } from '../workloads';
import type { TablePart } from './part';

const device = 'cpu';
/** Empty columns stand for contenders whose packages are missing, so that the table has one form. */
const allSpecs = contenderSpecs('', device);

/** A row of a workload, whose name is one that `npm run bench` takes. */
const asCode = ([name = '', ...cells]: readonly string[]): string[] => [`\`${name}\``, ...cells];

const withOneSetting = (spec: ContenderSpec): ContenderSpec => ({
  ...spec,
  threads: spec.threads.slice(-1),
});

/** torch.compile takes minutes for long unrolls. */
const mostStartSeconds = 90;

/** Milliseconds of a step of every workload, by each contender. */
const steps: TablePart = {
  name: 'steps',
  headers: [tableHeader(allSpecs)],
  async measure({ python, quick, log }) {
    const names = quick ? ['mnist-backprop', 'lstm-256-8'] : workloadNames;
    const timing = {
      ...(quick ? { rounds: 1, seconds: 0.2 } : { rounds: 5, seconds: 0.3, mostSpread: 0.02 }),
      mostStartSeconds,
      startsAtOnce: availableParallelism(),
      log,
    };
    const chosen = await chooseContenders({ python, device }, log);
    const specs = quick ? chosen.map(withOneSetting) : chosen;
    const workloads = await Promise.all(names.map(workload));
    const results: WorkloadResult[] = [];
    for await (const result of timeWorkloads(workloads, specs, timing)) results.push(result);
    return {
      rows: [tableRows(results, allSpecs).map(asCode)],
      notes: [
        ...leadNotes(results),
        ...tableNotes(results),
        `At least three rounds, and five where a ratio varies by more than 2 %. Left out: contenders that make no first step in ${mostStartSeconds} s, while as many start as there are cores.`,
      ],
    };
  },
};

/** Times of a step and of its compilation along width, depth, batch and unroll. */
const scaling: TablePart = {
  name: 'scaling',
  headers: [stepHeader, startHeader],
  async measure(options) {
    const all: SweepTimes[] = [];
    for await (const times of measureSweeps([], options)) all.push(times);
    return { rows: [stepRows(all), startRows(all)], notes: scalingNotes(all) };
  },
};

/** Several runs of one model in one process. */
const together: TablePart = {
  name: 'together',
  headers: [togetherHeader],
  async measure({ quick, log }) {
    const names = quick ? ['recall-dni'] : ['recall-dni', 'lstm-256-8-dni', 'recall-bptt'];
    const timing = quick
      ? { copies: 4, rounds: 1, seconds: 0.3, device }
      : { copies: 8, rounds: 5, seconds: 1, device };
    const costs: TogetherCost[] = [];
    for (const name of names)
      costs.push(await measureTogether(await workloadOrTemplate(name), { ...timing, device }, log));
    return { rows: [costs.map((cost) => asCode(togetherRow(cost)))], notes: togetherNotes };
  },
};

/** The error with products of bfloat16. */
const precision: TablePart = {
  name: 'precision',
  headers: [precisionHeader],
  async measure({ quick, log }) {
    const options = quick ? { steps: 100, seeds: [1, 2] } : { steps: 2000, seeds: [1, 2, 3, 4, 5] };
    const cost = await measurePrecision(await workload('mnist-backprop'), options, log);
    return { rows: [[asCode(precisionRow(cost))]], notes: precisionNotes };
  },
};

/** What an evaluation on held-out data costs. */
const evaluate: TablePart = {
  name: 'evaluate',
  headers: [evaluationHeader],
  async measure({ quick, log }) {
    const costs: EvaluationCost[] = [];
    for (const name of quick ? evaluatedWorkloads.slice(0, 1) : evaluatedWorkloads) {
      log(`${name} …`);
      costs.push(await measureEvaluation(name, quick ? 1 : 5));
    }
    return {
      rows: [costs.map((cost) => asCode(evaluationRow(cost)))],
      notes: [
        'One evaluation on both held-out parts, median of the rounds, beside its matrix products alone at the same shapes and threads. Cores: processor time over time.',
      ],
    };
  },
};

/** From `dni train` to the first step. */
const firstStep: TablePart = {
  name: 'first-step',
  headers: [firstStepHeader],
  async measure({ quick }) {
    const spec = 'mnist-cdni';
    const times = await measureFirstStep({ program: resolve('.'), spec, runs: quick ? 1 : 7 });
    return {
      rows: [times.map(firstStepRow)],
      notes: [
        `Seconds from the start of \`dni train ${spec}\`, median and quartiles of several starts after one that is not counted; when the command or its worker has come so far.`,
      ],
    };
  },
};

const memoryWorkloads = ['mnist-backprop', 'mnist-cdni', 'lstm-256-8'];

/** What the memory of a worker consists of. */
const memory: TablePart = {
  name: 'memory',
  headers: [['MB', ...memoryWorkloads]],
  async measure({ log }) {
    const runs: RunMemory[] = [];
    for (const name of memoryWorkloads) {
      log(`${name} …`);
      runs.push(await measureMemory(await workload(name)));
    }
    return {
      rows: [memoryRows(runs)],
      notes: [
        'Of a worker process while it trains, after its first evaluations and checkpoints. Shared: pages of files, which all processes have in common.',
      ],
    };
  },
};

export const parts: readonly TablePart[] = [
  steps,
  scaling,
  firstStep,
  evaluate,
  memory,
  together,
  precision,
];
export const partNames: readonly string[] = parts.map(({ name }) => name);
