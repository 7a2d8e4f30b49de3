import type { EdgeId } from '#spec/model';

/** Steps before what is usual is known. */
const settling = 100;
/** How many times the usual loss is past any noise. */
const limit = 30;
/** So many leaps within so many steps are no lone outlier, which passes by itself. */
const leapsWithin = { count: 3, steps: 10 };
/** Weight of the newest step in what is usual. */
const share = 0.02;

/**
 * Listens to the losses of the synthesizers, and speaks up once for an edge where one leaps again and again: on recurrent
 * edges module and synthesizer can drive each other up, and the loss of the model shows it too late.
 */
export class SynthesizerLossMonitor {
  readonly #usual = new Map<EdgeId, { loss: number; steps: number }>();
  /** The steps of the last leaps. */
  readonly #leaps = new Map<EdgeId, number[]>();
  readonly #raised = new Set<EdgeId>();

  /** What the user should hear of this step. */
  observe(step: number, losses: ReadonlyMap<EdgeId, number>): string[] {
    return [...losses].flatMap(([edge, loss]) => {
      const usual = this.#usual.get(edge) ?? { loss, steps: 0 };
      const leaps = usual.steps >= settling && loss > limit * usual.loss && usual.loss > 0;
      if (leaps && this.#isSustained(edge, step) && !this.#raised.has(edge)) {
        this.#raised.add(edge);
        return [
          `At step ${step.toLocaleString('en')} the synthesizer of ${edge} is off by ${short(loss)}, ${short(loss / usual.loss)} times the usual: its module and it may be driving each other up. If the loss rises, lower its scale k or its learning rate, clip its gradients, or squash what it sees.`,
        ];
      }
      // A leap is not what is usual.
      if (!leaps)
        this.#usual.set(edge, {
          loss: usual.loss + Math.max(share, 1 / (usual.steps + 1)) * (loss - usual.loss),
          steps: usual.steps + 1,
        });
      return [];
    });
  }

  #isSustained(edge: EdgeId, step: number): boolean {
    const { count, steps } = leapsWithin;
    const recent = (this.#leaps.get(edge) ?? []).filter((before) => step - before < steps);
    recent.push(step);
    this.#leaps.set(edge, recent);
    return recent.length >= count;
  }
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}
