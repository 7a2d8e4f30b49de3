/**
 * Which evaluations of a run are due and not made yet, by step: those of the untrained model (0), of every
 * `every` steps, and of the last step. Those that are due at a stop are in the checkpoint and made when the run
 * resumes, so that its curves are those of the run that was never stopped.
 *
 *     const schedule = new EvaluationSchedule(500);
 *     schedule.next();             // 0, the untrained model
 *     schedule.complete(0);
 *     schedule.reach(500);
 *     schedule.due();              // [500]
 */
export class EvaluationSchedule {
  readonly #every: number;
  /** In ascending order. */
  #due: number[] = [0];
  /** The last step of which the evaluation is due or made. */
  #lastStep = 0;

  constructor(every: number) {
    this.#every = every;
  }

  /** Steps of the evaluations to make, in ascending order. */
  due(): readonly number[] {
    return this.#due;
  }

  /** The run has done `step` steps: an evaluation is due there every `every` steps. */
  reach(step: number): void {
    if (step % this.#every === 0) this.require(step);
  }

  /** An evaluation is due at `step`, the last one of the run, unless it is made already. */
  require(step: number): void {
    if (step <= this.#lastStep) return;
    this.#lastStep = step;
    this.#due.push(step);
  }

  /** The evaluation that is due first; undefined where none is. */
  next(): number | undefined {
    return this.#due[0];
  }

  /** The evaluation at `step` is made. */
  complete(step: number): void {
    this.#due = this.#due.filter((due) => due !== step);
  }

  /** Goes on from a checkpoint at `step` with these evaluations due. */
  restore(step: number, due: readonly number[]): void {
    this.#due = [...due];
    this.#lastStep = step;
  }
}
