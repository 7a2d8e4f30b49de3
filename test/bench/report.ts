import { availableParallelism } from 'node:os';
import { describeThreads, type ContenderName, type Entrant } from './contenders';
import type { Timing } from './measure';
import { median, quantile, ratios, spread } from './statistics';

/** What came out for a workload. */
export interface Finding {
  workload: string;
  baseline?: string;
  timings: readonly Timing[];
}

const inJson = [
  'eager',
  'compiled',
  'xla',
  'pytorch',
  'torchCompile',
  'tfFunction',
  'oneThread',
] as const;

/**
 * One line: milliseconds a step, null where not run; `spread`, the distance of the quartiles in
 * milliseconds; `ratio`, how many steps of `compiled` one of the others takes, least, median and most of the
 * rounds; `threads`, within an op × ops side by side, null where the program chose.
 */
export function jsonOf({ workload, timings }: Finding): string {
  const by = new Map(timings.map((timing) => [timing.name, timing]));
  const compiled = by.get('compiled');
  const each = <T>(value: (timing: Timing) => T): Record<string, T | null> =>
    Object.fromEntries(
      inJson.map((name) => {
        const timing = by.get(name);
        return [name, timing ? value(timing) : null];
      }),
    );
  return JSON.stringify({
    workload,
    ...each(({ rounds }) => round(median(rounds))),
    spread: each(({ rounds }) => round(spread(rounds))),
    ratio: each(({ rounds }) => {
      if (!compiled) return null;
      const all = ratios(rounds, compiled.rounds);
      return [quantile(all, 0), median(all), quantile(all, 1)].map(round);
    }),
    threads: each(({ threads }) => threads && describeThreads(threads)),
    firstStepSeconds: each(({ firstStep }) => round(firstStep)),
    peakMegabytes: each(({ peak }) => peak && Math.round(peak)),
  });
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

export function headOf(entering: readonly Entrant[]): string[] {
  return ['workload', ...entering.map(({ label }) => label), 'first step', 'memory'];
}

/** Milliseconds a step, and in brackets how many compiled steps that is. */
export function rowsOf(findings: readonly Finding[], entering: readonly Entrant[]): string[][] {
  return findings.map(({ workload, timings }) => {
    const compiled = timings.find(({ name }) => name === 'compiled');
    const cells = entering.map(({ name }) => {
      const timing = timings.find((one) => one.name === name);
      if (!timing) return '–';
      const time = format(median(timing.rounds));
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

/** What the table is to be read with, and what decoupling buys: each workload beside its baseline. */
export function notesOf(findings: readonly Finding[]): string[] {
  const threads = findings.flatMap(({ timings }) =>
    timings.flatMap(({ name, threads }) => (threads ? [[name, describeThreads(threads)]] : [])),
  );
  const settled = new Map<string, Set<string>>();
  for (const [name = '', setting = ''] of threads)
    settled.set(name, (settled.get(name) ?? new Set()).add(setting));
  const widths = findings.flatMap(({ timings }) => {
    const compiled = timings.find(({ name }) => name === 'compiled');
    return timings.map(({ rounds }) => {
      const all = ratios(rounds, compiled?.rounds ?? []);
      return (quantile(all, 0.75) - quantile(all, 0.25)) / median(all);
    });
  });
  const compiledOf = (workload: string | undefined, name: ContenderName): number | null => {
    const found = findings
      .find((finding) => finding.workload === workload)
      ?.timings.find((timing) => timing.name === name);
    return found ? median(found.rounds) : null;
  };
  const pairs = findings.flatMap(({ workload, baseline }) => {
    const [own, other] = [compiledOf(workload, 'compiled'), compiledOf(baseline, 'compiled')];
    if (own === null || other === null) return [];
    const single = compiledOf(workload, 'oneThread');
    const one =
      single === null ? '' : `; of its own time on one thread ${(own / single).toFixed(2)}`;
    return [`${workload}: ${(own / other).toFixed(2)} of a step of ${baseline}${one}.`];
  });
  return [
    `Milliseconds a step, median of the rounds; in brackets how many compiled steps that is. ${availableParallelism()} cores. First step: from the start of the process, compiling included; memory: resident at most.`,
    `Ratios between the quartiles of the rounds: within ${(100 * Math.max(0, ...widths.filter(Number.isFinite))).toFixed(0)} %. Threads within an op × ops side by side: ${[...settled].map(([name, all]) => `${name} ${[...all].join(', ')}`).join('; ')}; compiled chooses by itself.`,
    ...pairs,
  ];
}

function format(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(1);
}
