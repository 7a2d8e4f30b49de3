import { taskFields, type TaskOf } from '#spec/task';
import { generatorOf, heldTicks } from './held-generator';
import type { Generator } from './random';
import { sequenceSource } from './sequence-source';
import type { TickDataset } from './ticks';

/**
 * Nested brackets: kind k opens with class k and closes with class `pairs` + k. The outermost pair is
 * `distance` ticks wide, so the last symbol repeats the kind of the first.
 */
export function bracketsTicks(task: TaskOf<'brackets'>): TickDataset {
  const draw = (generator: Generator): Int32Array => {
    const said = drawBrackets(generator, task);
    return Int32Array.from(
      said.flatMap((symbol, tick) => {
        const next = said[tick + 1];
        const isAsked = next !== undefined && (task.asked === 'all' || tick === said.length - 2);
        return [tick === 0 ? 1 : 0, symbol, isAsked ? next : -1];
      }),
    );
  };
  return {
    name: 'brackets',
    fields: taskFields(task) ?? {},
    tables: {},
    hasSequences: true,
    open: (split, options) =>
      sequenceSource<null>({
        ...options,
        generator: generatorOf(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldTicks(task.distance),
        size: () => null,
        draw,
      }),
  };
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
