import { estimateDisk } from '#spec/estimate-disk';
import { estimateMemory } from '#spec/estimate-memory';
import { estimateRunWork, rateOf } from '#spec/estimate-work';
import type { Experiment } from '#spec/experiment';
import { meanSpeed } from '#spec/run';
import { taskFields } from '#spec/task';
import type { TaskData, TrainingMachine } from '#spec/task-data';
import { formatBytes, formatDuration, formatNumber, formatRate } from './format';
import { findMeasuredRun, type MeasuredRuns } from './measured-run';

/** What a run of a model needs, before it is started. */
export interface ReadinessFact {
  name: 'Data' | 'Memory' | 'Time' | 'Disk';
  /** `unknown`: not found out yet. */
  state: 'ready' | 'warning' | 'missing' | 'unknown';
  value: string;
  /** Where the value comes from. */
  source: string;
}

export interface ReadinessContext extends MeasuredRuns {
  /** Null while it is looked at. */
  data: TaskData | null;
  machine: TrainingMachine | null;
}

/** From this share of the memory on, the estimate may be too low for the run to fit. */
const warnFrom = 0.5;

/** Data, memory, time and disk of one run with the method and the steps of the experiment. */
export function listReadiness(spec: Experiment, context: ReadinessContext): ReadinessFact[] {
  return [
    dataFact(context.data),
    memoryFact(spec, context),
    timeFact(spec, context),
    diskFact(spec, context.data),
  ];
}

function dataFact(data: TaskData | null): ReadinessFact {
  const name = 'Data';
  if (data === null) return { name, state: 'unknown', value: 'being looked at', source: '' };
  if (data.problem) {
    const { message, remedy } = data.problem;
    return { name, state: 'missing', value: message, source: remedy };
  }
  if (!data.counts) return { name, state: 'ready', value: 'generated without end', source: '' };
  const { train, validation, test } = data.counts;
  const parts = [`${formatNumber(train)} training`, `${formatNumber(validation)} validation`];
  return {
    name,
    state: 'ready',
    value: `${parts.join(', ')}, ${formatNumber(test)} test`,
    source: '',
  };
}

function memoryFact(spec: Experiment, { data, machine }: ReadinessContext): ReadinessFact {
  const { device, host, isPartial } = estimateMemory(spec, fieldsOf(spec, data), data);
  const [needed, available] = machine?.gpu
    ? [device, machine.gpu.memory]
    : [device + host, machine?.memory ?? null];
  const share = available === null ? 0 : needed / available;
  return {
    name: 'Memory',
    state: isPartial ? 'unknown' : share > 1 ? 'missing' : share > warnFrom ? 'warning' : 'ready',
    value: `${isPartial ? 'at least' : 'about'} ${formatBytes(needed)}${available === null ? '' : ` of ${formatBytes(available)}${machine?.gpu ? ' of the GPU' : ''}`}`,
    source: 'estimated from the model',
  };
}

function timeFact(
  spec: Experiment,
  { data, machine, ...measured }: ReadinessContext,
): ReadinessFact {
  const { method, steps, maxSeconds = Infinity } = spec.training;
  const run = findMeasuredRun(spec, method, measured);
  if (run) {
    const speed = meanSpeed(run);
    return {
      name: 'Time',
      state: 'ready',
      value: `about ${atLeastSecond(Math.min(maxSeconds, steps / speed))}`,
      source: `${formatRate(speed)} measured in run ${run.name}`,
    };
  }
  const { device, rate } = rateOf(machine);
  const seconds = estimateRunWork(spec, fieldsOf(spec, data), data?.counts ?? null) / rate;
  return {
    name: 'Time',
    state: seconds > 0 ? 'ready' : 'unknown',
    value: seconds > 0 ? `at least ${atLeastSecond(Math.min(maxSeconds, seconds))}` : 'not known',
    source: `estimated from the multiply-adds of steps and evaluations, at the rate of ${device}; the first run measures it`,
  };
}

/** A run takes a second in any case: `about < 1 s` says nothing. */
const atLeastSecond = (seconds: number): string => formatDuration(Math.max(1, seconds));

function diskFact(spec: Experiment, data: TaskData | null): ReadinessFact {
  const { bytes, checkpoint, checkpoints, curves } = estimateDisk(spec, fieldsOf(spec, data));
  return {
    name: 'Disk',
    state: 'ready',
    value: `about ${formatBytes(Math.round(bytes))}`,
    source: `estimated: ${formatNumber(checkpoints)} checkpoints of ${formatBytes(checkpoint)}, curves of ${formatBytes(curves)}`,
  };
}

const fieldsOf = ({ task }: Experiment, data: TaskData | null): TaskData['fields'] =>
  data ? data.fields : taskFields(task);
