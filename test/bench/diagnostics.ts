/** What looking at a run while it trains costs it: the share of diagnostics in its time. */
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { median } from './statistics';
import type { Workload } from './workloads';

export interface DiagnosticsCost {
  workload: string;
  /** Steps from one examination to the next. */
  every: number;
  stepMs: number;
  examineMs: number;
  /** Time of one examination / time of the steps between two of them. */
  share: number;
}

const rounds = 9;
const maxRoundMs = 5000;

/** TensorFlow must be loaded. */
export async function measureDiagnostics({ name, spec }: Workload): Promise<DiagnosticsCost> {
  const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
  const session = new TrainingSession(spec, data, '');
  const { every } = spec.diagnostics;
  const stepMs: number[] = [];
  const examineMs: number[] = [];
  session.advance(4);
  session.examine();
  session.advance(4);
  for (let round = 0; round < rounds; round++) {
    const from = session.step;
    const began = performance.now();
    while (session.step < from + every && performance.now() - began < maxRoundMs)
      session.advance(Math.min(4, from + every - session.step));
    const trained = performance.now();
    session.examine();
    stepMs.push((trained - began) / (session.step - from));
    examineMs.push(performance.now() - trained);
  }
  session.dispose();
  const [step, examination] = [median(stepMs), median(examineMs)];
  return {
    workload: name,
    every,
    stepMs: step,
    examineMs: examination,
    share: examination / (step * every),
  };
}

export function describeDiagnosticsCost(cost: DiagnosticsCost): string {
  const { workload, every, stepMs, examineMs, share } = cost;
  return `${workload}: ${(100 * share).toFixed(2)} % of the run (${examineMs.toFixed(2)} ms every ${every} steps of ${stepMs.toFixed(2)} ms)`;
}
