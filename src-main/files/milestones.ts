import { appendFileSync } from 'node:fs';

/** The file that collects milestones, for a measurement of where the time of a start goes. */
const file = process.env.DNI_WORKBENCH_MILESTONES;

/** One line of that file. `at`: milliseconds since 1970, with fractions, the same clock in all processes. */
export interface RecordedMilestone {
  pid: number;
  name: string;
  at: number;
}

/** Notes that a start has come so far. Costs nothing unless `npm run bench -- first-step` asks for it. */
export function passMilestone(name: string): void {
  if (file === undefined) return;
  const milestone: RecordedMilestone = {
    pid: process.pid,
    name,
    at: performance.timeOrigin + performance.now(),
  };
  appendFileSync(file, `${JSON.stringify(milestone)}\n`);
}
