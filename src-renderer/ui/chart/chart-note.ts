/** A sentence below a chart, with what can be done about it. */
export interface ChartNote {
  text: string;
  action?: { label: string; onclick: () => void };
}
