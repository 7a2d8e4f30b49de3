/** Where a run was trained. One that was resumed elsewhere has several environments, and its curves are of all of them. */
import type { Environment, Run } from './run';

/** The environments of a run, all or the present one. */
export type Trained = Pick<Run, 'environment' | 'earlierEnvironments'>;

/** All of them, the first one first. */
export function environmentsOf({ environment, earlierEnvironments = [] }: Trained): Environment[] {
  const earlier = earlierEnvironments.map((each) => each.environment);
  return environment ? [...earlier, environment] : earlier;
}

/**
 * A property of all of them as a text: `CPU`, or `CPU (WebAssembly), then CPU` of a run that was resumed on another device.
 * Undefined where none has the property.
 */
export function describeProperty(
  run: Trained,
  read: (environment: Environment) => string | number | null | undefined,
): string | undefined {
  const values = environmentsOf(run).flatMap((environment) => read(environment) ?? []);
  const changes = values.filter((value, index) => value !== values[index - 1]);
  return changes.length === 0 ? undefined : changes.join(', then ');
}
