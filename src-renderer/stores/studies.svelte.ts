import { SvelteMap } from 'svelte/reactivity';
import type { CommandOutput } from '#api/commands';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { thisComputerId } from '#spec/place';
import { isElsewhere, type Run } from '#spec/run';
import {
  studyContentSchema,
  type Study,
  type StudyActivity,
  type StudyContent,
  type StudyEvidence,
  type StudyInput,
} from '#spec/study';
import { jobs } from './jobs.svelte';
import { places } from './places.svelte';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import { studyNamesById } from './study-names';
import { groupByStudy } from './study-runs';
import { reportInvalidField } from './invalid-field';
import { commitTypedText } from './typed-text';

/** The studies of the open project, with what this process does for them. */
export class Studies {
  list = $state.raw<Study[]>([]);
  /** By study, what this process does for it or has done. */
  activities = new SvelteMap<string, StudyActivity>();
  /** By study, what its answer is read from beside its runs, as far as somebody has asked for it. */
  evidence = new SvelteMap<string, StudyEvidence>();
  /** By study, by model: what its models were when it began. */
  keptModels = $state.raw<CommandOutput<'studies.keptModels'>>({});
  /** By study, where it was started last: ids of places. */
  startedAt = $state.raw<CommandOutput<'studies.places'>>({});
  /** By study, where the user wants it to run. */
  readonly #chosenPlaces = new SvelteMap<string, readonly string[]>();
  isLoaded = $state(false);
  /** The study that is shown. */
  selectedId = $state<string | null>(null);

  names = $derived(studyNamesById(this.list));
  /** By name. */
  sorted = $derived([...this.list].sort((a, b) => a.name.localeCompare(b.name)));
  selected = $derived(this.find(this.selectedId));
  active = $derived(this.list.filter(({ id }) => this.isActive(id)));
  /** By study, its runs, the oldest first. */
  readonly #runs = $derived(groupByStudy(runs.list));

  #projectId: string | null = null;
  /** Changes are saved one after the other, so that each is a change of the revision before it. */
  #saving: Promise<unknown> = Promise.resolve();
  /** Counts changes of the list, so that one that was read before a change does not undo it. */
  #changes = 0;

  constructor() {
    session.onProjectOpened(({ id }) => {
      if (this.#projectId !== id) {
        this.selectedId = null;
        this.#chosenPlaces.clear();
      }
      this.#projectId = id;
      this.isLoaded = false;
      void session.attempt(() => this.load());
    });
    session.on('project.changed', ({ what }) => {
      if (what === 'studies') void session.attempt(() => this.load());
    });
    session.on('study.changed', ({ activity }) => this.activities.set(activity.studyId, activity));
    session.on('study.wanted', ({ studyId }) => this.show(studyId));
  }

