import { countNoun } from '#spec/count-noun';
import { formatMoment } from '#spec/date-format';
import { formatWhole } from '#spec/number-format';
import type { Trained } from '#spec/environments';
import { formatThreads, listEnvironmentDifferences } from '#analysis/environment-differences';
import type { Run } from '#spec/run';

/** On what and when a run was trained, by name; what earlier versions did not record is left out. */
export function describeEnvironment({
  environment,
  earlierEnvironments = [],
  created,
  started,
  ended,
}: Trained & Pick<Run, 'created' | 'started' | 'ended'>): Record<string, string> {
  const times = {
    created: formatTime(created),
    started: formatTime(started),
    ended: formatTime(ended),
  };
  if (!environment) return withoutMissing(times);
  const { threads, together } = environment;
  const earlier = earlierEnvironments.map((each): [string, string] => [
    `until step ${formatWhole(each.untilStep)}`,
    listEnvironmentDifferences({ environment: each.environment }, { environment })
      .map(({ name, before }) => `${name} ${before}`)
      .join('; '),
  ]);
  return withoutMissing({
    ...Object.fromEntries(earlier),
    device: environment.device,
    backend: environment.backend,
    TensorFlow: environment.tensorflow,
    note: environment.fallbackReason,
    threads: threads && formatThreads(threads),
    'trained together':
      together === undefined ? null : `with ${countNoun(together - 1, 'other run')}`,
    cores: environment.cores?.toString(),
    host: environment.host,
    platform: environment.platform,
    workbench: environment.workbench,
    Node: environment.node,
    ...times,
  });
}

/** A moment in the time zone of the window. */
function formatTime(iso: string | null): string | null {
  return iso === null ? null : formatMoment(new Date(iso));
}

function withoutMissing(facts: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
