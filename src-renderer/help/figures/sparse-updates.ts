import { barKindLabels } from '#diagram/timeline/bar-kinds';
import type { BarKind } from '#diagram/timeline/module-timeline';
import type { LockingStrip, StripMark } from '#diagram/picture/strip';
import type { Experiment } from '#spec/experiment';
import { drawLocking } from './locking-drawing';

const steps = 10;
/** Shares of a step: the forward pass, then the backward pass and the update. */
const forwardEnd = 0.35;
const backwardEnd = 0.8;
const updateEnd = 0.95;

/**
 * Which modules go backward and update in which steps, where each does so with the update probability of the run: one
 * draw of chance, the same each time. All have the same length, unlike in the strip of the tab Locking.
 */
export function drawSparseUpdates(experiment: Experiment): LockingStrip {
  const probability = experiment.training.updateProbability;
  const strip = drawLocking(experiment);
  const draw = seededDraws(4);
  const rows = strip.rows.map((row) => {
    const backward: BarKind = row.marks.some(({ kind }) => kind === 'backward-true')
      ? 'backward-true'
      : 'backward-synthetic';
    let updates = 0;
    const marks = Array.from({ length: steps }, (_, step): StripMark[] => {
      const mark = (kind: BarKind, from: number, to: number): StripMark => ({
        ...{ kind, from: (step + from) / steps, to: (step + to) / steps },
      });
      const forward = mark('forward', 0, forwardEnd);
      if (draw() >= probability) return [forward];
      updates += 1;
      return [
        forward,
        mark(backward, forwardEnd, backwardEnd),
        mark('update', backwardEnd, updateEnd),
      ];
    }).flat();
    return { ...row, marks, state: `${updates} of ${steps}` };
  });
  const drawn = new Set(rows.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  return {
    headline: `Each module updates in few of ${steps} steps, at other steps than the others.`,
    rows,
    axis: Array.from({ length: steps }, (_, step) => ({
      at: (step + 0.5) / steps,
      text: String(step + 1),
    })),
    legend: strip.legend
      .filter(({ kind }) => drawn.has(kind))
      .map(({ kind }) => ({ kind, text: barKindLabels[kind as BarKind] })),
    notes: [`Schematic: one draw with update probability ${probability}; durations not to scale.`],
  };
}

/** Numbers from 0 to 1 that are the same each time (Park and Miller's generator). */
function seededDraws(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = (seed * 48271 ** 2) % modulus;
  return () => {
    state = (state * 48271) % modulus;
    return state / modulus;
  };
}
