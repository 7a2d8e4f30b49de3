import { untrack } from 'svelte';
import { edgeId, type EdgeId } from '#spec/model';
import { isTrained, type TrainedRun } from '#spec/run';
import { methodPath, type Study } from '#spec/study';
import { editor } from '../editor/editor.svelte';
import { launcher } from '../stores/launcher.svelte';
import { liveRun } from '../stores/live-run.svelte';
import { models } from '../stores/models.svelte';
import { loadPreference, savePreference } from '../stores/preferences';
import { presentation } from '../stores/presentation.svelte';
import { runs } from '../stores/runs.svelte';
import { session } from '../stores/session.svelte';
import { studies } from '../stores/studies.svelte';
import { dniQuestion } from '../studies/dni-question.svelte';
import { mapStudySpecs } from '../studies/study-models';
import { readProgress } from '../studies/study-progress';
import { parseTourRecord, unknownTour, type TourRecord } from './tour-record';
import { findTourEdge, makeTourModel, tourTemplate } from './tour-model';
import { readTour, type TourFacts, type TourRun, type TourStudy } from './tour-progress';

const preference = 'tour';

/** What is remembered before the tour has a model. */
const withoutModel = { modelId: null, hasReplayed: false, hasWatched: false };

/** The first tour: what is remembered of it, and where it stands. */
class Tour {
  #record = $state.raw<TourRecord>(loadPreference(preference, unknownTour, parseTourRecord));
  #isReplaying = false;
  /** Whether the card of the tour is shown. */
  isShown = $state(false);
  /** Counted up each time the tour is begun or taken up, and its card takes the focus. */
  begun = $state(0);

