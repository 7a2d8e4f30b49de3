/**
 * The notes below a chart, by metric. They stay while the chart is out of view, where its curves are let go: a card that
 * changed its height whenever it leaves the view would move others in and out of view, and these it, without end.
 *
 *     const kept = new KeptNotes();
 *     const notes = $derived(kept.update(metric, areLoaded, () => collectNotes(lines, curveOf, choices)));
 */
export class KeptNotes {
  readonly #notes = new Map<string, readonly string[]>();

  /** The present notes where the curves are loaded, else those of before. */
  update(metric: string, areLoaded: boolean, collect: () => readonly string[]): readonly string[] {
    if (areLoaded) this.#notes.set(metric, collect());
    return this.#notes.get(metric) ?? [];
  }
}
