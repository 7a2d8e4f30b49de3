/** Progress of the whole setup as one fraction, with an estimate of the remaining time. */

export type Stage =
  'checking' | 'waiting' | 'downloading' | 'extracting' | 'building' | 'testing' | 'ready';

export interface SetupProgress {
  stage: Stage;
  /** Fraction of the whole setup, 0 to 1; null while it is unknown. */
  fraction: number | null;
  secondsLeft: number | null;
  /** For display: "Downloading TensorFlow 2.18.1: 120 of 230 MB". */
  message: string;
}

/** The stages in order, with the expected seconds of each on an ordinary machine. */
export type StagePlan = { stage: Stage; seconds: number }[];

/**
 * Converts the progress of one stage to a fraction of the whole setup. The planned seconds weight the
 * stages; the remaining time of the current stage is extrapolated from its measured speed.
 */
export class ProgressMeter {
  private plan: StagePlan = [];
  private stage: Stage | null = null;
  private startedAt = 0;
  /** The first progress of the stage. Speed is measured from here, since start-up time would distort it. */
  private firstProgress: { at: number; done: number } | null = null;
  private readonly report: (progress: SetupProgress) => void;
  private readonly now: () => number;

  constructor(report: (progress: SetupProgress) => void, now: () => number = Date.now) {
    this.report = report;
    this.now = now;
  }

  /** Sets the stages that follow. Before that, fraction and remaining time are null. */
  setPlan(plan: StagePlan): void {
    this.plan = plan;
  }

  /** Reports the progress `done` of `stage` (0 to 1). Null: estimated from the elapsed time. */
  update(stage: Stage, done: number | null, message: string): void {
    const now = this.now();
    if (stage !== this.stage) {
      this.stage = stage;
      this.startedAt = now;
      this.firstProgress = null;
    }
    if (done && !this.firstProgress) this.firstProgress = { at: now, done };
    const index = this.plan.findIndex((each) => each.stage === stage);
    if (stage === 'ready') {
      this.report({ stage, fraction: 1, secondsLeft: 0, message });
    } else if (index < 0) {
      this.report({ stage, fraction: null, secondsLeft: null, message });
    } else {
      const planned = this.plan[index]?.seconds ?? 0;
      const before = sumSeconds(this.plan.slice(0, index));
      const after = sumSeconds(this.plan.slice(index + 1));
      const elapsed = (now - this.startedAt) / 1000;
      const stageFraction = done ?? Math.min(0.95, elapsed / planned);
      const stageSecondsLeft =
        this.measuredSecondsLeft(stageFraction, now) ??
        Math.max(1, planned - elapsed) * (1 - stageFraction);
      this.report({
        stage,
        fraction: (before + planned * stageFraction) / (before + planned + after),
        secondsLeft: Math.ceil(stageSecondsLeft + after),
        message,
      });
    }
  }

  /** Remaining seconds of the stage at its measured speed, or null during its first second. */
  private measuredSecondsLeft(done: number, now: number): number | null {
    if (!this.firstProgress) return null;
    const elapsed = (now - this.firstProgress.at) / 1000;
    const gained = done - this.firstProgress.done;
    return elapsed >= 1 && gained > 0 ? (elapsed * (1 - done)) / gained : null;
  }
}

function sumSeconds(plan: StagePlan): number {
  return plan.reduce((sum, each) => sum + each.seconds, 0);
}
