import { formatNumber } from '../format-value';
import { commonLinks, type LinkName } from './link';
import { chainOfModel, type MeasuredStep, type SizedModel } from './model-chain';
import { secondsOnOneWorker } from './module-chain';
import { predictStep } from './predict-steps';
import { chooseMicroBatches, type StepSchedule } from './schedule';

/** Machines like the one on which a step was measured, each pair of them connected by the same link. */
export interface MachineChoice {
  machines: number;
  link: LinkName;
}

export const machineCounts: readonly number[] = [2, 4, 8, 16, 64];
export const linkNames = Object.keys(commonLinks) as LinkName[];

/** A choice that was stored; undefined where it is not offered. */
export function parseMachineChoice(stored: unknown): MachineChoice | undefined {
  const { machines, link } = (stored ?? {}) as Partial<Record<keyof MachineChoice, unknown>>;
  const count = machineCounts.find((each) => each === machines);
  const name = linkNames.find((each) => each === link);
  return count === undefined || name === undefined ? undefined : { machines: count, link: name };
}

/** What a step of a model takes on several machines: in a few words, and how that is predicted. */
export interface MachinePrediction {
  text: string;
  explanation: string;
}

/** Null where the model cannot be divided; see `chainOfModel`. */
export function describeOnMachines(
  sized: SizedModel,
  measured: MeasuredStep,
  { machines, link: linkName }: MachineChoice,
): MachinePrediction | null {
  const chain = chainOfModel(sized, measured);
  if (!chain) return null;
  const workers = Math.min(machines, chain.modules.length);
  const microBatches = chooseMicroBatches(workers, measured.batch);
  const link = commonLinks[linkName];
  const predict = (schedule: StepSchedule): string =>
    inMilliseconds(predictStep(chain, schedule, { workers, link, microBatches }).seconds);
  const isUnlocked = chain.messages.some(({ syntheticInput }) => syntheticInput !== null);
  const steps = [
    `backprop ${predict('backprop')}`,
    `pipeline ${predict('pipeline')}`,
    `DNI ${predict('dni')}`,
    ...(isUnlocked ? [`fully unlocked ${predict('unlocked')}`] : []),
  ];
  const single = inMilliseconds(secondsOnOneWorker(chain));
  return {
    text: `${steps.join(', ')} a step; backprop on one machine ${single}`,
    explanation: [
      `Simulated, not measured: each machine computes as fast as this one, and messages take ${formatNumber(1e6 * link.latency, 2)} µs and their size over ${linkName}.`,
      workers < machines ? `The model has ${workers} modules, so ${workers} machines work.` : '',
      `The pipeline cuts the batch into ${microBatches} micro-batches (GPipe); that smaller parts compute less efficiently is left out.`,
      'DNI counts what the synthesizers compute and learn.',
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function inMilliseconds(seconds: number): string {
  return `${formatNumber(1000 * seconds, 2)} ms`;
}
