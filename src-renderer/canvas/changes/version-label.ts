import type { ModelVersion } from '#api/types';
import { formatWhen } from '../../stores/format';

/** A version by its name; one without a name by when it was saved. */
export function labelVersion({ name, saved, kept }: ModelVersion, now?: Date): string {
  if (name) return `the version '${name}'`;
  return `the version saved ${formatWhen(saved, now)}${kept ? ', kept' : ''}`;
}
