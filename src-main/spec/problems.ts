import type { EdgeId } from './model';

/** A change the window can make for the user, as data: `applyFix` does it. */
export type Fix =
  | { kind: 'insertFlatten'; edge: EdgeId }
  | { kind: 'setNode'; node: string; values: Record<string, unknown> }
  | { kind: 'removeEdge'; edge: EdgeId }
  /** The recurrent edge of a core to itself. */
  | { kind: 'addLoop'; node: string }
  | { kind: 'delayEdge'; edge: EdgeId }
  | { kind: 'removeNode'; node: string }
  | { kind: 'recouple'; edge: EdgeId }
  | { kind: 'setSynthesizer'; edge: EdgeId; values: Record<string, unknown> };

/** One thing that is wrong (error: it cannot train) or odd (warning) with what a user described. */
export interface Problem {
  severity: 'error' | 'warning';
  node?: string;
  edge?: EdgeId;
  /** Dotted path of the setting in the spec. */
  setting?: string;
  /** What is wrong: a sentence with the names and numbers. */
  message: string;
  /** What would mend it: a sentence. */
  remedy: string;
  fix?: Fix;
}

/** One line for the terminal. */
export function formatProblem(problem: Problem): string {
  // Messages about nodes and edges name them; those about other settings may not.
  const place = !problem.node && !problem.edge && problem.setting ? ` at ${problem.setting}` : '';
  return `${problem.severity}${place}: ${problem.message} ${problem.remedy}`.trim();
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** `28 × 28 × 1`, the way shapes are written everywhere. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.join(' × ');
}
