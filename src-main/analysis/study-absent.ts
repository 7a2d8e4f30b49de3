import { countNoun } from '#spec/count-noun';
import { joinNames } from '#spec/quote';
import type { StudyResult } from './study-result';

/** What is known of runs of a study that are not among those of its answer. */
export interface AbsentRuns {
  /** Whether runs are still being made. */
  isActive: boolean;
  /** Runs of the study that are in the trash. */
  inTrash: number;
  /** Runs that the study has made and that are not even in the trash. */
  removed: number;
  /** Ids of copies of its runs. */
  copies: readonly string[];
}

/** Runs that the study asks for and the answer is without. */
export function describeAbsent(
  { found, wanted }: Pick<StudyResult, 'found' | 'wanted'>,
  { inTrash, removed, copies, isActive }: AbsentRuns,
): string[] {
  const copied = describeCopies(copies);
  if (found === 0) return copied;
  const others = wanted - found - inTrash - removed;
  const of = `of ${countNoun(wanted, 'run')}`;
  return [
    ...(inTrash > 0
      ? [
          `${inTrash} ${of} ${inTrash === 1 ? 'was' : 'were'} deleted and the answer is without ${inTrash === 1 ? 'it' : 'them'}: restore ${inTrash === 1 ? 'it' : 'them'} from the trash, or start the study to run ${inTrash === 1 ? 'it' : 'them'} again.`,
        ]
      : []),
    ...(removed > 0 && !isActive
      ? [
          `${removed} ${of} ${removed === 1 ? 'was' : 'were'} deleted for good: start the study to make ${removed === 1 ? 'it' : 'them'} again.`,
        ]
      : []),
    ...(others > 0 && !isActive
      ? [
          `${others} ${of} ${others === 1 ? 'is' : 'are'} not made yet: start the study to make ${others === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...copied,
  ];
}

function describeCopies(copies: readonly string[]): string[] {
  if (copies.length === 0) return [];
  const [are, them] = copies.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [
    `${countNoun(copies.length, 'run')} ${are} left out, since the folder was copied or renamed by hand and the study counts only the runs that it has made: ${joinNames(copies)}. Compare takes ${them} like any other run.`,
  ];
}
