import type { TaskOf } from '#spec/task';
import { grammarTicks } from './grammar-ticks';
import type { Generator } from '../random';
import type { TickDataset } from '../streams/tick-dataset';

/** The symbols in the order of their classes. */
const symbols = ['B', 'T', 'P', 'S', 'X', 'V', 'E'] as const;
type ReberSymbol = (typeof symbols)[number];

/** Reber's grammar (1967) between its B and E: for each state, the symbols that may follow and the next states. */
const grammar: readonly (readonly [ReberSymbol, number][])[] = [
  [
    ['T', 1],
    ['P', 2],
  ],
  [
    ['S', 1],
    ['X', 3],
  ],
  [
    ['T', 2],
    ['V', 4],
  ],
  [
    ['X', 2],
    ['S', 5],
  ],
  [
    ['P', 3],
    ['V', 5],
  ],
];
const final = 5;

/**
 * The embedded Reber grammar: B, then T or P, a string of the Reber grammar, the same T or P again, E. The two equal
 * symbols are `distance` ticks apart: the string between them is drawn uniformly from all strings of that length.
 */
export function reberTicks(task: TaskOf<'reber'>): TickDataset {
  // Between the two equal symbols are B, the inner symbols and E.
  const inner = task.distance - 3;
  const ways = countWays(inner);
  const draw = (generator: Generator): number[] => {
    const early: ReberSymbol = generator.below(2) === 0 ? 'T' : 'P';
    const sentence: ReberSymbol[] = [
      'B',
      early,
      'B',
      ...drawInner(generator, inner, ways),
      'E',
      early,
      'E',
    ];
    return sentence.map((symbol) => symbols.indexOf(symbol));
  };
  return grammarTicks(task, { draw, distantFromEnd: 2 });
}

/**
 * `ways[n][state]`: the number of strings of exactly n symbols from the state to the end. The numbers of one n are
 * divided by their largest, so that they stay finite.
 */
function countWays(length: number): number[][] {
  const ways: number[][] = [grammar.map(() => 0).concat(1)];
  for (let n = 1; n <= length; n++) {
    const shorter = ways[n - 1] ?? [];
    const counts = grammar.map((moves) =>
      moves.reduce((sum, [, to]) => sum + (shorter[to] ?? 0), 0),
    );
    const largest = Math.max(1, ...counts);
    ways.push([...counts.map((count) => count / largest), 0]);
  }
  return ways;
}

function drawInner(generator: Generator, length: number, ways: readonly number[][]): ReberSymbol[] {
  const drawn: ReberSymbol[] = [];
  let state = 0;
  for (let left = length; left > 0; left--) {
    const moves = grammar[state] ?? [];
    const weights = moves.map(([, to]) => ways[left - 1]?.[to] ?? 0);
    let rest = generator.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    const chosen = moves.find((_, index) => (rest -= weights[index] ?? 0) < 0) ?? moves[0];
    if (!chosen) break;
    drawn.push(chosen[0]);
    state = chosen[1];
  }
  if (state !== final && length > 0) throw new Error('the grammar has no string of this length');
  return drawn;
}
