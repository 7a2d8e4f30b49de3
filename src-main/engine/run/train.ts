import { availableParallelism, hostname } from 'node:os';
import type { Experiment } from '#spec/experiment';
import { metricNames, updatesMetricName, type MetricPoint } from '#spec/metric-catalogue';
import type { TrainEvent } from '#spec/train-events';
import { workbenchVersion } from '#spec/version';
import { usedThreads } from '#tensorflow/backend/threads';
import type { TensorRuntime } from '#tensorflow/runtime/load-tensorflow';
import type { TrainingData } from '../feed/source';
import type { ParentCheckpoint } from './adopt-checkpoint';
import { findDivergence } from './divergence';
import { evaluateSplits } from './evaluate-splits';
import { passMilestone } from '#files/milestones';
import { takeTurn } from '#files/take-turn';
import type { Examination } from './diagnostics';
import { examinationMetrics } from './examination-metrics';
import { judgeEvaluation } from './judge-evaluation';
import { computeLossMetrics } from './loss-metrics';
import { resumeNewest } from './resume-newest';
import { describeTiming, type GroupMember } from '../step/group-member';
import { TrainingSession } from './session';
import { Speedometer } from './speedometer';

/** Whoever records the events of a run. */
export interface TrainRecorder {
  /**
   * Resolves when all events yielded so far are on the disk: a checkpoint is saved only then, so that the curves
   * reach at least to the checkpoint from which a run resumes. Rejects where nobody records the run any more:
   * nothing is saved then, and the run ends with that error.
   */
  sync(): Promise<void>;
  /**
   * A checkpoint could not be written. Resolves when it is to be tried again; rejects with the error that ends the
   * run.
   */
  retrySave(error: Error): Promise<void>;
}

export interface TrainOptions {
  /** Validated against the data set's fields. */
  spec: Experiment;
  dataset: TrainingData;
  runtime: Pick<TensorRuntime, 'backend' | 'device' | 'tensorflowVersion' | 'fallbackReason'>;
  /** Folder of this run's checkpoints. */
  checkpoints: string;
  /**
   * Steps of the checkpoints to go on from, the one to prefer first: the first that is not damaged is used. Empty
   * begins at step 0.
   */
  resumeFrom: readonly number[];
  /** Where `resumeFrom` is empty: the checkpoint of another run to start from; null begins at step 0. */
  continueFrom?: ParentCheckpoint | null;
  /** Whether a run that had ended by itself is to train on: early stopping gets its patience again. */
  isExtended?: boolean;
  recorder: TrainRecorder;
  /** Of the group of runs with which it trains; null or left out: it trains alone. It leaves the group in the end. */
  member?: GroupMember | null;
  /** Stops the run at the next step, or the next pass of an evaluation, with a checkpoint. */
  signal: AbortSignal;
}

/** The time of a measurement: steps done, and seconds of training. */
interface Moment {
  step: number;
  seconds: number;
}

type Values = [metric: string, value: number][];

/**
 * Trains one run from the first step (or a checkpoint) to the last, to `maxSeconds` or to the signal, whichever
 * comes first. A consumer that does not pull the next event pauses the run; its clock stands still meanwhile.
 * Every tensor it makes is freed when it ends, also by an error. Throws a WorkbenchError: `validation` where
 * the loss is not finite (see `findDivergence`), as `loadCheckpoint` does, and what the recorder rejects with.
 *
 *     const runtime = await loadTensorFlow();
 *     const options = { spec, dataset, runtime, checkpoints, resumeFrom: [], recorder, signal };
 *     for await (const event of train(options)) if (event.kind === 'metrics') console.log(event.points);
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, void, void> {
  const { spec, dataset, checkpoints, resumeFrom } = options;
  const session = new TrainingSession(spec, dataset, checkpoints, options.member);
  try {
    const continueFrom = resumeFrom.length === 0 ? (options.continueFrom ?? null) : null;
    const notes = continueFrom ? await session.continueFrom(continueFrom) : [];
    const skipped = await resumeNewest(session, resumeFrom);
    if (options.isExtended) session.stopProgress?.extend();
    yield {
      kind: 'started',
      step: session.step,
      seconds: session.seconds,
      parameters: session.parameterCount(),
      environment: environmentOf(options),
    };
    passMilestone('model built');
    for (const message of notes) yield { kind: 'log', level: 'info', message };
    for (const message of [...skipped, ...session.warnings()])
      yield { kind: 'log', level: 'warning', message };
    yield* new TrainingLoop(session, options, {
      isNew: continueFrom === null && resumeFrom.length === 0,
      savesNow: continueFrom !== null,
    }).run();
  } finally {
    session.dispose();
  }
}

/** When a session trains, is examined, evaluated and saved. */
class TrainingLoop {
  readonly #session: TrainingSession;
  readonly #options: TrainOptions;
  readonly #speed: Speedometer;
  /** Whether a checkpoint is due at once: a run that continues another one has its own from the start. */
  #savesNow: boolean;
  /** Whether it begins with the parameters that follow from its seed. */
  readonly #isNew: boolean;
  /** Whether the model before the first step is still to be examined. */
  #examinesUntrained: boolean;

