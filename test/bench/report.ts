import { availableParallelism } from 'node:os';
import { describeThreads, type ContenderName, type ContenderSpec } from './contenders';
import type { Timing } from './measure';
import { median, quantile, ratios, interquartileRange } from './statistics';

/** The timings of all contenders on one workload. */
export interface WorkloadResult {
  workload: string;
  baseline?: string;
  timings: readonly Timing[];
  /** Those that made no first step in time. */
  late?: { names: readonly ContenderName[]; seconds: number };
}

const jsonNames = [
  'eager',
  'compiled',
  'products',
  'bfloat16',
  'xla',
  'pytorch',
  'pytorchBfloat16',
  'torchCompile',
  'tfFunction',
  'oneThread',
] as const;

/**
 * One line of JSON. For each contender: milliseconds per step, null where it did not run; `spread`, the
 * interquartile range in milliseconds; `ratio`, its time over that of `compiled`, as minimum, median and maximum of
 * the rounds; `matmulShare`, the share of the compiled step that its matrix products and convolutions take alone (median
 * of the rounds); `threads`, within an op × ops in parallel, null where the program chose.
 */
export function formatJson({ workload, timings }: WorkloadResult): string {
  const timingOf = new Map(timings.map((timing) => [timing.name, timing]));
  const [compiled, products] = [timingOf.get('compiled'), timingOf.get('products')];
  const perContender = <T>(select: (timing: Timing) => T): Record<string, T | null> =>
    Object.fromEntries(
      jsonNames.map((name) => {
        const timing = timingOf.get(name);
        return [name, timing ? select(timing) : null];
      }),
    );
  return JSON.stringify({
    workload,
    ...perContender(({ rounds }) => round(median(rounds))),
    spread: perContender(({ rounds }) => round(interquartileRange(rounds))),
    ratio: perContender(({ rounds }) => {
      if (!compiled) return null;
      const roundRatios = ratios(rounds, compiled.rounds);
      return [quantile(roundRatios, 0), median(roundRatios), quantile(roundRatios, 1)].map(round);
    }),
    matmulShare:
      compiled && products ? round(median(ratios(products.rounds, compiled.rounds))) : null,
    threads: perContender(({ threads }) => threads && describeThreads(threads)),
    firstStepSeconds: perContender(({ firstStep }) => round(firstStep)),
    peakMegabytes: perContender(({ peak }) => peak && Math.round(peak)),
  });
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

export function tableHeader(specs: readonly ContenderSpec[]): string[] {
  return ['workload', ...specs.map(({ label }) => label), 'first step', 'memory'];
}

/** Milliseconds per step, and in brackets the ratio to the compiled step. */
export function tableRows(
  results: readonly WorkloadResult[],
  specs: readonly ContenderSpec[],
): string[][] {
  return results.map(({ workload, timings, late }) => {
    const compiled = timings.find(({ name }) => name === 'compiled');
    const cells = specs.map(({ name }) => {
      const timing = timings.find((candidate) => candidate.name === name);
      if (!timing) return late?.names.includes(name) ? `none in ${late.seconds} s` : '–';
      const time = formatMilliseconds(median(timing.rounds));
      if (!compiled || name === 'compiled') return time;
      return `${time} (${median(ratios(timing.rounds, compiled.rounds)).toFixed(2)})`;
    });
    return [
      workload,
      ...cells,
      compiled ? `${compiled.firstStep.toFixed(1)} s` : '–',
      compiled?.peak ? `${Math.round(compiled.peak)} MB` : '–',
    ];
  });
}

/** Notes below the table: units, spread, threads, and the time of each workload relative to its baseline. */
export function tableNotes(results: readonly WorkloadResult[]): string[] {
  const threads = results.flatMap(({ timings }) =>
    timings.flatMap(({ name, threads }) => (threads ? [[name, describeThreads(threads)]] : [])),
  );
  const settingsOf = new Map<string, Set<string>>();
  for (const [name = '', setting = ''] of threads)
    settingsOf.set(name, (settingsOf.get(name) ?? new Set()).add(setting));
  const relativeSpreads = results.flatMap(({ timings }) => {
    const compiled = timings.find(({ name }) => name === 'compiled');
    return timings.map(({ rounds }) => {
      const roundRatios = ratios(rounds, compiled?.rounds ?? []);
      return (quantile(roundRatios, 0.75) - quantile(roundRatios, 0.25)) / median(roundRatios);
    });
  });
  const medianOf = (workload: string | undefined, name: ContenderName): number | null => {
    const timing = results
      .find((result) => result.workload === workload)
      ?.timings.find((timing) => timing.name === name);
    return timing ? median(timing.rounds) : null;
  };
  const pairs = results.flatMap(({ workload, baseline }) => {
    const [own, base] = [medianOf(workload, 'compiled'), medianOf(baseline, 'compiled')];
    if (own === null || base === null) return [];
    const oneThread = medianOf(workload, 'oneThread');
    const gain =
      oneThread === null ? '' : `; of its own time on one thread ${(own / oneThread).toFixed(2)}`;
    return [`${workload}: ${(own / base).toFixed(2)} of a step of ${baseline}${gain}.`];
  });
  return [
    `Milliseconds a step, median of the rounds; in brackets how many compiled steps that is. Its products alone: the matrix products and convolutions of the compiled step and nothing else, as parallel as they are in the step. ${availableParallelism()} cores. First step: from the start of the process, compiling included; memory: resident at most.`,
    `Ratios between the quartiles of the rounds: within ${(100 * Math.max(0, ...relativeSpreads.filter(Number.isFinite))).toFixed(0)} %. Threads within an op × ops side by side: ${[...settingsOf].map(([name, all]) => `${name} ${[...all].join(', ')}`).join('; ')}; compiled chooses by itself.`,
    ...pairs,
  ];
}

/** Sentences on how many workloads the compiled step is ahead of the others, and where it is behind. */
export function leadNotes(results: readonly WorkloadResult[]): string[] {
  const others = [
    ['pytorch', 'PyTorch'],
    ['torchCompile', '`torch.compile`'],
    ['tfFunction', '`tf.function`'],
  ] as const;
  return others.flatMap(([name, label]) => {
    const compared = results.flatMap(({ workload, timings }) => {
      const [own, other] = (['compiled', name] as const).map((wanted) =>
        timings.find((timing) => timing.name === wanted),
      );
      return own && other ? [{ workload, ratio: median(ratios(other.rounds, own.rounds)) }] : [];
    });
    if (compared.length === 0) return [];
    const behind = compared.filter(({ ratio }) => ratio < 1);
    const where = behind.map(({ workload, ratio }) => `\`${workload}\` (${ratio.toFixed(2)})`);
    const list = where.length === 0 ? '' : `; behind on ${where.join(', ')}`;
    const ahead = `${compared.length - behind.length} of ${compared.length}`;
    return [`The compiled step is ahead of ${label} on ${ahead} workloads${list}.`];
  });
}

export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(1);
}
