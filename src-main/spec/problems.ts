import { formatWhole } from './number-format';
import type { EdgeId } from './model';
import type { Node } from './nodes';
import { abbreviate, printable } from './quote';

/** Problems that are reported of one experiment; more of them help nobody. */
export const maxProblems = 100;
/** Characters of each text of a problem. */
const maxText = 480;
/** Axes of a shape that are shown. */
const maxAxes = 6;
/** Characters of a setting's path in a line for the terminal. */
const maxPlace = 120;

/** A change to an experiment that mends a problem, as data for `applyFix`. */
export type Fix =
  | { kind: 'insertFlatten'; edge: EdgeId }
  | { kind: 'setNode'; node: string; values: Record<string, unknown> }
  | { kind: 'removeEdge'; edge: EdgeId }
  /** Adds the recurrent edge from a core to itself. */
  | { kind: 'addLoop'; node: string }
  | { kind: 'removeNode'; node: string }
  | { kind: 'recouple'; edge: EdgeId }
  | { kind: 'setSynthesizer'; edge: EdgeId; values: Record<string, unknown> }
  /** Sets a setting by its dotted path, `training.unroll`; null leaves it out. */
  | { kind: 'setSetting'; path: string; value: string | number | boolean | null }
  /** Adds a node that is missing, with edges from and to others. */
  | { kind: 'addNode'; id: string; node: Node; from: readonly string[]; to: readonly string[] }
  /** Puts a new node on an edge. */
  | { kind: 'insertNode'; edge: EdgeId; id: string; node: Node }
  /** Makes another kind of node of one, which keeps its edges. */
  | { kind: 'replaceNode'; node: string; with: Node }
  /** Takes a node with one input out, and joins its neighbours. */
  | { kind: 'bypass'; node: string }
  /** Adds an edge. */
  | { kind: 'connect'; from: string; to: string }
  /** Keeps the first of several edges with the same ends. */
  | { kind: 'removeRepeated'; edge: EdgeId };

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
  const place =
    !problem.node && !problem.edge && problem.setting
      ? ` at ${printable(problem.setting, maxPlace)}`
      : '';
  return `${problem.severity}${place}: ${problem.message} ${problem.remedy}`.trim();
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/**
 * At most `maxProblems` of the problems, errors before warnings, and one that says how many there are beside them;
 * `unlisted` is the number of errors that were found and are not in the list. The texts have a limited length.
 */
export function limitProblems(problems: readonly Problem[], unlisted = 0): Problem[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const isWhole = problems.length <= maxProblems;
  const shown = isWhole
    ? problems
    : [...errors, ...problems.filter(({ severity }) => severity !== 'error')].slice(0, maxProblems);
  const limited = shown.map((problem) => ({
    ...problem,
    message: abbreviate(problem.message, maxText),
    remedy: abbreviate(problem.remedy, maxText),
  }));
  const rest = problems.length - shown.length + unlisted;
  if (rest === 0) return limited;
  const severity = unlisted > 0 || errors.length > maxProblems ? 'error' : 'warning';
  return [
    ...limited,
    {
      severity,
      message:
        rest === 1 ? 'There is one more problem.' : `There are ${formatWhole(rest)} more problems.`,
      remedy: 'Mend these first.',
    },
  ];
}

/** `28 × 28 × 1`: shapes as they are shown to the user. */
export function formatShape(shape: readonly number[]): string {
  if (shape.length === 0) return 'one number';
  const shown = shape.slice(0, maxAxes).join(' × ');
  return shape.length > maxAxes ? `${shown} × … (${shape.length} dimensions)` : shown;
}
