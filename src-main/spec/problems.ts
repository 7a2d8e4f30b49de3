import type { EdgeId } from './model';

/** A change to an experiment that mends a problem, as data for `applyFix`. */
export type Fix =
  | { kind: 'insertFlatten'; edge: EdgeId }
  | { kind: 'setNode'; node: string; values: Record<string, unknown> }
  | { kind: 'removeEdge'; edge: EdgeId }
  /** Adds the recurrent edge from a core to itself. */
  | { kind: 'addLoop'; node: string }
  | { kind: 'delayEdge'; edge: EdgeId }
  | { kind: 'removeNode'; node: string }
  | { kind: 'recouple'; edge: EdgeId }
  | { kind: 'setSynthesizer'; edge: EdgeId; values: Record<string, unknown> };

/** One problem of an experiment: an error prevents training, a warning does not. */
export interface Problem {
  severity: 'error' | 'warning';
  node?: string;
  edge?: EdgeId;
  /** Dotted path of the setting in the experiment. */
  setting?: string;
  /** What is wrong: a sentence with names and numbers. */
  message: string;
  /** How to mend it: a sentence. */
  remedy: string;
  fix?: Fix;
}

/** The problem as one line for the terminal. */
export function formatProblem(problem: Problem): string {
  // Messages about nodes and edges contain their names; messages about other settings may not.
  const place = !problem.node && !problem.edge && problem.setting ? ` at ${problem.setting}` : '';
  return `${problem.severity}${place}: ${problem.message} ${problem.remedy}`.trim();
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** `28 × 28 × 1`: shapes as they are shown to the user. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join(' × ');
}
