/** Settings of an experiment as short texts. */
import type { Experiment } from '#spec/experiment';
import type { Decoupling } from '#spec/model';
import { summarizeNode } from '#spec/node-catalogue';
import type { Node } from '#spec/nodes';
import type { OptimizerSettings, Schedule } from '#spec/optimizer';
import { formatShape } from '#spec/problems';
import {
  decouplingSettings,
  optimizerKinds,
  optimizerSettings,
  scheduleKinds,
  scheduleSettings,
  stopEarlySettings,
  trainingSettings,
} from '#spec/setting-catalogue';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { taskKinds, taskSettings } from '#spec/task-catalogue';

export interface Fact {
  name: string;
  value: string;
}

/** What the card of the node says, and what its result follows from besides. */
export function describeNode(node: Node): string {
  const stride = node.kind === 'conv2d' && formatPair(node.stride) !== '1' ? node.stride : null;
  return [
    summarizeNode(node),
    stride === null ? '' : `stride ${formatPair(stride)}`,
    'padding' in node && node.padding === 'valid' ? 'padding valid' : '',
    'bias' in node && !node.bias ? 'no bias' : '',
    'period' in node && node.period !== undefined ? `every ${node.period} ticks` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function formatPair(value: number | readonly number[]): string {
  const [first, second = first] = typeof value === 'number' ? [value] : value;
  return first === second ? String(first) : formatShape([first ?? 0, second ?? 0]);
}

/** What is not as usual about a decoupled edge, besides the layers of its synthesizer. */
export function describeDecoupling(decoupling: Decoupling): string {
  const { synthesizer, syntheticInput, optimizer } = decoupling;
  const hasHidden = synthesizer.hidden.length > 0;
  return [
    synthesizer.batchNorm && hasHidden ? 'batch norm' : '',
    synthesizer.activation !== 'relu' && hasHidden ? synthesizer.activation : '',
    synthesizer.kind === 'conv' && synthesizer.kernel !== 5 ? `kernel ${synthesizer.kernel}` : '',
    synthesizer.kind === 'mlp' && synthesizer.squash ? 'squashed message' : '',
    ...listSet(decouplingSettings, decoupling).map(({ name, value }) =>
      value === 'on' ? name.toLowerCase() : `${lowerFirst(name)} ${value}`,
    ),
    optimizer ? `own optimizer: ${describeOptimizer(optimizer)}` : '',
    syntheticInput ? `synthetic input ${syntheticInput.hidden.join(', ') || 'linear'}` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** `Adam, rate 0.0003, beta 1 0.9, …`, with the schedule. */
export function describeOptimizer({ schedule, ...optimizer }: OptimizerSettings): string {
  const { kind } = optimizer;
  const label = optimizerKinds.find(({ value }) => value === kind)?.label ?? kind;
  const settings = listSet(optimizerSettings[kind], optimizer);
  return [label, ...settings.map(toPhrase), describeSchedule(schedule)]
    .filter((part) => part !== '')
    .join(', ');
}

function describeSchedule(schedule: Schedule): string {
  if (schedule.kind === 'constant') return '';
  const label = scheduleKinds.find(({ value }) => value === schedule.kind)?.label ?? schedule.kind;
  const settings = listSet(scheduleSettings[schedule.kind], schedule).map(toPhrase);
  return `schedule: ${lowerFirst(label)} (${settings.join(', ')})`;
}

/** The task and how the model is trained, in the order of the window. */
export function listTraining({ task, training, model }: Experiment): Fact[] {
  const kind = taskKinds.find(({ value }) => value === task.kind)?.label ?? task.kind;
  const ofTask = listSet(taskSettings[task.kind], task).map(toPhrase);
  const early = training.stopEarly ? listSet(stopEarlySettings, training.stopEarly) : [];
  const modules = Object.entries(model.modules).flatMap(([id, settings]) => {
    const { updateProbability, device } = settings;
    return [
      ...(updateProbability === undefined
        ? []
        : [{ name: `Update probability of ${id}`, value: String(updateProbability) }]),
      ...(device === undefined ? [] : [{ name: `Device of ${id}`, value: device }]),
    ];
  });
  return [
    { name: 'Task', value: [kind, ...ofTask].join(', ') },
    ...listSet(trainingSettings, training),
    ...early,
    { name: 'Optimizer', value: describeOptimizer(training.optimizer) },
    ...modules,
  ];
}

/** The settings that have a value; a switch that is off, a zero and the usual precision say nothing. */
function listSet(descriptors: readonly SettingDescriptor[], settings: object): Fact[] {
  const values = settings as Readonly<Record<string, unknown>>;
  return descriptors.flatMap((descriptor) => {
    const value = values[descriptor.key];
    const isIdle =
      value === undefined ||
      value === false ||
      (value === 0 && descriptor.key !== 'seed') ||
      (descriptor.key === 'precision' && value === 'float32');
    return isIdle ? [] : [{ name: descriptor.label, value: formatValue(descriptor, value) }];
  });
}

function formatValue(descriptor: SettingDescriptor, value: unknown): string {
  if (value === true) return 'on';
  if (Array.isArray(value)) return value.join(', ');
  if (descriptor.type === 'choice')
    return descriptor.choices.find((choice) => choice.value === value)?.label ?? String(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const toPhrase = ({ name, value }: Fact): string => `${lowerFirst(name)} ${value}`;

/** `Learning rate` in the middle of a sentence; `XLA` stays. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
