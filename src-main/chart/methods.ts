import type { Experiment } from '#spec/experiment';
import { isSequential } from '#spec/task';
import type { Method } from '#spec/training';
import { isTemporal } from '#spec/update-windows';

/** Label, line style and explanation of each training method. `dash` is Chart.js's `borderDash`. */
export const methodInfo: Record<Method, { label: string; dash: number[]; explanation: string }> = {
  dni: {
    label: 'DNI',
    dash: [9, 3],
    explanation:
      'Decoupled edges use their synthesizers: modules update without waiting for the gradients of others.',
  },
  backprop: {
    label: 'backprop',
    dash: [],
    explanation: 'Decoupled edges behave as plain ones: everything is locked. The baseline.',
  },
  none: {
    label: 'none',
    dash: [2, 3],
    explanation: 'Decoupled edges pass no gradient back: the lower bound.',
  },
};

/** The explanations for a model whose decoupled edges are all recurrent. */
const recurrentExplanations: Record<Method, string> = {
  dni: 'The gradient of what lies beyond an unroll is predicted by the synthesizers of the decoupled recurrent edges.',
  backprop: 'Unrolled over whole sequences, or the full unroll, and updated once. The baseline.',
  none: 'Ordinary truncated backpropagation through time: the gradient of what lies beyond an unroll is cut off.',
};

/**
 * What the decoupled edges of a model unlock: its `modules`, a recurrence beyond its `unrolls`, or `nothing`, because no
 * edge is decoupled (in a stream: `nothing in a stream`) or a coupled path runs beside each.
 */
export type Unlocking = 'modules' | 'unrolls' | 'nothing' | 'nothing in a stream';

export function findUnlocking({ model, task }: Experiment, modules: number): Unlocking {
  if (model.edges.some(({ decoupled }) => decoupled) && modules > 1) return 'modules';
  if (model.edges.some(({ decoupled, delay }) => decoupled && delay !== undefined))
    return 'unrolls';
  return isSequential(task) && isTemporal(model) ? 'nothing in a stream' : 'nothing';
}

/** Explains what a method does to a model. */
export function explainMethod(method: Method, unlocking: Unlocking): string {
  switch (unlocking) {
    case 'modules':
      return methodInfo[method].explanation;
    case 'unrolls':
      return recurrentExplanations[method];
    case 'nothing in a stream':
      return method === 'backprop'
        ? recurrentExplanations.backprop
        : `No edge unlocks anything. ${recurrentExplanations.none}`;
    case 'nothing':
      return 'No edge unlocks a module: everything is locked, with every method.';
  }
}

export const methodOptions = (['dni', 'backprop', 'none'] as const).map((value) => ({
  value,
  label: methodInfo[value].label,
  title: methodInfo[value].explanation,
}));
