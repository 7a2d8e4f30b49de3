import { thisComputerId } from '#spec/place';
import type { Run } from '#spec/run';
import { jobs } from './jobs.svelte';
import { places } from './places.svelte';
import type { ResumeOptions } from './runs.svelte';

/** Where a run goes on unless the user says otherwise: where it has been trained last, if that is set up here. */
export function usualPlace(run: Pick<Run, 'job'>): string {
  const job = jobs.of(run)?.job;
  return (job && places.findSame(job.place)?.id) ?? thisComputerId;
}

/** The options with which a run goes on at a place; a run that has not ended goes on where it is. */
export function resumeOptions(
  run: Pick<Run, 'job' | 'status'>,
  place = usualPlace(run),
): ResumeOptions {
  return run.status === 'paused' ? {} : optionsAt(place);
}

/** The part of a command that says where a run trains. */
export function optionsAt(place: string): { place?: string } {
  return place === thisComputerId ? {} : { place };
}
