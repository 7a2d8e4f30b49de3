import { findClosestMatch } from '#spec/closest-match';
import { quote } from '#spec/quote';
import { modelName, type Run } from '#spec/run';
import { canEqualNumber, compareValue } from './compare-value';
import { assertStatus } from './filter-status';
import { parseCondition, type Condition } from './filter-syntax';
import { FilterError, type Word } from './filter-words';
import { isKnownName, listNames, readNamed, type StudyNames } from './named-values';
import { statusWords } from './run-outcome';

/**
 * Filters of runs, as in `method = dni and rate < 1e-3`.
 *
 *     rate < 1e-3          = != < <= > >=, of numbers, texts and moments (`created > 2026-11-01`)
 *     test/error < 2%      a metric; `test/error@best` its best value; percent are hundredths
 *     tags ~ paper         contains, in any case of letters
 *     method in [dni, none]    also `not in`
 *     not, and, or, ( )    binding in this order
 *     recall "no bias"     words alone are searched in name, model, tags, notes, method and status
 *
 * `=` and `in` compare whole values, `~` and words alone parts of them. Names are those of `named-values`. A value that a run does not have equals `null` and nothing else; one that is not
 * finite equals `nan`.
 */
export type RunFilter =
  { error: null; matches: (run: Run) => boolean } | { error: string; matches: null };

/**
 * A filter from its text; empty text matches all runs. Never throws: a mistake is in `error`, as a sentence. A study is
 * found by its id, and by its name where `studyNames` has it.
 */
export function parseRunFilter(text: string, studyNames?: StudyNames): RunFilter {
  try {
    return { error: null, matches: compile(parseCondition(text), studyNames) };
  } catch (error) {
    if (error instanceof FilterError) return { error: error.message, matches: null };
    throw error;
  }
}

/**
 * What to say of a filter that is written well and still cannot match, a sentence each: of names that no run has, most often
 * because they are mistyped, and of numbers that are compared with a text. Empty where the text is no filter.
 */
export function findDoubts(text: string, runs: readonly Run[]): string[] {
  const filter = parseRunFilter(text);
  if (filter.error !== null || runs.length === 0) return [];
  return comparisonsOf(parseCondition(text)).flatMap((comparison) =>
    isKnownName(comparison.field.text, runs)
      ? describeMismatch(comparison, runs)
      : [describeUnknown(comparison.field, runs)],
  );
}

function describeUnknown({ text, at }: Word, runs: readonly Run[]): string {
  const match = findClosestMatch(text, listNames(runs));
  const advice = match === null ? '' : `: did you mean ${quote(match)}?`;
  return `No run has a setting or metric named ${quote(text)}, at character ${at}${advice || '.'}`;
}

/** A text that is compared with a name whose values are numbers in all runs. */
function describeMismatch({ operator, field, values }: Compared, runs: readonly Run[]): string[] {
  if (!equalities.includes(operator)) return [];
  const text = values.find((value) => !canEqualNumber(value.text));
  if (text === undefined) return [];
  return hasOnlyNumbers(field.text, runs)
    ? [
        `${quote(field.text)} is a number and equals no text such as ${quote(text.text)}, at character ${text.at}.`,
      ]
    : [];
}

/** Whether the values of a name are numbers in all runs that have it; most often the first run tells that they are not. */
function hasOnlyNumbers(name: string, runs: readonly Run[]): boolean {
  let hasNumber = false;
  for (const run of runs)
    for (const value of readNamed(run, name)) {
      if (value === null) continue;
      if (typeof value !== 'number') return false;
      hasNumber = true;
    }
  return hasNumber;
}

const equalities: readonly string[] = ['=', '!=', 'in', 'not in'];

type Compared = Extract<Condition, { kind: 'compare' }>;

function comparisonsOf(condition: Condition): Compared[] {
  switch (condition.kind) {
    case 'compare':
      return [condition];
    case 'not':
      return comparisonsOf(condition.condition);
    case 'and':
    case 'or':
      return [...comparisonsOf(condition.left), ...comparisonsOf(condition.right)];
    default:
      return [];
  }
}

function compile(condition: Condition, studyNames?: StudyNames): (run: Run) => boolean {
  switch (condition.kind) {
    case 'all':
      return () => true;
    case 'word':
      return textSearch(condition.text);
    case 'not': {
      const inner = compile(condition.condition, studyNames);
      return (run) => !inner(run);
    }
    case 'and':
    case 'or': {
      const [left, right] = [
        compile(condition.left, studyNames),
        compile(condition.right, studyNames),
      ];
      return condition.kind === 'and'
        ? (run) => left(run) && right(run)
        : (run) => left(run) || right(run);
    }
    case 'compare': {
      assertStatus(condition.operator, condition.field, condition.values);
      const test = compareValue(
        condition.operator,
        condition.values.map(({ text }) => text),
      );
      const name = condition.field.text;
      return (run) => test(readNamed(run, name, studyNames));
    }
  }
}

function textSearch(text: string): (run: Run) => boolean {
  const searched = text.toLowerCase();
  return (run) => {
    const { name, modelId, tags, notes, method } = run;
    return [
      name,
      modelName(run),
      modelId ?? '',
      ...tags,
      notes,
      method ?? '',
      ...statusWords(run),
    ].some((part) => part.toLowerCase().includes(searched));
  };
}
