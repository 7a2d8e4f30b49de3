/** What looking at a run while it trains costs it: the share of diagnostics in its time. */
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { median } from './statistics';
import type { Workload } from './workloads';

export interface DiagnosticsCost {
  workload: string;
  /** Steps from one examination to the next. */
  every: number;
  /** Of the clock and of the processors, the median of the rounds. */
  step: Times;
  examination: Times;
}

interface Times {
  ms: number;
  processorMs: number;
}

const rounds = 9;
const maxRoundMs = 5000;

/** TensorFlow must be loaded. */
export async function measureDiagnostics({ name, spec }: Workload): Promise<DiagnosticsCost> {
  const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
  const session = new TrainingSession(spec, data, '');
  const { every } = spec.diagnostics;
  const steps: Times[] = [];
  const examinations: Times[] = [];
  session.advance(4);
  session.examine();
  session.advance(4);
  for (let round = 0; round < rounds; round++) {
    const from = session.step;
    const began = performance.now();
    const training = timesOf(() => {
      while (session.step < from + every && performance.now() - began < maxRoundMs)
        session.advance(Math.min(4, from + every - session.step));
    });
    const count = session.step - from;
    steps.push({ ms: training.ms / count, processorMs: training.processorMs / count });
    examinations.push(timesOf(() => session.examine()));
  }
  session.dispose();
  return { workload: name, every, step: medianOf(steps), examination: medianOf(examinations) };
}

function timesOf(work: () => void): Times {
  const [began, used] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - began, processorMs: (user + system) / 1000 };
}

function medianOf(times: readonly Times[]): Times {
  return {
    ms: median(times.map(({ ms }) => ms)),
    processorMs: median(times.map(({ processorMs }) => processorMs)),
  };
}

/** Time of one examination / time of the steps between two of them. On a busy machine that of the processors is steadier. */
export function sharesOf({ every, step, examination }: DiagnosticsCost): {
  ofClock: number;
  ofProcessors: number;
} {
  return {
    ofClock: examination.ms / (step.ms * every),
    ofProcessors: examination.processorMs / (step.processorMs * every),
  };
}

export function describeDiagnosticsCost(cost: DiagnosticsCost): string {
  const { workload, every, step, examination } = cost;
  const { ofClock, ofProcessors } = sharesOf(cost);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const times = `${examination.ms.toFixed(2)} ms every ${every} steps of ${step.ms.toFixed(2)} ms`;
  return `${workload}: ${percent(ofClock)} of the run's time, ${percent(ofProcessors)} of its processor time (${times})`;
}
