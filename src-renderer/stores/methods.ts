import type { Method } from '#spec/training';

/** How a method is called, drawn and explained, everywhere. `dash` is Chart.js's `borderDash`. */
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

/** What a method does, for a model whose decoupled edges are within its modules, as recurrent ones are. */
const overTime: Record<Method, string> = {
  dni: 'What lies beyond an unroll is foretold by the synthesizers of the decoupled recurrent edges.',
  backprop: 'Unrolled over whole sequences, or the full unroll, and updated once. The baseline.',
  none: 'Ordinary truncated backpropagation through time: what lies beyond an unroll is cut off.',
};

/** What a method does to the edges of a model. `recurrent`: they are all within modules. */
export function methodExplanation(method: Method, recurrent: boolean): string {
  return recurrent ? overTime[method] : methodInfo[method].explanation;
}

export const methodOptions = (['dni', 'backprop', 'none'] as const).map((value) => ({
  value,
  label: methodInfo[value].label,
  title: methodInfo[value].explanation,
}));
