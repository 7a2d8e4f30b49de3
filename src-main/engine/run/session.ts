import { countNoun } from '#spec/count-noun';
import { join } from 'node:path';
import { createGenerator, restoreGenerator, type Generator } from '#data/random';
import { decidingMetrics, findEntropy } from '#spec/deciding-loss';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import { listLearningModules } from '#spec/module-locks';
import type { SplitName } from '#spec/task';
import { defaultNoProgressAfter } from '#spec/training';
import { inferUpdateWindows, type UpdateWindows } from '#spec/update-windows';
import { usesXla } from '#tensorflow/backend/xla';
import { DeviceColumns } from '../feed/device-columns';
import { isStream, openDataSource, type DataSource, type TrainingData } from '../feed/source';
import { buildNetwork, type Network } from '../model/network';
import { devicePlacement } from '../step/devices';
import { forwardCosts } from '../step/forward-costs';
import type { StepReport } from '../step/report';
import { StepRunner } from '../step/runner';
import type { GroupMember } from '../step/step-group';
import { TrainStep, type StepRequest } from '../step/train-step';
import { adoptCheckpoint, type ParentCheckpoint } from './adopt-checkpoint';
import {
  loadCheckpoint,
  saveCheckpoint,
  type CheckpointParts,
  type TrainingState,
} from './checkpoint';
import { checkpointDamage } from './checkpoint-folder';
import { borrowParameters } from './borrow-parameters';
import type { Examination } from './diagnostics';
import type { EvaluationPasses } from './evaluate';
import { EvaluationSchedule } from './evaluation-schedule';
import { meanBits } from './loss-metrics';
import { makeProbe } from './probe';
import { SessionEvaluator } from './session-evaluator';
import { SessionExaminer } from './session-examiner';
import { SparseUpdates } from './sparse-updates';
import { stepsPerCall } from './steps-per-call';
import { SynthesizerLossMonitor } from './synthesizer-monitor';
import { ValidationProgress } from './validation-progress';

/**
 * The state of one training run: network, position in the data, recurrent state, random generators, timer.
 * Everything that a checkpoint holds is here; the loop around it (when to evaluate, to save, to stop) is in
 * `train.ts`. Owns its tensors: `dispose()` frees them.
 *
 *     const session = new TrainingSession(spec, dataset, checkpointsFolder);
 *     while (session.step < spec.training.steps) session.advance();
 *     await session.save();
 *     session.dispose();
 */
export class TrainingSession {
  readonly #spec: Experiment;
  readonly #data: TrainingData;
  readonly #checkpoints: string;
  readonly #network: Network;
  readonly #windows: UpdateWindows | null;
  readonly #trainStep: TrainStep;
  /** Null for streams. */
  readonly #columns: DeviceColumns | null;
  readonly #runner: StepRunner;
  readonly #evaluator: SessionEvaluator;
  readonly #messagesTaken = new Set<string>();
  /** Multiply-adds of the forward pass, for each example and tick. */
  readonly #multiplyAdds: number;
  /** Null where diagnostics are off. */
  readonly #examiner: SessionExaminer | null;
  readonly #sparseUpdates: SparseUpdates;
  readonly #learningModules: readonly string[];
  #source: DataSource;
  #stepSeeds: Generator;
  /** The place at which the last checkpoint was saved (`#place`). */
  #savedPlace: string | null = null;
  /** Ticks of the next step. */
  #ticks: number;
  #synthesizerLoss: StepReport['synthesizerLoss'] = new Map();
  #meanBits: number | null = null;
  /** Of `examples`, those that do not follow from `ticksRead`: of the run that this one continues. */
  #examplesBefore = 0;
  /** Steps that were done before this session. */
  #firstStep = 0;
  readonly evaluations: EvaluationSchedule;
  readonly monitor = new SynthesizerLossMonitor();
  /** Of early stopping; null where the run does all its steps. */
  readonly stopProgress: ValidationProgress | null;
  /** Of the alert that the run gets no better; null where there is none. */
  readonly alertProgress: ValidationProgress | null;
  /** Steps done. */
  step = 0;
  /** Ticks of the streams read; a set of examples has one a step. */
  ticksRead = 0;
  /** Seconds spent training, since the run began, pauses not counted. */
  seconds = 0;

