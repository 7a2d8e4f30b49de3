/** One bar for the whole of setup, and an estimate of the time left. */

export type Stage =
  'checking' | 'waiting' | 'downloading' | 'extracting' | 'building' | 'testing' | 'ready';

export interface SetupProgress {
  stage: Stage;
  /** Of the whole of setup, 0 to 1; null while nothing can be said. */
  fraction: number | null;
  secondsLeft: number | null;
  /** For people: "Downloading TensorFlow 2.18.1: 120 of 230 MB". */
  message: string;
}

/** The stages to come and what each may take on an ordinary machine. */
export type Plan = { stage: Stage; seconds: number }[];

/**
 * Turns "this stage is done to a half" into a fraction of the whole. The plan only weighs the stages;
 * the time left of a stage under way is measured from how fast it has gone so far.
 */
export class ProgressMeter {
  private plan: Plan = [];
  private stage: Stage | null = null;
  private startedAt = 0;
  /** When the stage first showed progress: a program's start and a handshake say nothing of its speed. */
  private moving: { at: number; done: number } | null = null;
  private readonly report: (progress: SetupProgress) => void;
  private readonly now: () => number;

  constructor(report: (progress: SetupProgress) => void, now: () => number = Date.now) {
    this.report = report;
    this.now = now;
  }

  /** Says what is to come. Until then fraction and time are unknown. */
  setPlan(plan: Plan): void {
    this.plan = plan;
  }

  /** Reports that `stage` is done to `done` (0 to 1), or null where only its time can tell. */
  update(stage: Stage, done: number | null, message: string): void {
    const now = this.now();
    if (stage !== this.stage) {
      this.stage = stage;
      this.startedAt = now;
      this.moving = null;
    }
    if (done && !this.moving) this.moving = { at: now, done };
    const index = this.plan.findIndex((each) => each.stage === stage);
    if (stage === 'ready') {
      this.report({ stage, fraction: 1, secondsLeft: 0, message });
    } else if (index < 0) {
      this.report({ stage, fraction: null, secondsLeft: null, message });
    } else {
      const planned = this.plan[index]?.seconds ?? 0;
      const before = seconds(this.plan.slice(0, index));
      const after = seconds(this.plan.slice(index + 1));
      const elapsed = (now - this.startedAt) / 1000;
      const part = done ?? Math.min(0.95, elapsed / planned);
      const rest = this.measuredRest(part, now) ?? Math.max(1, planned - elapsed) * (1 - part);
      const fraction = (before + planned * part) / (before + planned + after);
      this.report({ stage, fraction, secondsLeft: Math.ceil(rest + after), message });
    }
  }

  /** Seconds left of the stage at the speed seen so far, or null while too little was seen. */
  private measuredRest(done: number, now: number): number | null {
    if (!this.moving) return null;
    const elapsed = (now - this.moving.at) / 1000;
    const gained = done - this.moving.done;
    return elapsed >= 1 && gained > 0 ? (elapsed * (1 - done)) / gained : null;
  }
}

function seconds(plan: Plan): number {
  return plan.reduce((sum, each) => sum + each.seconds, 0);
}
