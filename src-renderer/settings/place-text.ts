import { countNoun } from '#spec/count-noun';
import type { Place } from '#spec/place';

/** `A job asks for 2 cores and 1 GPU; 4 jobs of a study at a time.` */
export function describeShare({ cores, gpus, jobs }: Place): string {
  const wanted = [countNoun(cores, 'core'), ...(gpus > 0 ? [countNoun(gpus, 'GPU')] : [])];
  return `A job asks for ${wanted.join(' and ')}; ${countNoun(jobs, 'job')} of a study at a time.`;
}
