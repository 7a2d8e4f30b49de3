import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { EvaluationProgress } from '#api/types';
import { messageOf, WorkbenchError } from '#spec/errors';
import type {
  Evaluation,
  EvaluationRequest,
  EvaluationResult,
  NewEvaluation,
} from '#spec/evaluation';
import { toMetricValue } from '#spec/metric-value';
import { assertTrained, type Run, type TrainedRun } from '#spec/run';
import { listCheckpoints } from '#storage/checkpoints';
import { keepEvaluation } from '#storage/evaluations';
import { findCheckpoint } from '#storage/find-checkpoint';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import type { RunContext } from './active-run';
import { askWorker } from './ask-worker';
import { threadsBefore } from './run-slots';
import { savedModel } from './saved-model';

/** The checkpoint of a run, and the part of the data that it is evaluated on. */
export interface EvaluationKey {
  runId: string;
  step: number;
  part: EvaluationRequest['part'];
}

interface Job extends EvaluationKey {
  project: ProjectFolder;
  abort: AbortController;
}

/**
 * Evaluates checkpoints when a user asks for it, one after the other, each in a worker process of its own beside the
 * runs that train, so that five of them need no more of the machine than one. The result stands in the folder of the checkpoint; curves and results of the run stay as they are.
 *
 *     const evaluations = new CheckpointEvaluations({ launch, resources, emit });
 *     const { values } = await evaluations.evaluate(project, run, 1000, { part: 'test' });
 */
export class CheckpointEvaluations {
  readonly #context: RunContext;
  readonly #cores: () => number;
  readonly #jobs = new Set<Job>();
  /** Resolves when the jobs so far have ended. */
  #last: Promise<unknown> = Promise.resolve();

  /** `cores`: how many an evaluation may use beside the runs that train. All, if it is left out. */
  constructor(context: RunContext, cores: () => number = availableParallelism) {
    this.#context = context;
    this.#cores = cores;
  }

  /**
   * Evaluates the checkpoint of a step and keeps the result, or says in it why it could not be kept. Throws a WorkbenchError: `notFound` where there is no such
   * checkpoint, `conflict` where this part is being evaluated already, the evaluation was cancelled or the run has
   * written the checkpoint anew meanwhile, and what the worker reports.
   */
  async evaluate(
    project: ProjectFolder,
    run: Run,
    step: number,
    request: EvaluationRequest,
  ): Promise<NewEvaluation> {
    assertTrained(run, 'be evaluated');
    const key = { runId: run.id, step, part: request.part };
    if (this.#find(project, key))
      throw new WorkbenchError(
        'conflict',
        `The ${request.part} part is being evaluated at step ${step} already: wait for it, or cancel it.`,
      );
    const job: Job = { ...key, project, abort: new AbortController() };
    this.#jobs.add(job);
    this.#report(job, { phase: 'waiting', done: 0, total: 0 });
    const turn = this.#last;
    const result = this.#takeTurn(turn, job, run, request);
    this.#last = Promise.allSettled([turn, result]);
    return result;
  }

  /** Ends an evaluation that waits or runs; nothing of it is kept. Does nothing where there is none. */
  cancel(project: ProjectFolder, key: EvaluationKey): void {
    this.#find(project, key)?.abort.abort();
  }

  /** Cancels all evaluations, and waits until they have ended. */
  async close(): Promise<void> {
    for (const { abort } of this.#jobs) abort.abort();
    await this.#last;
  }

  async #takeTurn(
    turn: Promise<unknown>,
    job: Job,
    run: TrainedRun,
    request: EvaluationRequest,
  ): Promise<NewEvaluation> {
    try {
      // One that is cancelled while it waits ends at once.
      await Promise.race([turn, once(job.abort.signal, 'abort')]);
      return await this.#run(job, run, request);
    } finally {
      this.#jobs.delete(job);
      this.#report(job, null);
    }
  }

  async #run(job: Job, run: TrainedRun, request: EvaluationRequest): Promise<NewEvaluation> {
    const { project, step, abort } = job;
    const { launch, resources } = this.#context;
    await findCheckpoint(project, run.id, step);
    const written = await whenWritten(project, run.id, step);
    const result = await askWorker<EvaluationResult>(
      launch,
      {
        kind: 'evaluate',
        request,
        threads: threadsBefore({ environment: run.environment, step }),
        cores: this.#cores(),
        ...savedModel(project, run, step, resources),
      },
      (message) => {
        if (message.kind === 'event' && message.event.kind === 'progress') {
          const { phase, done, total } = message.event;
          this.#report(job, { phase, done, total });
        }
        return message.kind === 'evaluated' ? message.result : undefined;
      },
      abort.signal,
    );
    if ((await whenWritten(project, run.id, step)) !== written)
      throw new WorkbenchError(
        'conflict',
        `The checkpoint of step ${step} was removed or written anew while it was evaluated. Evaluate it again.`,
      );
    const evaluation: Evaluation = {
      ...result,
      values: Object.fromEntries(
        result.values.map(([metric, value]) => [metric, toMetricValue(value)]),
      ),
      evaluated: new Date().toISOString(),
    };
    // What was computed is shown even where it cannot be kept, on a read-only disk for example.
    const notKept = await keepEvaluation(runDirectory(project, run.id), step, evaluation).then(
      () => null,
      (error: unknown) => `The evaluation of step ${step} could not be kept: ${messageOf(error)}`,
    );
    return { ...evaluation, notKept };
  }

  #find(project: ProjectFolder, { runId, step, part }: EvaluationKey): Job | undefined {
    return [...this.#jobs].find(
      (job) =>
        job.project.id === project.id &&
        job.runId === runId &&
        job.step === step &&
        job.part === part,
    );
  }

  #report({ project, runId, step, part }: Job, progress: EvaluationProgress | null): void {
    this.#context.emit('run.evaluation', { projectId: project.id, runId, step, part, progress });
  }
}

/** When the checkpoint was written; null where it is gone. */
async function whenWritten(
  project: ProjectFolder,
  runId: string,
  step: number,
): Promise<string | null> {
  const all = await listCheckpoints(runDirectory(project, runId));
  return all.find((checkpoint) => checkpoint.step === step)?.created ?? null;
}
