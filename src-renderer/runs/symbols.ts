import type { Task } from '#spec/task';

/** What is written for symbols that would not be seen. */
const unseen: Record<string, string> = { ' ': '␣', '\n': '⏎', '\t': '⇥', '\r': '␍' };
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export type Side = 'input' | 'output';

/** A class as a sign or a short word: its name, or what the task means by it. −1, nothing, is empty. */
export function symbolText(
  task: Task,
  side: Side,
  names: readonly string[] | null,
  number: number,
): string {
  if (number < 0) return '';
  const name = names?.[number];
  if (name !== undefined) return unseen[name] ?? name;
  if (task.kind === 'counting' || task.kind === 'sequence') return String(number);
  if ('symbols' in task && number >= task.symbols)
    return marker(task.kind, side, number - task.symbols);
  return alphabet[number] ?? String(number);
}

/** The classes of the copy tasks that are no symbols of a sequence. */
function marker(kind: Task['kind'], side: Side, index: number): string {
  if (side === 'output') return '■';
  return index === 0 ? '▸' : kind === 'copy' ? '·' : '×';
}

/** What the signs mean, for those that need words; null where they speak for themselves. */
export function markersInWords(task: Task): string | null {
  if (task.kind === 'copy') return '▸ say it back, · blank';
  if (task.kind === 'repeatCopy') return '▸ say it back, ■ the end';
  return null;
}

/** Whether what the model saw can be shown as symbols. */
export function showsInput(task: Task): boolean {
  return task.kind !== 'counting' && task.kind !== 'sequence';
}

export interface Score {
  asked: number;
  right: number;
}

/** How many of the ticks at which something was asked for were answered rightly. */
export function scoreOf(target: readonly number[], output: readonly number[]): Score {
  const asked = target.flatMap((wanted, tick) => (wanted >= 0 ? [tick] : []));
  return {
    asked: asked.length,
    right: asked.filter((tick) => output[tick] === target[tick]).length,
  };
}

/** Ticks in lines of at most `width`, as equally long as can be. */
export function inLines(ticks: number, width: number): { from: number; to: number }[] {
  const lines = Math.max(1, Math.ceil(ticks / Math.max(1, width)));
  const each = Math.ceil(ticks / lines);
  return Array.from({ length: lines }, (_, line) => ({
    from: line * each,
    to: Math.min(ticks, (line + 1) * each),
  })).filter(({ from, to }) => to > from);
}
