/** A tick of an upright axis; its label is empty where there is no room for one. */
export interface AxisTick {
  /** From 0, at the lower end, to 1. */
  height: number;
  label: string;
}

/** Leaves out labels so that those that stay are at least `gap` apart, from the lower end on. The ticks stay. */
export function thinLabels(ticks: readonly AxisTick[], gap: number): AxisTick[] {
  let last = -Infinity;
  return [...ticks]
    .sort((a, b) => a.height - b.height)
    .map((tick) => {
      if (tick.height - last < gap) return { ...tick, label: '' };
      last = tick.height;
      return tick;
    });
}

/** The width of a text in pixels. */
export type MeasureText = (text: string) => number;

/** The longest beginning of a text that has room in so many pixels, with an ellipsis where it is not all of it. */
export function fitText(text: string, width: number, measure: MeasureText): string {
  if (measure(text) <= width) return text;
  for (let length = text.length - 1; length > 0; length -= 1) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (measure(cut) <= width) return cut;
  }
  return '…';
}

/** Measures texts in the font of the axes. */
export function createMeasure(fontFamily: string): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return (text) => 6 * text.length;
  context.font = `11px ${fontFamily}`;
  return (text) => context.measureText(text).width;
}
