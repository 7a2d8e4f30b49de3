import type { HelpEntry } from './entry';
import { kindEntries } from './kind-entries';
import { metricEntries } from './metric-entries';
import { nodeEntries } from './node-entries';
import { settingEntries } from './setting-entries';
import { listSettingSources } from './setting-sources';
import { taskEntries } from './task-entries';

export type { HelpEntry } from './entry';

/** The pages of help that say what every node, task, metric and setting is, built from the catalogues of `#spec`. */
export function helpEntries(): HelpEntry[] {
  const sources = listSettingSources();
  return [
    ...nodeEntries(sources),
    ...taskEntries(sources),
    ...metricEntries(),
    ...kindEntries(sources),
    ...settingEntries(sources),
  ];
}