  constructor(
    spec: Experiment,
    data: TrainingData,
    checkpoints: string,
    member: GroupMember | null = null,
  ) {
    const { training } = spec;
    this.#spec = spec;
    this.#data = data;
    this.#checkpoints = checkpoints;
    this.#windows = inferUpdateWindows(spec);
    this.#network = buildNetwork(spec.model, data.fields, training.seed);
    this.#trainStep = new TrainStep(this.#network, training, this.#windows);
    this.#runner = new StepRunner({
      ...devicePlacement(this.#network, this.#trainStep),
      compiled: training.compiled,
      member,
    });
    this.#evaluator = new SessionEvaluator(this.#network, data, training);
    this.#multiplyAdds = forwardCosts(spec, data.fields).reduce((sum, cost) => sum + cost, 0);
    this.#columns = isStream(data) ? null : new DeviceColumns(data.splits.train);
    this.#source = this.#openSource(null);
    this.#ticks = this.#nextTicks();
    this.#sparseUpdates = new SparseUpdates(this.#network, spec);
    this.#learningModules = listLearningModules(spec);
    this.#stepSeeds = createGenerator(training.seed, 'dropout');
    const probe = makeProbe(this.#network, spec, data, this.#windows);
    this.#examiner = probe && new SessionExaminer(this.#network, probe, spec, this.#runner);
    this.evaluations = new EvaluationSchedule(training.evaluateEvery);
    const { stopEarly } = training;
    const patience = spec.diagnostics.noProgressAfter ?? defaultNoProgressAfter;
    const metrics = decidingMetrics(spec, 'validation');
    this.stopProgress = stopEarly
      ? new ValidationProgress({
          ...stopEarly,
          metrics: stopEarly.metric === undefined ? metrics : [stopEarly.metric],
        })
      : null;
    this.alertProgress = patience > 0 ? new ValidationProgress({ metrics, patience }) : null;
  }

  /** Examples seen so far; of a stream, ticks of all rows (characters of a text). */
  get examples(): number {
    return this.#examplesBefore + this.ticksRead * this.#spec.training.batch;
  }

  /** The level of the task's curriculum; null where it has none. */
  get level(): number | null {
    return this.#source.curriculum?.level ?? null;
  }

  /**
   * The running mean of the bits that decides the level, after the last step; null where the task has no curriculum,
   * or the step no target.
   */
  get meanBits(): number | null {
    return this.#meanBits;
  }

  get network(): Network {
    return this.#network;
  }

