import { createGenerator, restoreGenerator, type Generator } from '#data/random';
import { createTickStream } from '#data/streams/tick-stream';
import { gatherBatch } from '#data/streams/batches';
import type { Experiment } from '#spec/experiment';
import { settingsOfModule } from '#spec/graph';
import type { EdgeId } from '#spec/model';
import type { SplitName } from '#spec/task';
import { moduleWindows, type Windows } from '#spec/windows';
import { usesXla } from '#tensorflow/backend/xla';
import { loadCheckpoint, saveCheckpoint, type CheckpointParts } from './checkpoint';
import { examineInterfaces, type InterfaceQuality, type Probe } from './diagnostics';
import { evaluate, evaluateWindows, type Evaluation } from './evaluate';
import { disposeFeed, historyTicks, uploadFeed, type WindowData } from '../feed/feed';
import { forwardCosts } from '../step/forward-costs';
import { buildNetwork, type Network } from '../model/network';
import { devicePlacement } from '../step/devices';
import type { StepReport } from '../step/report';
import { exampleWindow } from '../feed/example-window';
import { StepRunner } from '../step/runner';
import {
  isStream,
  openDataSource,
  streamWindow,
  type DataSource,
  type TrainingData,
} from '../feed/source';
import { DeviceColumns } from '../feed/device-columns';
import { TrainStep } from '../step/train-step';

/** Windows of training that a probe of a stream is long, the first of them to warm up. */
const probeWindows = 5;
/** Steps that are run together where they can be: so many, and of streams no more ticks than these. */
const [mostSteps, mostTicks] = [4, 32];
/** Multiply-adds forward in a step up to which company is worth its compiling. */
const heavy = 3e9;
/** Rows, and ticks a pass, in which a part of a stream is judged. */
const judgedRows = 64;
const judgedTicks = 32;

/**
 * The state of one training run: network, optimizers, place in the data, what the streams carry over,
 * random generators, clock. All that is in a checkpoint is here, and nothing else of a run's course. Owns
 * its tensors.
 */
export class TrainingSession {
  readonly #spec: Experiment;
  readonly #data: TrainingData;
  readonly #checkpoints: string;
  readonly #network: Network;
  readonly #windows: Windows | null;
  readonly #trainStep: TrainStep;
  /** Null for streams. */
  readonly #tables: DeviceColumns | null;
  readonly #runner: StepRunner;
  /** Multiply-adds of one example's tick, forward. */
  readonly #cost: number;
  readonly #probe: Probe | null;
  #supply: DataSource;
  #updates: Generator;
  #dropout: Generator;
  #savedAt = -1;
  #ticks: number;
  #synthesizerLoss: StepReport['synthesizerLoss'] = new Map();
  /** Steps done. */
  step = 0;
  /** Ticks of the streams read; a set of examples has one a step. */
  read = 0;
  /** Seconds spent training, over all sittings. */
  seconds = 0;

