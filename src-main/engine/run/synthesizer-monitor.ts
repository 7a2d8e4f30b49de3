import { type EdgeId, nameEdge } from '#spec/model';

/** Steps until the moving average of a loss is reliable. */
const warmupSteps = 100;
/** A loss this many times its moving average is a spike: far beyond the noise of batches. */
const spikeFactor = 30;
/** This many spikes within this many steps are not a single outlier, which passes by itself. */
const sustained = { count: 3, steps: 10 };
/** Weight of the newest step in the moving average. */
const averageWeight = 0.02;

/** What the monitor remembers, as JSON: a checkpoint keeps it, so that a resumed run gives the same warnings. */
export interface SynthesizerMonitorState {
  averages: Record<EdgeId, { loss: number; steps: number }>;
  spikes: Record<EdgeId, number[]>;
  warned: EdgeId[];
}

/**
 * Watches the losses of the synthesizers and warns once for each edge on which the loss spikes repeatedly: on
 * recurrent edges a module and its synthesizer can amplify each other's errors, and the loss of the model shows
 * it too late.
 */
export class SynthesizerLossMonitor {
  /** Moving averages without the spikes, and the steps they are of. */
  #averages = new Map<EdgeId, { loss: number; steps: number }>();
  /** The steps of the last spikes. */
  #spikes = new Map<EdgeId, number[]>();
  #warned = new Set<EdgeId>();

  /** Takes in the synthesizer losses after step `step`; returns the warnings that they give rise to, as sentences. */
  observe(step: number, losses: ReadonlyMap<EdgeId, number>): string[] {
    return [...losses].flatMap(([edge, loss]) => {
      const average = this.#averages.get(edge) ?? { loss, steps: 0 };
      const isSpike =
        average.steps >= warmupSteps && loss > spikeFactor * average.loss && average.loss > 0;
      if (isSpike && this.#isSustained(edge, step) && !this.#warned.has(edge)) {
        this.#warned.add(edge);
        return [
          `At step ${step.toLocaleString('en')} the synthesizer of ${nameEdge(edge)} is off by ${shortNumber(loss)}, ${shortNumber(loss / average.loss)} times the usual: its module and it may be amplifying each other's errors. If the loss rises, lower its scale k or its learning rate, clip its gradients, or squash what it sees.`,
        ];
      }
      // A spike must not raise the average that spikes are measured by.
      if (!isSpike && Number.isFinite(loss))
        this.#averages.set(edge, {
          loss:
            average.loss + Math.max(averageWeight, 1 / (average.steps + 1)) * (loss - average.loss),
          steps: average.steps + 1,
        });
      return [];
    });
  }

  state(): SynthesizerMonitorState {
    return {
      averages: Object.fromEntries(this.#averages) as SynthesizerMonitorState['averages'],
      spikes: Object.fromEntries(this.#spikes) as SynthesizerMonitorState['spikes'],
      warned: [...this.#warned],
    };
  }

  restore({ averages, spikes, warned }: SynthesizerMonitorState): void {
    this.#averages = new Map(
      Object.entries(averages) as [EdgeId, { loss: number; steps: number }][],
    );
    this.#spikes = new Map(Object.entries(spikes) as [EdgeId, number[]][]);
    this.#warned = new Set(warned);
  }

  #isSustained(edge: EdgeId, step: number): boolean {
    const { count, steps } = sustained;
    const recent = (this.#spikes.get(edge) ?? []).filter((before) => step - before < steps);
    recent.push(step);
    this.#spikes.set(edge, recent);
    return recent.length >= count;
  }
}

function shortNumber(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}