  /** Trainable parameters of the model itself, its interfaces not counted. */
  parameterCount(): number {
    const nodes = Object.keys(this.#spec.model.nodes);
    return this.#network.parameters
      .trainableUnder(...nodes.map((id) => `${id}/`))
      .reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /** Sentences that the user should read before the run starts. */
  warnings(): string[] {
    const data = this.#data;
    const { batch, xla, precision } = this.#spec.training;
    const warnings: string[] = [];
    if (xla && !usesXla())
      warnings.push('XLA compiles for GPUs alone: on the CPU this run trains without it.');
    if (precision === 'bfloat16' && !this.#runner.compiles)
      warnings.push(
        'Only compiled steps on TensorFlow have products of bfloat16: this run trains in float32.',
      );
    warnings.push(...(data.warnings ?? []));
    if (isStream(data)) return warnings;
    const { count } = data.splits.train;
    if (count < batch)
      warnings.push(
        `The training part has ${countNoun(count, 'example')}, fewer than the batch of ${batch}: each batch repeats some.`,
      );
    return warnings;
  }

  /** Sentences on how steps run: compiled or not, and why; each is returned once. */
  takeMessages(): string[] {
    const messages = [...this.#runner.takeMessages(), ...this.#evaluator.takeMessages()];
    const isNew = (message: string): boolean => !this.#messagesTaken.has(message);
    const added = new Set(messages.filter(isNew));
    for (const message of added) this.#messagesTaken.add(message);
    return [...added];
  }

  /** Runs `work` and adds its time to `seconds`. */
  timed<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.seconds += (performance.now() - began) / 1000;
    }
  }

  /**
   * Runs the next training steps, each on the next batch or the next ticks of the streams: one, or several
   * where they can run in one call, but not more than `maxSteps`. Returns their reports, in order.
   */
  advance(maxSteps = 1): StepReport[] {
    return this.#noteSteps(this.#trainStep.run(this.#nextRequests(maxSteps), this.#runner));
  }

  /** `advance` with the steps of the other runs of a group. Adds its own time to `seconds`, not the wait for the others. */
  async advanceTogether(maxSteps = 1): Promise<StepReport[]> {
    const requests = this.#nextRequests(maxSteps);
    const { reports, seconds } = await this.#trainStep.runTogether(requests, this.#runner);
    this.seconds += seconds;
    return this.#noteSteps(reports);
  }

  #nextRequests(maxSteps: number): StepRequest[] {
    const [count, ticks] = [this.#countStepsPerCall(maxSteps), this.#ticks];
    return Array.from({ length: count }, (_, index) => ({
      source: this.#source,
      ticksRead: this.ticksRead + index * ticks,
      ticks,
      step: this.step + index,
      seed: this.#stepSeeds.below(2 ** 32),
      updating: this.#sparseUpdates.draw(),
    }));
  }

  #noteSteps(reports: StepReport[]): StepReport[] {
    this.step += reports.length;
    this.ticksRead += reports.length * this.#ticks;
    // Computed before the curriculum is told of this step: the next sequences were drawn at the old level.
    this.#ticks = this.#nextTicks();
    for (const { losses, synthesizerLoss } of reports) {
      this.#synthesizerLoss = synthesizerLoss;
      this.#reportToCurriculum(losses);
    }
    return reports;
  }

  /** Counts the later steps of the last call no more: what they have computed says nothing after a divergence. */
  dropStepsAfter(step: number): void {
    this.ticksRead -= (this.step - step) * this.#ticks;
    this.step = step;
  }

  #reportToCurriculum(losses: StepReport['losses']): void {
    const entropy = findEntropy(this.#spec.model);
    const report = entropy && losses.get(entropy.id);
    const { curriculum } = this.#source;
    this.#meanBits = (report && curriculum?.report(meanBits(entropy.node, report))) ?? null;
  }

  /** What the network is like on the probe; null where diagnostics are off. */
  examine(): Examination | null {
    return this.#examiner?.examine(this.#synthesizerLoss) ?? null;
  }

  /** What the network was like before training; for when `useInitialParameters` may be called. */
  examineUntrained(): Examination | null {
    if (!this.#examiner) return null;
    const restore = this.useInitialParameters();
    try {
      return this.#examiner.examine(new Map());
    } finally {
      restore();
    }
  }

  /** By module that learns, how often it has updated. */
  updateCounts(): Map<string, number> {
    const { optimizers } = this.#trainStep;
    return new Map(
      this.#learningModules.map((module) => [module, optimizers.get(module)?.count ?? 0]),
    );
  }

  /** The losses of a whole split, pass by pass; null where the task has no such split. */
  evaluate(split: SplitName): EvaluationPasses {
    this.#runner.pullVariables();
    return this.#evaluator.evaluate(split);
  }

  /**
   * Puts the initial values of the parameters, which follow from the seed, in the place of the trained ones, so that
   * the untrained model can be evaluated; nothing may train or be saved meanwhile. Returns the function that puts the
   * trained ones back.
   */
  useInitialParameters(): () => void {
    const untrained = buildNetwork(this.#spec.model, this.#data.fields, this.#spec.training.seed);
    try {
      return borrowParameters(this.#network, untrained, this.#runner);
    } finally {
      untrained.dispose();
    }
  }

  /** Writes the checkpoint of this step. Throws as `saveCheckpoint` does. */
  async save(): Promise<void> {
    this.#runner.pullVariables();
    const { optimizers } = this.#trainStep;
    await saveCheckpoint(this.#checkpoints, this.#checkpointParts(), {
      version: 2,
      step: this.step,
      seconds: this.seconds,
      read: this.ticksRead,
      ticks: this.#ticks,
      supply: this.#source.state(),
      generators: { updates: this.#sparseUpdates.state(), dropout: this.#stepSeeds.state() },
      updates: Object.fromEntries([...optimizers].map(([id, { count }]) => [id, count])),
      evaluationsDue: this.evaluations.due(),
      synthesizerMonitor: this.monitor.state(),
      validationProgress: {
        stop: this.stopProgress?.state(),
        alert: this.alertProgress?.state(),
      },
      examplesBefore: this.#examplesBefore,
      newSynthesizers: Object.fromEntries(this.#trainStep.synthesizerStarts),
    });
    this.#savedPlace = this.#place();
  }

  /** Whether the checkpoint of this step is saved, with the evaluations that are due now. */
  isSaved(): boolean {
    return this.#savedPlace === this.#place();
  }

  /** Goes on from the checkpoint of `step`, as if the run had never stopped. Throws as `loadCheckpoint` does. */
  async resume(step: number): Promise<void> {
    const state = await loadCheckpoint(this.#checkpoints, step, this.#checkpointParts());
    this.#runner.pushVariables();
    this.#restorePlace(state);
    this.step = state.step;
    this.#firstStep = state.step;
    this.seconds = state.seconds;
    this.#examplesBefore = state.examplesBefore ?? 0;
    this.#restoreStarts(state);
    if (state.validationProgress?.stop) this.stopProgress?.restore(state.validationProgress.stop);
    if (state.validationProgress?.alert)
      this.alertProgress?.restore(state.validationProgress.alert);
    // Whoever begins at step 0 evaluates the untrained model; earlier versions saved nothing of this.
    this.evaluations.restore(state.step, state.step === 0 ? [0] : (state.evaluationsDue ?? []));
    if (state.synthesizerMonitor) this.monitor.restore(state.synthesizerMonitor);
    this.#savedPlace = this.#place();
  }

  /**
   * Starts from a checkpoint of another run, as `adopt-checkpoint.ts` says, and evaluates the model there. Returns what is
   * taken and what is new, as sentences. Throws as `adoptCheckpoint` does.
   */
  async continueFrom(parent: ParentCheckpoint): Promise<string[]> {
    const adoption = await adoptCheckpoint(parent, this.#checkpointParts(), this.#spec);
    const { state, newInterfaces } = adoption;
    this.#runner.pushVariables();
    if (adoption.keepsPlace) this.#restorePlace(state);
    this.step = state.step;
    this.#firstStep = state.step;
    this.seconds = state.seconds;
    const { batch } = parent.spec.training;
    this.#examplesBefore = state.read * batch + (state.examplesBefore ?? 0) - this.examples;
    this.#restoreStarts(state);
    for (const edge of newInterfaces) this.#trainStep.synthesizerStarts.set(edge, state.step);
    this.evaluations.restore(state.step, [state.step]);
    return adoption.notes;
  }

  #restoreStarts({ newSynthesizers = {} }: TrainingState): void {
    for (const [edge, step] of Object.entries(newSynthesizers))
      this.#trainStep.synthesizerStarts.set(edge as EdgeId, step);
  }

  /** The place in the data, and the random generators. */
  #restorePlace(state: TrainingState): void {
    this.#source = this.#restoreSource(state);
    this.#sparseUpdates.restore(state.generators.updates);
    this.#stepSeeds = restoreGenerator(state.generators.dropout);
    this.ticksRead = state.read;
    this.#ticks = state.ticks;
  }

  #place(): string {
    return `${this.step}: ${this.evaluations.due().join()}`;
  }

  #countStepsPerCall(maxSteps: number): number {
    return stepsPerCall({
      spec: this.#spec,
      ticks: this.#ticks,
      multiplyAdds: this.#multiplyAdds,
      hasCurriculum: this.#source.curriculum !== null,
      canRunSeveral: this.#trainStep.canRunSeveral,
      isCompiled: this.#runner.compiles,
      step: this.step,
      firstStep: this.#firstStep,
      isInGroup: this.#runner.isInGroup,
      maxSteps,
    });
  }

  #nextTicks(): number {
    if (!isStream(this.#data)) return 1;
    return this.#windows?.step ?? this.#source.curriculum?.sequenceLength ?? 1;
  }

  #checkpointParts(): CheckpointParts {
    const { optimizers, recurrentState } = this.#trainStep;
    return { network: this.#network, optimizers, recurrentState };
  }

  /** Opens the data at a saved position. Whatever fails there but for a reason of its own is damage. */
  #restoreSource({ step, supply }: TrainingState): DataSource {
    try {
      return this.#openSource(supply);
    } catch (error) {
      if (error instanceof WorkbenchError) throw error;
      const path = join(this.#checkpoints, String(step));
      throw checkpointDamage(
        `The checkpoint '${path}' is damaged: its place in the data does not fit the task.`,
        path,
      );
    }
  }

  #openSource(from: Parameters<typeof openDataSource>[1]['from']): DataSource {
    return openDataSource(this.#data, {
      training: this.#spec.training,
      columns: this.#columns,
      pastTicks: this.#trainStep.pastTicks,
      from,
    });
  }

  /** Frees the network, the optimizers, the recurrent state, the compiled steps and the probe. */
  dispose(): void {
    this.#examiner?.dispose();
    this.#runner.dispose();
    this.#evaluator.dispose();
    this.#columns?.dispose();
    this.#trainStep.dispose();
    this.#network.dispose();
  }
}