  constructor(spec: Experiment, data: TrainingData, checkpoints: string) {
    const { training } = spec;
    const { seed } = training;
    this.#spec = spec;
    this.#data = data;
    this.#checkpoints = checkpoints;
    this.#windows = moduleWindows(spec);
    this.#network = buildNetwork(spec.model, data.fields, seed);
    this.#trainStep = new TrainStep(this.#network, training, this.#windows);
    this.#runner = new StepRunner({
      ...devicePlacement(this.#network, this.#trainStep),
      compiled: training.compiled,
    });
    this.#cost = forwardCosts(spec, data.fields).reduce((all, one) => all + one, 0);
    this.#tables = isStream(data) ? null : new DeviceColumns(data.splits.train);
    this.#supply = this.#open(null);
    this.#ticks = this.#nextTicks();
    this.#updates = createGenerator(seed, 'updates');
    this.#dropout = createGenerator(seed, 'dropout');
    this.#probe = this.#makeProbe();
  }

  /** Examples (of a stream: ticks of all rows, as characters of a text) seen so far. */
  get examples(): number {
    return this.read * this.#spec.training.batch;
  }

  /** The level of the task's curriculum; null where it has none. */
  get level(): number | null {
    return this.#supply.curriculum?.level ?? null;
  }

  get network(): Network {
    return this.#network;
  }

  /** Trainable numbers of the model itself, its interfaces not counted. */
  parameterCount(): number {
    const nodes = Object.keys(this.#spec.model.nodes);
    return this.#network.parameters
      .trainableUnder(...nodes.map((id) => `${id}/`))
      .reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /** What the user should know before it starts. */
  warnings(): string[] {
    const data = this.#data;
    const { batch, xla } = this.#spec.training;
    const warnings: string[] = [];
    if (xla && !usesXla())
      warnings.push('XLA compiles for GPUs alone: on the CPU this run trains without it.');
    if (isStream(data)) return [...warnings, ...(data.warnings ?? [])];
    const { count } = data.splits.train;
    if (count < batch)
      warnings.push(
        `The training part has ${count} examples, fewer than the batch of ${batch}: each batch repeats some.`,
      );
    return warnings;
  }

  /** What came up since it was last asked: why steps do not run compiled. */
  takeMessages(): string[] {
    return this.#runner.takeMessages();
  }

  /** Runs `work` on the run's clock. */
  timed<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.seconds += (performance.now() - began) / 1000;
    }
  }

  /**
   * The next training steps, each on the next batch or the next ticks of the streams: one, or where they can
   * be run together several, but not more than `most`. Their reports, in order.
   */
  advance(most = 1): StepReport[] {
    const [count, ticks] = [this.#together(most), this.#ticks];
    const requests = Array.from({ length: count }, (_, index) => ({
      source: this.#supply,
      read: this.read + index * ticks,
      ticks,
      step: this.step + index,
      seed: this.#dropout.below(2 ** 32),
      updating: this.#drawUpdating(),
    }));
    const reports = this.#trainStep.run(requests, this.#runner);
    this.step += count;
    this.read += count * ticks;
    // Before the curriculum hears of this step: the sequences that come next have begun already.
    this.#ticks = this.#nextTicks();
    for (const { losses, synthesizerLoss } of reports) {
      this.#synthesizerLoss = synthesizerLoss;
      const [first] = losses.values();
      if (first && first.valid > 0)
        this.#supply.curriculum?.report(first.sum / first.valid / Math.LN2);
    }
    return reports;
  }

  /**
   * How many steps are run together. They must be one and the same graph: sparse updates and curricula make each
   * step another. So many together take as many times longer to compile, XLA above all, and where nothing runs side
   * by side, as on a GPU that it compiles for, they gain nothing. Long unrolls gain little: four steps of an LSTM
   * together took 4 to 9 % less over 8 ticks, 2 % over 40. Steps of large ops keep every core busy as they are.
   */
  #together(most: number): number {
    const { training, model } = this.#spec;
    const chances = Object.values(model.modules).map((module) => module.updateProbability ?? 1);
    const areAlike =
      this.#supply.curriculum === null &&
      this.#trainStep.canRunSeveral &&
      [training.updateProbability, ...chances].every((chance) => chance === 1);
    const cost = training.batch * this.#ticks * this.#cost;
    if (!areAlike || cost > heavy || !this.#runner.compiles || usesXla()) return 1;
    const count = Math.min(mostSteps, Math.floor(mostTicks / this.#ticks));
    return count > 1 && count <= most ? count : 1;
  }

  #nextTicks(): number {
    if (!isStream(this.#data)) return 1;
    return this.#windows?.step ?? this.#supply.curriculum?.sequenceTicks ?? 1;
  }

  /** Sparse updates: each module by itself takes part with its probability. Null: all do. */
  #drawUpdating(): Set<string> | null {
    const { training, model } = this.#spec;
    // Under backprop everything is one locked whole.
    if (training.method === 'backprop') return null;
    const chances = this.#network.modules.map((module) => ({
      id: module.id,
      chance: settingsOfModule(model, module).updateProbability ?? training.updateProbability,
    }));
    if (chances.every(({ chance }) => chance === 1)) return null;
    const drawn = chances.filter(({ chance }) => this.#updates.uniform() < chance);
    return new Set(drawn.map(({ id }) => id));
  }

  /** The interfaces on the probe; nothing for methods that do not use them. */
  examine(): Map<EdgeId, InterfaceQuality> {
    if (!this.#probe) return new Map();
    const { seed } = this.#spec.training;
    const found = examineInterfaces(this.#network, this.#probe, seed, this.#runner);
    return new Map(
      [...found].map(([edge, quality]) => [
        edge,
        {
          ...quality,
          synthesizerLoss: quality.synthesizerLoss ?? this.#synthesizerLoss.get(edge) ?? null,
        },
      ]),
    );
  }

  /** Null where the task has no such part. */
  evaluate(split: SplitName): Evaluation | null {
    const data = this.#data;
    if (!isStream(data)) return evaluate(this.#network, data.splits[split], this.#runner);
    const windows = this.#windowsOf(split);
    return windows && evaluateWindows(this.#network, windows, this.#runner);
  }

  #windowsOf(split: SplitName): Iterable<WindowData> | null {
    if (!isStream(this.#data)) return null;
    const history = 0;
    const stream = createTickStream(this.#data, split, {
      batch: judgedRows,
      aligned: false,
      generator: createGenerator(this.#spec.training.seed, split),
      memory: judgedTicks,
    });
    const total = stream?.ticks;
    if (!stream || typeof total !== 'number' || total === 0) return null;
    const cycle = this.#cycle();
    const step = Math.max(1, Math.floor(judgedTicks / cycle)) * cycle;
    return (function* () {
      for (let from = 0; from < total; from += step) {
        const ticks = Math.min(step, total - from);
        stream.advance(ticks);
        const data = streamWindow(stream, judgedRows, ticks, history, 0);
        yield { ...data, clock: { offset: 0, ticks } };
      }
    })();
  }

  /** Ticks after which all networks tick together again. */
  #cycle(): number {
    return Math.max(1, ...Object.values(this.#network.periods));
  }

  async save(): Promise<void> {
    this.#runner.pullVariables();
    const { optimizers } = this.#trainStep;
    await saveCheckpoint(this.#checkpoints, this.#parts(), {
      version: 2,
      step: this.step,
      seconds: this.seconds,
      read: this.read,
      ticks: this.#ticks,
      supply: this.#supply.state(),
      generators: { updates: this.#updates.state(), dropout: this.#dropout.state() },
      updates: Object.fromEntries([...optimizers].map(([id, { count }]) => [id, count])),
    });
    this.#savedAt = this.step;
  }

  isSaved(): boolean {
    return this.#savedAt === this.step;
  }

  /** Takes up the checkpoint of `step`, as if the run had never stopped. */
  async resume(step: number): Promise<void> {
    const state = await loadCheckpoint(this.#checkpoints, step, this.#parts());
    this.#runner.pushVariables();
    this.#supply = this.#open(state.supply);
    this.#updates = restoreGenerator(state.generators.updates);
    this.#dropout = restoreGenerator(state.generators.dropout);
    this.step = state.step;
    this.read = state.read;
    this.#ticks = state.ticks;
    this.seconds = state.seconds;
    this.#savedAt = state.step;
  }

  #parts(): CheckpointParts {
    const { optimizers, recurrentState } = this.#trainStep;
    return { network: this.#network, optimizers, recurrentState };
  }

  #open(from: Parameters<typeof openDataSource>[1]['from']): DataSource {
    const pastTicks = this.#trainStep.pastTicks;
    return openDataSource(this.#data, {
      training: this.#spec.training,
      columns: this.#tables,
      pastTicks,
      from,
    });
  }

  #makeProbe(): Probe | null {
    const { diagnostics, training } = this.#spec;
    if (diagnostics.every === 0 || training.method !== 'dni') return null;
    return isStream(this.#data) ? this.#streamProbe() : this.#setProbe();
  }

  #setProbe(): Probe | null {
    if (isStream(this.#data)) return null;
    const { train, validation } = this.#data.splits;
    const split = validation.count > 0 ? validation : train;
    const count = Math.min(this.#spec.diagnostics.batch, split.count);
    const feed = uploadFeed(this.#network, exampleWindow(gatherBatch(split, 0, count)));
    return { feed, lookAt: new Map() };
  }

  #streamProbe(): Probe | null {
    if (!isStream(this.#data)) return null;
    const { diagnostics, training } = this.#spec;
    const history = historyTicks(this.#network);
    const windows = this.#windows?.modules ?? {};
    const ticks = probeWindows * Math.max(1, ...Object.values(windows));
    const batch = Math.min(diagnostics.batch, training.batch);
    const options = {
      batch,
      aligned: false,
      generator: createGenerator(training.seed, 'probe'),
      memory: ticks + history,
    };
    const held = createTickStream(this.#data, 'validation', options);
    const isLong = held !== null && (held.ticks ?? Infinity) >= ticks;
    const stream = isLong ? held : createTickStream(this.#data, 'train', options);
    if (!stream) return null;
    stream.advance(ticks);
    const data = streamWindow(stream, batch, ticks, history, 0);
    const feed = uploadFeed(this.#network, { ...data, clock: { offset: 0, ticks } });
    const lookAt = [...this.#network.interfaces.values()]
      .filter(({ isRecurrent }) => isRecurrent)
      .map(({ edge, from }): [EdgeId, number] => [edge, windows[from] ?? 1]);
    return { feed, lookAt: new Map(lookAt) };
  }

  /** Frees the network, the optimizers, the memory, the compiled steps and the probe. */
  dispose(): void {
    if (this.#probe) disposeFeed(this.#probe.feed);
    this.#runner.dispose();
    this.#tables?.dispose();
    this.#trainStep.dispose();
    this.#network.dispose();
  }
}
