import type { Method } from '#spec/training';

/** Label, line style and explanation of each training method. `dash` is Chart.js's `borderDash`. */
export const methodInfo: Record<Method, { label: string; dash: number[]; explanation: string }> = {
  dni: {
    label: 'DNI',
    dash: [9, 3],
    explanation: 'Decoupled edges use their synthesizers: modules update without waiting.',
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
  dni: 'What lies beyond an unroll is foretold by the synthesizers of the decoupled recurrent edges.',
  backprop: 'Unrolled over whole sequences, or the full unroll, and updated once. The baseline.',
  none: 'Ordinary truncated backpropagation through time: what lies beyond an unroll is cut off.',
};

/** Explains what a method does to a model; `recurrent` if all its decoupled edges are recurrent. */
export function explainMethod(method: Method, recurrent: boolean): string {
  return recurrent ? recurrentExplanations[method] : methodInfo[method].explanation;
}

export const methodOptions = (['dni', 'backprop', 'none'] as const).map((value) => ({
  value,
  label: methodInfo[value].label,
  title: methodInfo[value].explanation,
}));