  constructor(
    session: TrainingSession,
    options: TrainOptions,
    { isNew, savesNow }: { isNew: boolean; savesNow: boolean },
  ) {
    this.#session = session;
    this.#options = options;
    this.#isNew = isNew;
    this.#savesNow = savesNow;
    this.#examinesUntrained = session.step === 0 && options.spec.diagnostics.every > 0;
    this.#speed = new Speedometer(session);
  }

  async *run(): AsyncGenerator<TrainEvent, void, void> {
    const session = this.#session;
    const { checkpointEvery } = this.#options.spec.training;
    // Only parameters that follow from the seed can be examined after the first steps.
    if (!this.#isNew) yield* this.#examineUntrained();
    for (;;) {
      // The first steps of a run are seen before its untrained model is examined and evaluated, which can take minutes.
      if (session.step > 0 || this.#isOver()) {
        yield* this.#examineUntrained();
        yield* this.#evaluations();
      }
      const isDue = this.#savesNow || this.#isOver() || session.step % checkpointEvery === 0;
      if (isDue && !session.isSaved()) {
        yield* this.#countExamples();
        yield await this.#save();
        if (session.step === 0) passMilestone('untrained model saved');
      }
      this.#savesNow = false;
      if (this.#isOver()) break;
      yield* this.#trainSteps();
    }
    const isComplete = this.#isFinished() && session.evaluations.due().length === 0;
    const { step, seconds } = session;
    yield { kind: 'end', status: isComplete ? 'finished' : 'stopped', step, seconds };
  }

  *#countExamples(): Generator<TrainEvent, void, void> {
    const values = this.#speed.countExamples();
    if (values.length > 0) yield metricsEvent(values, this.#session);
  }

  #isFinished(): boolean {
    const { steps, maxSeconds = Infinity } = this.#options.spec.training;
    const { step, seconds, stopProgress } = this.#session;
    return step >= steps || seconds >= maxSeconds || (stopProgress?.isExhausted ?? false);
  }

  #isOver(): boolean {
    return this.#isFinished() || this.#options.signal.aborted;
  }

