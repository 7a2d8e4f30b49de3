import type { TaskOf } from '#spec/task';
import { grammarTicks } from './grammar-ticks';
import type { Generator } from '../random';
import type { TickDataset } from '../streams/tick-dataset';

/**
 * Nested brackets: kind k opens with class k and closes with class `pairs` + k. The outermost pair is
 * `distance` ticks wide, so the last symbol repeats the kind of the first.
 */
export function bracketsTicks(task: TaskOf<'brackets'>): TickDataset {
  const draw = (generator: Generator): number[] => drawBrackets(generator, task);
  return grammarTicks(task, { draw, farFromEnd: 1 });
}

/** Of an even number of symbols: the distance is odd, or one is added. */
function drawBrackets(generator: Generator, task: TaskOf<'brackets'>): number[] {
  const { pairs, depth } = task;
  const length = task.distance + (task.distance % 2 === 0 ? 2 : 1);
  const said: number[] = [];
  const open: number[] = [];
  const opened = (): void => {
    const kind = generator.below(pairs);
    open.push(kind);
    said.push(kind);
  };
  opened();
  // The outermost stays open until the end.
  while (said.length < length - 1) {
    const inner = open.length - 1;
    const left = length - 1 - said.length;
    const mustClose = inner >= left || open.length >= depth;
    if (inner > 0 && (mustClose || generator.uniform() < 0.5)) said.push(pairs + (open.pop() ?? 0));
    else opened();
  }
  said.push(pairs + (open.pop() ?? 0));
  return said;
}
