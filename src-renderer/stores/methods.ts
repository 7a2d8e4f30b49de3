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

export const methodOptions = (['dni', 'backprop', 'none'] as const).map((value) => ({
  value,
  label: methodInfo[value].label,
  title: methodInfo[value].explanation,
}));
