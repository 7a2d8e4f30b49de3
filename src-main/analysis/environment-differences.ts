import type { Environment, Run } from '#spec/run';

/** A value of both runs, as text. */
export interface SideBySide {
  name: string;
  before: string;
  after: string;
}

const environmentNames = {
  device: 'device',
  backend: 'backend',
  tensorflow: 'TensorFlow',
  fallbackReason: 'note',
  threads: 'threads',
  cores: 'cores',
  host: 'host',
  platform: 'platform',
  workbench: 'workbench',
  node: 'Node',
} satisfies Record<keyof Environment, string>;

/** What differs; of a run of an earlier version that has not recorded a value, nothing is said. */
export function listEnvironmentDifferences(
  before: Pick<Run, 'environment'>,
  after: Pick<Run, 'environment'>,
): SideBySide[] {
  return (Object.keys(environmentNames) as (keyof Environment)[]).flatMap((key) => {
    const [old, present] = [before.environment?.[key], after.environment?.[key]];
    if (old === undefined || present === undefined) return [];
    const pair = { before: environmentText(old), after: environmentText(present) };
    return pair.before === pair.after ? [] : [{ name: environmentNames[key], ...pair }];
  });
}

function environmentText(value: NonNullable<Environment[keyof Environment]> | null): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? formatThreads(value) : String(value);
}

/** `4 in an operation, 1 side by side` */
export function formatThreads({ intraOp, interOp }: NonNullable<Environment['threads']>): string {
  return `${intraOp} in an operation, ${interOp} side by side`;
}