  async load(): Promise<void> {
    // What is being changed and saved meanwhile is newer than what was read.
    let changes: number;
    let list: Study[];
    let activities: StudyActivity[];
    let keptModels: CommandOutput<'studies.keptModels'>;
    let startedAt: CommandOutput<'studies.places'>;
    do {
      await this.#saving;
      changes = this.#changes;
      [list, activities, keptModels, startedAt] = await Promise.all([
        session.callInProject('studies.list', {}),
        session.callInProject('studies.activities', {}),
        session.callInProject('studies.keptModels', {}),
        session.callInProject('studies.places', {}),
      ]);
    } while (changes !== this.#changes);
    this.list = list;
    this.keptModels = keptModels;
    this.startedAt = startedAt;
    this.activities.clear();
    for (const id of this.evidence.keys())
      if (!list.some((study) => study.id === id)) this.evidence.delete(id);
    for (const activity of activities) this.activities.set(activity.studyId, activity);
    if (!this.selected) this.selectedId = (this.active[0] ?? this.sorted[0])?.id ?? null;
    this.isLoaded = true;
  }

  /** Reads what the answer of a study needs from the disk. */
  async loadEvidence(id: string): Promise<void> {
    await this.#saving;
    const projectId = this.#projectId;
    if (!this.find(id)) return;
    const evidence = await session.attempt(() =>
      session.callInProject('studies.evidence', { studyId: id }),
    );
    if (evidence && projectId === this.#projectId) this.evidence.set(id, evidence);
  }

  find(id: string | null): Study | null {
    return this.list.find((study) => study.id === id) ?? null;
  }

  isActive(id: string): boolean {
    return this.activities.get(id)?.isActive ?? false;
  }

  runsOf(id: string): readonly Run[] {
    return this.#runs.get(id) ?? [];
  }

  /** Where a study runs, or would: ids of places that are set up, and `thisComputerId`. */
  placesOf(id: string): readonly string[] {
    const activity = this.activities.get(id);
    const running = activity?.isActive ? activity.places : undefined;
    const wanted =
      running ?? this.#chosenPlaces.get(id) ?? this.startedAt[id] ?? this.#placesOfJobs(id);
    const known = wanted.filter((place) => place === thisComputerId || places.find(place));
    return known.length > 0 ? known : [thisComputerId];
  }

  /** The user's places at which jobs of a study are at work, which another program may have started. */
  #placesOfJobs(id: string): string[] {
    const open = this.runsOf(id).filter(isElsewhere);
    const own = open.flatMap((run) => {
      const job = jobs.of(run)?.job;
      return (job && places.findSame(job.place)?.id) ?? [];
    });
    return own.filter((place, index) => own.indexOf(place) === index);
  }

  choosePlaces(id: string, ids: readonly string[]): void {
    this.#chosenPlaces.set(id, ids);
  }

  /** Shows a study in its view. */
  show(id: string): void {
    this.selectedId = id;
    session.show('studies');
  }

  /** Creates a study and shows it. Throws WorkbenchError. */
  async create(study: StudyInput): Promise<Study> {
    const saved = await session.callInProject('studies.save', { study });
    this.#put(saved);
    this.show(saved.id);
    return saved;
  }

  /**
   * Changes the content of a study: at once in the window, then in its file. Returns whether it is saved; an error is
   * shown, and what the file holds takes the place of the change.
   */
  change(id: string, changes: Partial<StudyContent>): Promise<boolean> {
    const study = this.find(id);
    if (!study) return Promise.resolve(false);
    this.#put({ ...study, ...changes, name: changes.name ?? study.name });
    const saved = this.#saving.then(() => this.#saveChange(id));
    this.#saving = saved;
    return saved;
  }

  /** Starts a study, or what it has not run yet; not while a field holds a text that is no value. */
  async start(id: string): Promise<void> {
    commitTypedText();
    if (reportInvalidField()) return;
    await this.#saving;
    const activity = await session.attempt(() =>
      session.callInProject('studies.start', { studyId: id, places: [...this.placesOf(id)] }),
    );
    if (activity) this.activities.set(id, activity);
  }

  stop(id: string): void {
    void session.attempt(() => session.callInProject('studies.stop', { studyId: id }));
  }

  /** Lets a study go on with its models as they are now. */
  async useModels(id: string): Promise<void> {
    await this.#saving;
    await session.attempt(async () => {
      await session.callInProject('studies.useModels', { studyId: id });
      this.keptModels = await session.callInProject('studies.keptModels', {});
    });
  }

  /** Moves a study to the trash; its runs stay. The notice has an undo action. */
  async delete(id: string): Promise<void> {
    const study = this.find(id);
    if (!study) return;
    await this.#saving;
    const result = await session.attempt(() =>
      session.callInProject('studies.delete', { studyId: id }),
    );
    if (!result) return;
    this.#remove(id);
    session.notify(`The study '${study.name}' was deleted. Its runs stay.`, 'info', {
      label: 'Undo',
      run: () => void session.attempt(() => this.restore(result.trashId)),
    });
  }

  /** Brings a study back from the trash and shows it. Throws WorkbenchError. */
  async restore(trashId: string): Promise<void> {
    const restored = await session.callInProject('studies.restore', { trashId });
    this.#put(restored);
    this.show(restored.id);
  }

  /** Saves the study as the window shows it. */
  async #saveChange(id: string): Promise<boolean> {
    const study = this.find(id);
    if (!study) return false;
    try {
      const saved = await session.callInProject('studies.save', {
        studyId: id,
        study: contentOf(study),
        baseRevision: study.revision,
      });
      // A later change may be on its way already: it is kept, as a change of this revision.
      const current = this.find(id);
      if (current === study) this.#put(saved);
      else if (current) this.#put({ ...current, revision: saved.revision });
      return true;
    } catch (error) {
      session.report(explainConflict(error, study.name));
      const list = await session.attempt(() => session.callInProject('studies.list', {}));
      if (list) this.list = list;
      return false;
    }
  }

  #put(saved: Study): void {
    this.#changes += 1;
    this.list = this.find(saved.id)
      ? this.list.map((other) => (other.id === saved.id ? saved : other))
      : [...this.list, saved];
  }

  /** The study below takes the place of the one that was shown. */
  #remove(id: string): void {
    this.#changes += 1;
    const index = this.sorted.findIndex((study) => study.id === id);
    this.list = this.list.filter((study) => study.id !== id);
    if (this.selectedId === id)
      this.selectedId =
        this.sorted[Math.min(Math.max(index, 0), this.sorted.length - 1)]?.id ?? null;
  }
}

/** The content of a saved study, without what belongs to its file. */
export function contentOf(study: Study): StudyContent {
  return studyContentSchema.strip().parse(study);
}

function explainConflict(error: unknown, name: string): unknown {
  if (!isOfKind(error, 'conflict')) return error;
  return new WorkbenchError(
    'conflict',
    `'${name}' was changed elsewhere meanwhile: your last change is not saved. The study is shown as it is saved; make the change again.`,
  );
}

export const studies = new Studies();
