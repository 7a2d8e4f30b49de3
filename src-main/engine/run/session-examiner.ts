import type { Experiment } from '#spec/experiment';
import { tf } from '#tensorflow/backend/tf';
import { disposeFeed } from '../feed/feed';
import type { Network } from '../model/network';
import type { StepReport } from '../step/report';
import type { StepRunner } from '../step/runner';
import { examine, type Examination } from './diagnostics';
import { copyParameters, type ParameterValues } from './examine-layers';
import { comparesSynthesizers, type Probe } from './probe';

/** Examines a network that trains on its probe, which it owns, beside what the network was like before training. */
export class SessionExaminer {
  readonly #network: Network;
  readonly #probe: Probe;
  readonly #spec: Experiment;
  readonly #runner: StepRunner;
  /** They follow from the seed, so that a run that goes on from a checkpoint has the same ones. */
  readonly #initialParameters: ParameterValues;

  /** `network` is untrained, and `runner` is that of its training steps. */
  constructor(network: Network, probe: Probe, spec: Experiment, runner: StepRunner) {
    this.#network = network;
    this.#probe = probe;
    this.#spec = spec;
    this.#runner = runner;
    this.#initialParameters = copyParameters(network);
  }

  /** `synthesizerLosses`: those of the last step, for edges of which the probe tells none. */
  examine(synthesizerLosses: StepReport['synthesizerLoss']): Examination {
    const { interfaces, ...examination } = examine(this.#network, this.#probe, {
      seed: this.#spec.training.seed,
      runner: this.#runner,
      comparesSynthesizers: comparesSynthesizers(this.#spec),
      before: this.#initialParameters,
    });
    const qualities = [...interfaces].map(([edge, quality]) => {
      const synthesizerLoss = quality.synthesizerLoss ?? synthesizerLosses.get(edge) ?? null;
      return [edge, { ...quality, synthesizerLoss }] as const;
    });
    return { ...examination, interfaces: new Map(qualities) };
  }

  dispose(): void {
    disposeFeed(this.#probe.feed);
    tf.dispose([...this.#initialParameters.values()]);
  }
}
