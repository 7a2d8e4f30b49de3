import type { TaskOf } from '#spec/task';
import { grammarTicks } from './grammar-ticks';
import type { Generator } from '../random';
import type { TickDataset } from '../streams/tick-dataset';

/**
 * The task of nested brackets. Kind k opens with class k and closes with class `pairs` + k. The outermost pair spans
 * `distance` ticks, so the last symbol depends on the first.
 */
export function bracketsTicks(task: TaskOf<'brackets'>): TickDataset {
  const draw = (generator: Generator): number[] => drawBrackets(generator, task);
  return grammarTicks(task, { draw, distantFromEnd: 1 });
}

/** One sequence of brackets. It has an even number of symbols: an even distance is increased by one. */
function drawBrackets(generator: Generator, task: TaskOf<'brackets'>): number[] {
  const { pairs, depth } = task;
  const length = task.distance + (task.distance % 2 === 0 ? 2 : 1);
  const symbols: number[] = [];
  const openKinds: number[] = [];
  const openBracket = (): void => {
    const kind = generator.below(pairs);
    openKinds.push(kind);
    symbols.push(kind);
  };
  openBracket();
  // The outermost pair stays open until the last symbol.
  while (symbols.length < length - 1) {
    const inner = openKinds.length - 1;
    const left = length - 1 - symbols.length;
    const mustClose = inner >= left || openKinds.length >= depth;
    if (inner > 0 && (mustClose || generator.uniform() < 0.5))
      symbols.push(pairs + (openKinds.pop() ?? 0));
    else openBracket();
  }
  symbols.push(pairs + (openKinds.pop() ?? 0));
  return symbols;
}
