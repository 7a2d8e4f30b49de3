import type { ModelVersion } from '#api/types';
import { listChanges, type Change } from '#analysis/patch/describe-changes';
import { takeOver } from '#analysis/patch/take-over';
import { compareRuns } from '#analysis/run-differences';
import type { Experiment } from '#spec/experiment';
import { editor } from '../../editor/editor.svelte';
import { session } from '../../stores/session.svelte';
import { findCounterpart } from './change-groups';
import { canvasSide, describeSide, listSides, sideKey, type SideRef } from './diff-sides';

/**
 * The comparison of two models, versions, templates or runs, in the dialog of the window.
 *
 *     modelDiff.show({ kind: 'run', id: good }, { kind: 'run', id: bad });
 */
class ModelDiff {
  open = $state(false);
  #before = $state.raw<SideRef>(canvasSide);
  #after = $state.raw<SideRef>(canvasSide);
  #versions = $state.raw<readonly ModelVersion[]>([]);
  #versionSpecs = $state.raw<ReadonlyMap<string, Experiment>>(new Map());

  readonly before = $derived(describeSide(this.#before, this.#versionSpecs));
  readonly after = $derived(describeSide(this.#after, this.#versionSpecs));
  /** All that can be chosen for a side. */
  readonly sides = $derived(
    listSides(this.#versions).map((ref) => describeSide(ref, this.#versionSpecs)),
  );
  /** Null where a side is not there yet. */
  readonly changes = $derived.by((): Change[] | null => {
    const [before, after] = [this.before.spec, this.after.spec];
    return before && after ? listChanges(before, after) : null;
  });
  /** Null unless both sides are runs. */
  readonly ofRuns = $derived(
    this.before.run && this.after.run ? compareRuns(this.before.run, this.after.run) : null,
  );
  /** Which side is the canvas, onto which single changes can be taken; null where none is, or both are. */
  readonly canvasSide = $derived.by((): 'before' | 'after' | null => {
    const [isBefore, isAfter] = [this.#before, this.#after].map(({ kind }) => kind === 'canvas');
    if (isBefore === isAfter) return null;
    return isBefore ? 'before' : 'after';
  });

  show(before: SideRef, after: SideRef): void {
    editor.settle();
    this.choose('before', before);
    this.choose('after', after);
    this.open = true;
    void session.attempt(() => this.#loadVersions());
  }

  choose(side: 'before' | 'after', ref: SideRef): void {
    if (side === 'before') this.#before = ref;
    else this.#after = ref;
    if (ref.kind === 'version' && !this.#versionSpecs.has(sideKey(ref)))
      void session.attempt(() => this.#loadVersion(ref));
  }

  swap(): void {
    [this.#before, this.#after] = [this.#after, this.#before];
  }

  /** Makes one change on the canvas as the other side has it; it can be undone there. */
  take(change: Change): void {
    const [before, after] = [this.before.spec, this.after.spec];
    if (!before || !after) return;
    const own =
      this.canvasSide === 'after' ? findCounterpart(listChanges(after, before), change) : change;
    if (!own) return;
    try {
      editor.change(takeOver(editor.spec, own));
    } catch (error) {
      session.report(error);
    }
  }

  async #loadVersions(): Promise<void> {
    const { modelId } = editor;
    this.#versions =
      modelId === null ? [] : await session.callInProject('models.versions', { modelId });
  }

  async #loadVersion(ref: Extract<SideRef, { kind: 'version' }>): Promise<void> {
    const { modelId, version } = ref;
    const found = await session.callInProject('models.version', { modelId, versionId: version.id });
    this.#versionSpecs = new Map([...this.#versionSpecs, [sideKey(ref), found.spec]]);
  }
}

export const modelDiff = new ModelDiff();
