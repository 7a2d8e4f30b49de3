import type { RunGroup } from '#analysis/group-runs';
import type { ReportedEntry } from '#spec/reported';

/** A group that an entry can stand beside. */
export interface BesideChoice {
  value: string;
  label: string;
}

export const besideNone = 'none';
export const besideKept = 'kept';

/** The groups, no one of them, and what the entry has where that is none of these. */
export function listBesideChoices(
  { templates, settings }: ReportedEntry,
  groups: readonly RunGroup[],
  labels: ReadonlyMap<string, string>,
): { choices: BesideChoice[]; chosen: string } {
  const present = groups.find((group) => isSame(settings, settingsOf(group)));
  const isSpecific = templates.length > 0 || Object.keys(settings).length > 0;
  const isKept = templates.length > 0 || (isSpecific && !present);
  return {
    choices: [
      { value: besideNone, label: 'no group' },
      ...groups.map(({ key }) => ({ value: key, label: labels.get(key) ?? key })),
      ...(isKept ? [{ value: besideKept, label: 'its own settings' }] : []),
    ],
    chosen: isKept ? besideKept : (present?.key ?? besideNone),
  };
}

/** The entry beside another group. */
export function placeBeside<E extends ReportedEntry>(
  entry: E,
  chosen: string,
  groups: readonly RunGroup[],
): E {
  if (chosen === besideKept) return entry;
  const group = groups.find(({ key }) => key === chosen);
  return { ...entry, templates: [], settings: group ? settingsOf(group) : {} };
}

/** The entry beside the group that has its label, if it stands beside none. */
export function placeByLabel<E extends ReportedEntry>(
  entry: E,
  groups: readonly RunGroup[],
  labels: ReadonlyMap<string, string>,
): E {
  // A paper writes a decimal point, our labels the decimal sign of the system.
  const plain = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replace(/(?<=\d),(?=\d)/g, '.');
  const found = groups.find(({ key }) => plain(labels.get(key) ?? '') === plain(entry.label));
  return found ? placeBeside(entry, found.key, groups) : entry;
}

/** What sets the runs of a group apart; of a single run its id. */
function settingsOf({ key, values }: RunGroup): ReportedEntry['settings'] {
  return Object.keys(values).length > 0 ? { ...values } : { 'run.id': key };
}

function isSame(a: ReportedEntry['settings'], b: ReportedEntry['settings']): boolean {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([field, value]) => Object.is(b[field], value));
}
