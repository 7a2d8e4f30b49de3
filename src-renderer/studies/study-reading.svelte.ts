import { describeLeftOut } from '#analysis/does-dni-help';
import { readStudyAnswer } from '#analysis/study-answer';
import { readStudyResult } from '#analysis/study-result';
import type { Study, StudyEvidence } from '#spec/study';
import { studies } from '../stores/studies.svelte';
import { mapStudySpecs } from './study-models';
import { readProgress } from './study-progress';
import { readResults, toSelections } from './study-results';

const noEvidence: StudyEvidence = {
  selections: {},
  inTrash: [],
  removed: 0,
  copies: [],
  unreadable: [],
};

/** What a study has found so far, as its runs have it now: for its page and its place in the list. */
export class StudyReading {
  readonly #read: () => Study;

  /** `needsTrash`: whether deleted runs are to be told of, which are looked for on the disk. */
  constructor(readStudy: () => Study, { needsTrash }: { needsTrash: boolean }) {
    this.#read = readStudy;
    // What is read from the disk is read again where runs have come, gone or ended.
    const key = $derived(
      JSON.stringify([
        this.#read().id,
        this.#read().revision,
        this.runs.map(({ id, status }) => `${id} ${status}`),
      ]),
    );
    $effect(() => {
      const [id] = JSON.parse(key) as [string];
      if (needsTrash || studies.find(id)?.selectBy !== undefined) void studies.loadEvidence(id);
    });
  }

  get study(): Study {
    return this.#read();
  }

  runs = $derived.by(() => studies.runsOf(this.study.id));
  specs = $derived.by(() => mapStudySpecs(this.study, this.runs));
  evidence = $derived.by(() => studies.evidence.get(this.study.id) ?? noEvidence);
  activity = $derived.by(() => studies.activities.get(this.study.id));
  progress = $derived.by(() => readProgress(this.study, this.activity, this.runs, this.specs));
  result = $derived.by(() =>
    readStudyResult(this.study, this.runs, this.specs, toSelections(this.evidence)),
  );
  /** As figures draw it; null while nothing is measured. */
  results = $derived.by(() => readResults(this.study, this.result));
  answer = $derived.by(() =>
    readStudyAnswer(this.study, this.result, {
      isActive: this.activity?.isActive ?? false,
      inTrash: this.evidence.inTrash.length,
      removed: this.evidence.removed,
      copies: this.evidence.copies,
      leftOut: [...this.evidence.unreadable, ...describeLeftOut(this.study, this.specs)],
    }),
  );
}
