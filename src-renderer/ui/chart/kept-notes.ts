/**
 * The notes below a chart, by what they are of. They stay while the chart is out of view, where its curves are let go: a
 * card that changed its height whenever it leaves the view would move others in and out of view, and these it, without
 * end.
 *
 *     const kept = new KeptNotes<string>();
 *     const notes = $derived(kept.update(metric, areLoaded, () => collectNotes(lines, curveOf, choices)));
 */
export class KeptNotes<Note> {
  readonly #notes = new Map<string, readonly Note[]>();

  /** The present notes where the curves are loaded, else those of before. */
  update(name: string, areLoaded: boolean, collect: () => readonly Note[]): readonly Note[] {
    if (areLoaded) this.#notes.set(name, collect());
    return this.#notes.get(name) ?? [];
  }
}
