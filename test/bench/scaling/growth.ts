/** How times grow along a sweep, beside its arithmetic. */

/** A step at one size. */
export interface SizedTime {
  value: number;
  flop: number;
  /** Null where there is none, because it took too long or does not exist. */
  milliseconds: number | null;
  /** Of the first call, less what its steps take later. */
  compileSeconds: number | null;
}

/** Between two neighbouring sizes. */
export interface Cliff {
  from: number;
  to: number;
  what: 'step' | 'compile';
  /** How much more the time has grown than what it is compared with. */
  excess: number;
}

/** A step or a compilation that has grown by more than this beyond its arithmetic, or beyond its graph, is a cliff. */
export const cliffFactor = 1.5;

/** Compiling takes this long in any case: below it, a difference is noise. */
const leastCompileSeconds = 0.5;

/**
 * d log(time) / d log(FLOP) from the last size before that has a time, 1 where time grows as the arithmetic does; null for
 * the first.
 */
export function slopesOf(times: readonly SizedTime[]): (number | null)[] {
  return times.map(({ flop, milliseconds }, index) => {
    const before = lastTimed(times.slice(0, index));
    if (!before || milliseconds === null) return null;
    return Math.log(milliseconds / before.milliseconds) / Math.log(flop / before.flop);
  });
}

type TimedSize = SizedTime & { milliseconds: number };

function lastTimed(times: readonly SizedTime[]): TimedSize | null {
  const timed = times.filter((time): time is TimedSize => time.milliseconds !== null);
  return timed[timed.length - 1] ?? null;
}

/**
 * The places where a step costs more than `cliffFactor` times what the growth of its arithmetic explains, or compiling more
 * than what the growth of the graph explains: as many times more operations as `value` has grown, or none more.
 */
export function findCliffs(times: readonly SizedTime[], growsGraph: boolean): Cliff[] {
  return times.flatMap((time, index): Cliff[] => {
    const before = lastTimed(times.slice(0, index));
    if (!before) return [];
    const step = ratio(time.milliseconds, before.milliseconds) / (time.flop / before.flop);
    const graph = growsGraph ? time.value / before.value : 1;
    const compile =
      ratio(atLeast(time.compileSeconds), atLeast(before.compileSeconds)) / Math.max(1, graph);
    const steps = { step, compile };
    return (['step', 'compile'] as const)
      .filter((what) => steps[what] > cliffFactor)
      .map((what) => ({ from: before.value, to: time.value, what, excess: steps[what] }));
  });
}

function ratio(time: number | null, before: number | null): number {
  return time === null || before === null ? Number.NaN : time / before;
}

function atLeast(seconds: number | null): number | null {
  return seconds === null ? null : Math.max(leastCompileSeconds, seconds);
}