  /** Trains the steps of one call. Throws where training has diverged, after the points of the steps before. */
  async *#trainSteps(): AsyncGenerator<TrainEvent, void, void> {
    const session = this.#session;
    const before: Moment = { step: session.step, seconds: session.seconds };
    const { valuesByStep, warnings, divergence } = await this.#advance();
    const secondsPerStep = (session.seconds - before.seconds) / (session.step - before.step);
    if (divergence) session.dropStepsAfter(before.step + valuesByStep.length + 1);
    const last = session.step - before.step - 1;
    const examinesBefore = this.#examinesUntrained;
    if (!divergence && !examinesBefore)
      valuesByStep[last]?.push(...session.timed(() => this.#examine()));
    for (const message of session.takeMessages()) yield { kind: 'log', level: 'info', message };
    const timing = this.#options.member?.takeTiming();
    if (timing) {
      yield { kind: 'log', level: 'info', message: describeTiming(timing) };
      yield { kind: 'groupTiming', timing };
    }
    for (const message of warnings)
      yield { kind: 'alert', alert: 'synthesizerLoss', step: session.step, message };
    for (const [index, values] of valuesByStep.entries()) {
      const seconds = before.seconds + secondsPerStep * (index + 1);
      if (index === last) yield metricsEvent([...values, ...this.#speed.measure()], session);
      else yield metricsEvent(values, { step: before.step + index + 1, seconds });
    }
    if (examinesBefore) {
      yield* this.#examineUntrained();
      const values = divergence ? [] : session.timed(() => this.#examine());
      if (values.length > 0) yield metricsEvent(values, session);
    }
    if (divergence) {
      yield* this.#countExamples();
      yield* this.#evaluationsDue();
      throw divergence;
    }
    session.evaluations.reach(session.step);
    await takeTurn();
  }

  /** Runs the steps of one call. `valuesByStep`: without the step that diverged and those after it. */
  async #advance(): Promise<{
    valuesByStep: Values[];
    warnings: string[];
    divergence: Error | null;
  }> {
    const session = this.#session;
    const { spec, dataset, member } = this.#options;
    const before = session.step;
    const mostSteps = this.#stepsToNextStop();
    const reports = member
      ? await session.advanceTogether(mostSteps)
      : session.timed(() => session.advance(mostSteps));
    const valuesByStep: Values[] = [];
    const warnings: string[] = [];
    for (const { losses, synthesizerLoss } of reports) {
      const step = before + valuesByStep.length + 1;
      const values = computeLossMetrics('train', losses, spec, dataset.fields);
      const divergence = findDivergence(step, values);
      if (divergence) return { valuesByStep, warnings, divergence };
      warnings.push(...session.monitor.observe(step, synthesizerLoss));
      if (session.level !== null) values.push([metricNames.level, session.level]);
      // A task with a curriculum runs one step a call, so that this is the mean after the step.
      if (session.meanBits !== null) values.push([metricNames.meanBits, session.meanBits]);
      valuesByStep.push(values);
    }
    return { valuesByStep, warnings, divergence: null };
  }

  /** Steps that run in one call end before the next evaluation, checkpoint or diagnosis. */
  #stepsToNextStop(): number {
    const { training, diagnostics } = this.#options.spec;
    const stops = [training.steps, training.evaluateEvery, training.checkpointEvery];
    if (diagnostics.every > 0) stops.push(diagnostics.every);
    return Math.min(...stops.map((every) => every - (this.#session.step % every)));
  }

  /** The metrics of interfaces, edges and layers and the updates of the modules, where they are due. */
  #examine(): Values {
    const session = this.#session;
    const { every } = this.#options.spec.diagnostics;
    if (every === 0 || session.step % every !== 0) return [];
    return valuesOf(session.examine(), session.updateCounts());
  }

  /** The same of the model before the first step, once. */
  *#examineUntrained(): Generator<TrainEvent, void, void> {
    if (!this.#examinesUntrained) return;
    this.#examinesUntrained = false;
    const session = this.#session;
    const values = session.timed(() => {
      const modules = [...session.updateCounts().keys()];
      const examination = session.step === 0 ? session.examine() : session.examineUntrained();
      return valuesOf(examination, new Map(modules.map((module) => [module, 0])));
    });
    if (values.length > 0)
      yield metricsEvent(values, { step: 0, seconds: session.seconds }, session);
  }

  /** Makes the evaluations that are due, and that of the last step. */
  async *#evaluations(): AsyncGenerator<TrainEvent, void, void> {
    yield* this.#evaluationsDue();
    if (!this.#isFinished()) return;
    this.#session.evaluations.require(this.#session.step);
    yield* this.#evaluationsDue();
  }

  /** Makes the evaluations that are due; one that the signal interrupts stays due. */
  async *#evaluationsDue(): AsyncGenerator<TrainEvent, void, void> {
    const { evaluations } = this.#session;
    for (let step = evaluations.next(); step !== undefined; step = evaluations.next()) {
      const values = this.#options.signal.aborted ? null : yield* this.#evaluate(step);
      if (!values) return;
      evaluations.complete(step);
      const { seconds } = this.#session;
      if (values.length > 0) yield metricsEvent(values, { step, seconds }, this.#session);
      yield* judgeEvaluation(this.#session, step, values);
    }
  }

  /** Evaluates the model as it is, or at step 0 the untrained one; null where the signal interrupts it. */
  async *#evaluate(step: number): AsyncGenerator<TrainEvent, Values | null, void> {
    const session = this.#session;
    const restore = step === 0 ? session.timed(() => session.useInitialParameters()) : null;
    try {
      return yield* evaluateSplits(
        {
          evaluate: (split) => session.evaluate(split),
          timed: (work) => session.timed(work),
        },
        this.#options,
      );
    } finally {
      if (restore) session.timed(restore);
    }
  }

  /** Saves a checkpoint once everything up to it is recorded. */
  async #save(): Promise<TrainEvent> {
    const { recorder } = this.#options;
    const { step, seconds } = this.#session;
    for (;;) {
      await recorder.sync();
      try {
        await this.#session.save();
        return { kind: 'checkpoint', step, seconds };
      } catch (error) {
        await recorder.retrySave(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}

function valuesOf(
  examination: Examination | null,
  updateCounts: ReadonlyMap<string, number>,
): Values {
  const updates = [...updateCounts].map(([module, count]): Values[number] => [
    updatesMetricName(module),
    count,
  ]);
  return [...(examination ? examinationMetrics(examination) : []), ...updates];
}

/** Values measured at `measured`, when the run is at `now`: the untrained model is evaluated after the first steps. */
function metricsEvent(values: Values, measured: Moment, now: Moment = measured): TrainEvent {
  const { step, seconds } = measured;
  return {
    kind: 'metrics',
    step: now.step,
    seconds: now.seconds,
    points: values.map(([metric, value]): MetricPoint => ({ metric, step, seconds, value })),
  };
}

function environmentOf({
  runtime,
  member,
}: TrainOptions): Extract<TrainEvent, { kind: 'started' }>['environment'] {
  return {
    workbench: workbenchVersion,
    node: process.versions.node,
    host: hostname(),
    cores: availableParallelism(),
    ...(runtime.backend === 'tensorflow' && { threads: usedThreads() }),
    ...(member && member.groupSize > 1 && { together: member.groupSize }),
    backend: runtime.backend,
    tensorflow: runtime.tensorflowVersion,
    device: runtime.device,
    fallbackReason: runtime.fallbackReason,
    platform: `${process.platform} ${process.arch}`,
  };
}
