/** The tables of `npm run bench -- scaling`. */
import { formatMilliseconds } from '../report';
import { cliffFactor, type Cliff } from './growth';
import {
  scaledContenders,
  type ScaledContender,
  type ScaledTime,
  type SweepTimes,
} from './scaling';

const labels: Record<ScaledContender, string> = {
  compiled: 'compiled',
  pytorch: 'PyTorch',
  torchCompile: 'torch.compile',
};

/** Of the steps; a slope stands beside the time that it ends at. */
export const stepHeader = [
  'size',
  'GFLOP',
  'compiled',
  'GFLOP/s',
  'slope',
  'PyTorch',
  'slope',
  'torch.compile',
  'slope',
];

export const startHeader = [
  'size',
  'compiled: compiling',
  'first step',
  'PyTorch: first step',
  'torch.compile: compiling',
  'first step',
];

/** Milliseconds a step; in brackets how many compiled steps that is. */
export function stepRows(sweeps: readonly SweepTimes[]): string[][] {
  return mapSizes(sweeps, ({ sweep, contenders }, index, own) => {
    const [, pytorch, torchCompile] = scaledContenders.map((name) => contenders[name]);
    const cellsOf = (contender: SweepTimes['contenders'][ScaledContender]): string[] => {
      const time = contender?.times[index]?.milliseconds ?? null;
      if (time === null) return ['–', '–'];
      const ratio = own.milliseconds === null ? '' : ` (${(time / own.milliseconds).toFixed(2)})`;
      return [`${formatMilliseconds(time)}${ratio}`, formatSlope(contender?.slopes[index])];
    };
    return [
      `${sweep} ${own.value}`,
      (own.flop / 1e9).toPrecision(3),
      own.milliseconds === null ? '–' : formatMilliseconds(own.milliseconds),
      own.milliseconds === null ? '–' : (own.flop / own.milliseconds / 1e6).toFixed(1),
      formatSlope(contenders.compiled?.slopes[index]),
      ...cellsOf(pytorch),
      ...cellsOf(torchCompile),
    ];
  });
}

/** Seconds. */
export function startRows(sweeps: readonly SweepTimes[]): string[][] {
  return mapSizes(sweeps, ({ sweep, contenders, mostStartSeconds }, index, own) => {
    const seconds = (name: ScaledContender, key: 'compileSeconds' | 'firstStep'): string => {
      const time = contenders[name]?.times[index];
      if (!time || time.isSkipped) return '–';
      const value = time[key];
      return value === null ? `none in ${mostStartSeconds}` : value.toFixed(1);
    };
    return [
      `${sweep} ${own.value}`,
      seconds('compiled', 'compileSeconds'),
      seconds('compiled', 'firstStep'),
      seconds('pytorch', 'firstStep'),
      seconds('torchCompile', 'compileSeconds'),
      seconds('torchCompile', 'firstStep'),
    ];
  });
}

/** What the tables mean, what stays the same in each sweep, and where there are cliffs. */
export function scalingNotes(sweeps: readonly SweepTimes[]): string[] {
  const models = sweeps.map(({ sweep, model }) => `${sweep}: ${model}`).join('; ');
  const cliffs = scaledContenders
    .filter((name) => sweeps.some(({ contenders }) => contenders[name]))
    .map((name) => `${labels[name]} ${describeCliffs(name, sweeps)}`);
  return [
    `Milliseconds a step; in brackets how many compiled steps that is. GFLOP: of the matrix products of a step, forward and backward. Slope: d log(time) / d log(FLOP) from the last row above that has a time, 1 where the time grows as the arithmetic does. Compiling: the first call less the time that its steps take later, in seconds, with an empty cache. ${models}.`,
    `\`torch.compile\` is timed at every other size or so, since it takes 20 s and more to start. What makes no first step in ${sweeps[0]?.mostStartSeconds ?? 0} s is left out, and at larger sizes of a graph that grows it is not tried again.`,
    `Cliffs, where a step costs more than ${cliffFactor} times what the growth of its arithmetic explains, or compiling more than ${cliffFactor} times what the growth of the graph explains: ${cliffs.join('. ')}.`,
  ];
}

function describeCliffs(name: ScaledContender, sweeps: readonly SweepTimes[]): string {
  const cliffs = sweeps.flatMap(({ sweep, contenders }) =>
    (contenders[name]?.cliffs ?? []).map((cliff) => describeCliff(sweep, cliff)),
  );
  return cliffs.length === 0 ? 'none' : cliffs.join('; ');
}

function describeCliff(sweep: string, { from, to, what, excess }: Cliff): string {
  const part = what === 'step' ? 'the step' : 'compiling';
  return `${sweep} ${from} to ${to}, ${part} ${excess.toFixed(1)} times`;
}

/** A row for each size of each sweep that any contender was timed at. */
function mapSizes(
  sweeps: readonly SweepTimes[],
  rowOf: (sweep: SweepTimes, index: number, own: ScaledTime) => string[],
): string[][] {
  return sweeps.flatMap((sweep) => {
    const [first] = Object.values(sweep.contenders);
    const missing = { milliseconds: null, compileSeconds: null, firstStep: null };
    return (first?.times ?? []).map(({ value, flop }, index) =>
      rowOf(sweep, index, sweep.contenders.compiled?.times[index] ?? { value, flop, ...missing }),
    );
  });
}

function formatSlope(slope: number | null | undefined): string {
  return slope === null || slope === undefined ? '–' : slope.toFixed(2);
}