  /** Whether a newcomer has neither begun the tour nor declined it. */
  readonly isNew = $derived(this.#record.status === 'new');
  readonly state = $derived.by(() => readTour(this.#readFacts()));

  constructor() {
    this.isShown = this.#record.status === 'begun';
    $effect.root(() => {
      $effect(() => {
        if (this.isShown) this.#followReplay();
      });
      $effect(() => {
        if (this.isShown && this.state.isDone) untrack(() => this.#keep({ status: 'done' }));
      });
    });
  }

  /** Begins the tour, or takes it up where it was left. */
  async begin(): Promise<void> {
    if (this.#record.status === 'done') this.#keep(withoutModel);
    await session.attempt(async () => {
      if (!this.#isInProject() || session.project === null) await session.openSampleProject();
      const { project } = session;
      if (!project) return;
      if (project.directory !== this.#record.directory)
        this.#keep({ directory: project.directory, ...withoutModel });
      // The project shows a model of its own first, once it is loaded.
      await waitFor(() => editor.isOpen && models.isLoaded);
      if (models.get(this.#record.modelId)) this.openModel();
      else await this.makeModel();
      this.#keep({ status: 'begun' });
      this.isShown = true;
      this.begun += 1;
    });
  }

  /** Hides the card. What was done stays, and `begin` takes the tour up again. */
  leave(): void {
    this.isShown = false;
    if (this.#record.status === 'done') return;
    this.#keep({ status: 'left' });
    session.notify('The first tour is left. It goes on from the menu Help or the command palette.');
  }

  decline(): void {
    this.#keep({ status: 'left' });
  }

  /** Adds the model of the tour to the project and opens it. */
  async makeModel(): Promise<void> {
    const template = models.templates.find(({ id }) => id === tourTemplate);
    if (!template) {
      session.notify(
        `The template '${tourTemplate}' is missing, so the tour cannot begin.`,
        'error',
      );
      return;
    }
    editor.openAsNew(makeTourModel(template.spec));
    await editor.save();
    this.#keep({ ...withoutModel, modelId: editor.modelId });
    session.show('build');
  }

  openModel(): void {
    const model = models.get(this.#record.modelId);
    if (model) editor.open(model);
    session.show('build');
  }

  async openProject(): Promise<void> {
    const { directory } = this.#record;
    if (directory !== null) await session.attempt(() => session.openProject(directory));
  }

  /** Leaves the run for the question. */
  goOn(): void {
    this.#keep({ hasWatched: true });
  }

  showStudy(): void {
    const study = this.#findStudy();
    if (study) studies.show(study.id);
  }

  showRun(): void {
    liveRun.setOn(true);
    const run = this.#findRun();
    if (run) liveRun.choose(run.id);
  }

  leavePresentation(): void {
    presentation.leave();
  }

  #keep(changes: Partial<TourRecord>): void {
    this.#record = { ...this.#record, ...changes };
    savePreference(preference, this.#record);
  }

  #isInProject(): boolean {
    return session.project !== null && session.project.directory === this.#record.directory;
  }

  #readFacts(): TourFacts {
    const { modelId, hasReplayed, hasWatched } = this.#record;
    const isOpen = modelId !== null && editor.isOpen && editor.modelId === modelId;
    const spec = isOpen ? editor.spec : models.get(modelId)?.spec;
    const edges = spec?.model.edges ?? [];
    const decoupled = edges.find((edge) => edge.decoupled);
    const study = this.#findStudy();
    return {
      project: this.#isInProject() ? (this.#isLoaded() ? 'tour' : 'loading') : 'other',
      view: session.view,
      isPresenting: presentation.isOn,
      model: isOpen ? 'open' : models.get(modelId) ? 'closed' : 'missing',
      coupled: spec ? findTourEdge(spec) : null,
      decoupled: decoupled ? edgeId(decoupled) : null,
      runObstacle: launcher.obstacle,
      questionObstacle: dniQuestion.obstacle,
      run: describeRun(this.#findRun()),
      hasReplayed,
      hasWatched,
      study: study ? describeStudy(study) : null,
    };
  }

  #isLoaded(): boolean {
    return editor.isOpen && models.isLoaded && runs.isLoaded && studies.isLoaded;
  }

  #findRun(): TrainedRun | null {
    const { modelId } = this.#record;
    const own = runs.list.filter(
      (run): run is TrainedRun =>
        isTrained(run) && modelId !== null && run.modelId === modelId && run.study === null,
    );
    const decoupled = own.filter((run) => findDecoupled(run) !== null);
    return decoupled.find(({ method }) => method === 'dni') ?? decoupled[0] ?? null;
  }

  /** The newest study that compares the methods on the model of the tour. */
  #findStudy(): Study | null {
    const { modelId } = this.#record;
    if (modelId === null || !this.#isInProject()) return null;
    const asked = studies.list.filter(
      (study) => study.models.includes(modelId) && methodPath in study.axes,
    );
    const begun = asked.filter(({ id }) => studies.isActive(id) || studies.runsOf(id).length > 0);
    return begun.at(-1) ?? asked.at(-1) ?? null;
  }

  /** A replay counts once it has come to the newest values: leaving the canvas ends it before. */
  #followReplay(): void {
    const run = this.#findRun();
    if (run === null || session.view !== 'build' || liveRun.run?.id !== run.id)
      this.#isReplaying = false;
    else if (isPast(run)) this.#isReplaying = true;
    else if (this.#isReplaying && liveRun.step === null) {
      this.#isReplaying = false;
      untrack(() => this.#keep({ hasReplayed: true }));
    }
  }
}

function isPast(run: TrainedRun): boolean {
  const { step } = liveRun;
  return step !== null && step < run.step;
}

function findDecoupled({ spec }: TrainedRun): EdgeId | null {
  const edge = spec.model.edges.find(({ decoupled }) => decoupled);
  return edge ? edgeId(edge) : null;
}

function describeRun(run: TrainedRun | null): TourRun | null {
  const edge = run && findDecoupled(run);
  if (!run || !edge) return null;
  const isShown = liveRun.run?.id === run.id;
  const { method, status, failure, step } = run;
  const hasValues = isShown && liveRun.edge(edge)?.cosine !== undefined;
  const shown = { isShown, hasValues, isPast: isShown && isPast(run) };
  return { isDni: method === 'dni', status, failure, step, edge, ...shown };
}

function describeStudy(study: Study): TourStudy {
  const own = studies.runsOf(study.id);
  const activity = studies.activities.get(study.id);
  const progress = readProgress(study, activity, own, mapStudySpecs(study, own));
  return {
    status: progress.status,
    failure: activity?.failure ?? null,
    done: progress.done,
    total: progress.total,
    failedRuns: own.filter(({ status }) => status === 'failed').length,
    isShown: studies.selectedId === study.id,
  };
}

/** Resolves as soon as a state of the window is true. */
function waitFor(isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = $effect.root(() => {
      $effect(() => {
        if (!isTrue()) return;
        resolve();
        queueMicrotask(() => stop());
      });
    });
  });
}

export const tour = new Tour();

/** Begins the first tour, or takes it up again: of menu, palette and start screen. */
export function startTour(): Promise<void> {
  return tour.begin();
}
