import { expect, it } from 'vitest';
import type { ContenderName, ContenderSpec, Threads } from '../../bench/contenders';
import { measure, type MeasureOptions } from '../../bench/measure';

/** A contender whose step takes as many seconds as `secondsOf` says: code of a function of the request's number. */
function fakeSpec(
  name: ContenderName,
  secondsOf: (threads: Threads | null) => string,
  threads: readonly Threads[] = [],
): ContenderSpec {
  return {
    name,
    label: name,
    threads,
    launch: (_, setting) => ({
      command: process.execPath,
      args: [
        '-e',
        `const secondsOf = ${secondsOf(setting)};
        let request = 0;
        console.log('{"ready": true, "firstStep": 1}');
        require('node:readline').createInterface(process.stdin).on('line', (steps) =>
          console.log(JSON.stringify({ seconds: steps * secondsOf(request++), loss: 0 })));`,
      ],
    }),
  };
}

const late = (name: ContenderName): ContenderSpec => ({
  name,
  label: name,
  threads: [],
  launch: () => ({ command: process.execPath, args: ['-e', 'process.stdin.resume()'] }),
});

const steady = fakeSpec('compiled', () => '() => 0.002');
const [one, two]: [Threads, Threads] = [
  { intraOp: 1, interOp: 1 },
  { intraOp: 2, interOp: 1 },
];
const options: MeasureOptions = { rounds: 5, seconds: 0.01, log: () => undefined };

it('ends after three rounds where no ratio varies by more than asked, and not before', async () => {
  const slower = fakeSpec('pytorch', () => '() => 0.004');
  const { timings } = await measure('', [steady, slower], { ...options, mostSpread: 0.02 });
  expect(timings.map(({ rounds }) => rounds)).toEqual([
    [2, 2, 2],
    [4, 4, 4],
  ]);
  const all = await measure('', [steady, slower], options);
  expect(all.timings[1]?.rounds).toEqual([4, 4, 4, 4, 4]);
});

it('goes on to the last round where a ratio varies', async () => {
  // Four requests warm up; of each round the second is timed.
  const varying = fakeSpec('pytorch', () => '(request) => (request < 7 ? 0.004 : 0.005)');
  const { timings } = await measure('', [steady, varying], { ...options, mostSpread: 0.02 });
  expect(timings[1]?.rounds).toEqual([4, 5, 5, 5, 5]);
});

it('times the fastest setting of threads', async () => {
  const spec = fakeSpec('eager', (threads) => `() => ${0.008 / (threads?.intraOp ?? 1)}`, [
    one,
    two,
  ]);
  const { timings } = await measure('', [spec], { ...options, rounds: 1, startsAtOnce: 2 });
  expect(timings).toMatchObject([{ name: 'eager', threads: two, rounds: [4] }]);
});

it('leaves out and names those that make no first step in time', async () => {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const limits = { ...options, mostStartSeconds: 0.05, log };
  expect(await measure('', [late('torchCompile')], limits)).toEqual({
    timings: [],
    late: ['torchCompile'],
  });
  expect(lines).toEqual(['torchCompile: no first step within 0.05 s']);
});

it('leaves out those that end', async () => {
  const broken = fakeSpec('eager', () => 'no such thing');
  const { timings, late: names } = await measure('', [broken, steady], { ...options, rounds: 1 });
  expect(timings.map(({ name }) => name)).toEqual(['compiled']);
  expect(names).toEqual([]);
});
