import type { Task } from '#spec/task';

/** Visible replacements for whitespace. */
const whitespaceSymbols: Record<string, string> = { ' ': '␣', '\n': '⏎', '\t': '⇥', '\r': '␍' };
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export type Side = 'input' | 'output';

/**
 * Formats a class number: its name if it has one, else a letter or a marker of the task. −1 (no
 * class) is empty.
 */
export function formatSymbol(
  task: Task,
  side: Side,
  names: readonly string[] | null,
  number: number,
): string {
  if (number < 0) return '';
  const name = names?.[number];
  if (name !== undefined) return whitespaceSymbols[name] ?? name;
  if (task.kind === 'counting' || task.kind === 'sequence') return String(number);
  if ('symbols' in task && number >= task.symbols)
    return formatMarker(task.kind, side, number - task.symbols);
  return alphabet[number] ?? String(number);
}

/** Formats the classes of the copy tasks that are not symbols of a sequence. */
function formatMarker(kind: Task['kind'], side: Side, index: number): string {
  if (side === 'output') return '■';
  return index === 0 ? '▸' : kind === 'copy' ? '·' : '×';
}

/** Explains the markers of a task; null if it has none. */
export function explainMarkers(task: Task): string | null {
  if (task.kind === 'copy') return '▸ repeat it, · blank';
  if (task.kind === 'repeatCopy') return '▸ repeat it, ■ end';
  return null;
}

/** Whether the inputs of a task can be shown as symbols. */
export function showsInput(task: Task): boolean {
  return task.kind !== 'counting' && task.kind !== 'sequence';
}

/** The number of ticks with a target, and of correct outputs among them. */
export interface Score {
  total: number;
  correct: number;
}

/** Counts the correct outputs over the ticks that have a target (one that is not negative). */
export function countCorrect(target: readonly number[], output: readonly number[]): Score {
  const ticks = target.flatMap((label, tick) => (label >= 0 ? [tick] : []));
  return {
    total: ticks.length,
    correct: ticks.filter((tick) => output[tick] === target[tick]).length,
  };
}

/** Splits ticks into lines of nearly equal length, at most `width`. */
export function splitIntoLines(ticks: number, width: number): { from: number; to: number }[] {
  const lines = Math.max(1, Math.ceil(ticks / Math.max(1, width)));
  const lineLength = Math.ceil(ticks / lines);
  return Array.from({ length: lines }, (_, line) => ({
    from: line * lineLength,
    to: Math.min(ticks, (line + 1) * lineLength),
  })).filter(({ from, to }) => to > from);
}
