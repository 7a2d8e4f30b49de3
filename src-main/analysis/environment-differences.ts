import { countNoun } from '#spec/count-noun';
import { describeProperty, type Trained } from '#spec/environments';
import { quote } from '#spec/quote';
import type { Environment } from '#spec/run';

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
  together: 'runs trained together',
  cores: 'cores',
  host: 'host',
  platform: 'platform',
  workbench: 'workbench',
  node: 'Node',
} satisfies Record<keyof Environment, string>;

/** What differs; of a run of an earlier version that has not recorded a value, nothing is said. */
export function listEnvironmentDifferences(before: Trained, after: Trained): SideBySide[] {
  return (Object.keys(environmentNames) as (keyof Environment)[]).flatMap((key) => {
    const read = (environment: Environment): string | undefined =>
      textOf(key === 'together' ? (environment.together ?? 1) : environment[key]);
    const [old, present] = [describeProperty(before, read), describeProperty(after, read)];
    if (old === undefined || present === undefined || old === present) return [];
    return [{ name: environmentNames[key], before: old, after: present }];
  });
}

/** `device 'CPU, 2 threads' instead of 'CPU, WebAssembly, 1 thread (slow)', backend 'tensorflow' instead of 'wasm'` */
export function describeChange(before: Environment, after: Environment): string {
  const changes = listEnvironmentDifferences({ environment: before }, { environment: after });
  return changes
    .filter(({ name }) => name !== environmentNames.fallbackReason)
    .map((change) => `${change.name} ${quote(change.after)} instead of ${quote(change.before)}`)
    .join(', ');
}

/** Undefined where an earlier version has not recorded the value. */
function textOf(value: Environment[keyof Environment]): string | undefined {
  if (value === null) return 'none';
  return typeof value === 'object' ? formatThreads(value) : value?.toString();
}

/** `4 for an operation, 1 operation at a time` */
export function formatThreads({ intraOp, interOp }: NonNullable<Environment['threads']>): string {
  return `${intraOp} for an operation, ${countNoun(interOp, 'operation')} at a time`;
}
