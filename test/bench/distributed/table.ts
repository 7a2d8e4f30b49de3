/** What the measured modules would take on more machines: a model that grows with them, one module for each. */
import { commonLinks, type Link } from '#analysis/distributed-steps/link';
import { equalModules, type ModuleChain } from '#analysis/distributed-steps/module-chain';
import { predictStep } from '#analysis/distributed-steps/predict-steps';
import { chooseMicroBatches, type StepSchedule } from '#analysis/distributed-steps/schedule';
import { messageBytes } from './chain-size';
import { microBatches, type DistributedCheck } from './distributed';
import type { PassSeconds } from './requests';

export interface PredictedTable {
  title: string;
  head: string[];
  rows: string[][];
}

const workerCounts = [2, 4, 8, 16, 64, 256, 1024];
const linkNames = ['1 Gbit/s', '10 Gbit/s', '100 Gbit/s'] as const;
const workersOfLinks = 64;

export function predictTables(checks: readonly DistributedCheck[]): PredictedTable[] {
  return [
    ...checks.map((check) => ({
      title: `The ${check.size.name} chain on N machines, 10 Gbit/s; milliseconds a step (efficiency):`,
      head: ['N', ...columns],
      rows: workerCounts.map((workers) => [
        String(workers),
        ...predictRow(check, workers, commonLinks['10 Gbit/s']),
      ]),
    })),
    {
      title: `On ${workersOfLinks} machines, by link; milliseconds a step (efficiency):`,
      head: ['', ...columns],
      rows: checks.flatMap((check) =>
        linkNames.map((name) => [
          `${check.size.name}, ${name}`,
          ...predictRow(check, workersOfLinks, commonLinks[name]),
        ]),
      ),
    },
  ];
}

const columns = [
  'backprop',
  `pipeline, m = ${microBatches}`,
  'pipeline, m = 4 N',
  'DNI',
  'fully unlocked',
];

function predictRow(check: DistributedCheck, workers: number, link: Link): string[] {
  const { size } = check;
  const [chain, cutChain] = [check.modules, check.cutModules].map((modules) =>
    growChain(modules[0], messageBytes(size), workers),
  ) as [ModuleChain, ModuleChain];
  const predict = (of: ModuleChain, schedule: StepSchedule, parts = 1): string => {
    const step = predictStep(of, schedule, { workers, link, microBatches: parts });
    // The same step of backprop on one machine, whole, is what all of them are compared with.
    const single = predictStep(chain, 'backprop', { workers: 1, link, microBatches: 1 });
    return formatStep(step.seconds, single.seconds / (workers * step.seconds));
  };
  return [
    predict(chain, 'backprop'),
    predict(cutChain, 'pipeline', microBatches),
    predict(chain, 'pipeline', chooseMicroBatches(workers, size.batch)),
    predict(chain, 'dni'),
    predict(chain, 'unlocked'),
  ];
}

/**
 * Equal modules, each like the first one that was measured. A synthetic input model is taken to cost what the synthesizer
 * does, which is as large.
 */
function growChain(passes: PassSeconds | undefined, bytes: number, count: number): ModuleChain {
  if (!passes) throw new Error('no module was measured');
  const { predict, learn } = passes;
  const synthesizer = { predict, learn };
  return equalModules(count, passes, { bytes, synthesizer, syntheticInput: synthesizer });
}

/** Milliseconds, and in brackets the efficiency. */
function formatStep(seconds: number, efficiency: number): string {
  const percent = 100 * efficiency;
  const share = percent >= 1 ? `${Math.round(percent)}` : percent.toPrecision(1);
  return `${Number((1000 * seconds).toPrecision(3))} (${share} %)`;
}
