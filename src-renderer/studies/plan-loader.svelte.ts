import { untrack } from 'svelte';
import { messageOf } from '#spec/errors';
import type { StudyContent, StudyPlan } from '#spec/study';
import { LatestAnswer } from '../data/latest-answer';
import { session } from '../stores/session.svelte';

const pauseMs = 300;

export interface PlanRequest {
  studyId: string;
  study: StudyContent;
  /** The plan is asked for again when it changes. */
  version: unknown;
}

/** What a study would run, asked for again soon after every change of its question. */
export class PlanLoader {
  plan = $state.raw<StudyPlan | null>(null);
  /** Why there is no plan, in a sentence. */
  failure = $state<string | null>(null);
  isLoading = $state(false);

  constructor(readRequest: () => PlanRequest | null) {
    const answers = new LatestAnswer<StudyPlan>(pauseMs, {
      onanswer: (plan) => this.#show(plan, null),
      onerror: (error) => this.#show(null, messageOf(error)),
    });
    const key = $derived(JSON.stringify(readRequest()));
    $effect(() => {
      const request = JSON.parse(key) as PlanRequest | null;
      if (request === null) return answers.cancel();
      untrack(() => (this.isLoading = true));
      const { studyId, study } = request;
      answers.ask(() => session.callInProject('studies.plan', { studyId, study }));
    });
    $effect(() => () => answers.cancel());
  }

  #show(plan: StudyPlan | null, failure: string | null): void {
    this.plan = plan;
    this.failure = failure;
    this.isLoading = false;
  }
}
