import type { Schedule } from '#spec/optimizer';

/** The factor of the learning rate at `step` (the first update is step 0) of a run of `steps`. */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** schedule.at.filter((at) => step >= at).length;
    case 'exponential':
      return schedule.factor ** (step / schedule.every);
    case 'cosine': {
      const done = Math.min(1, step / (schedule.over ?? steps));
      return schedule.end + ((1 - schedule.end) * (1 + Math.cos(Math.PI * done))) / 2;
    }
  }
}
