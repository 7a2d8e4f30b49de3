import jsep from 'jsep';

/**
 * The words and operators of filters. jsep knows precedence, lists and parentheses; what a word is, the hook below says,
 * since names of metrics and edges hold signs that are operators in JavaScript.
 */

export const comparisons = ['=', '!=', '<', '<=', '>', '>=', '~', 'in', 'not in'] as const;
export type Comparison = (typeof comparisons)[number];

/** Other ways to write an operator. */
const aliases: Readonly<Record<string, Comparison | 'and' | 'or'>> = {
  '==': '=',
  '&&': 'and',
  '||': 'or',
};

/** The operator that is meant by an alias or capital letters. */
export function meaningOf(written: string): string {
  return aliases[written] ?? written.toLowerCase();
}

export function isComparison(operator: string): operator is Comparison {
  return comparisons.some((name) => name === operator);
}

/** A word or quoted text with its place: the number of its first character, from 1. */
export interface Word {
  kind: 'word';
  text: string;
  isQuoted: boolean;
  at: number;
}

/** Why a text is no filter, in a sentence. */
export class FilterError extends Error {}

/** Words that are operators unless they are quoted. */
const keywords = ['and', 'or', 'not', 'in'];

/** Letters, digits and signs up to a space, bracket, quote, comma or operator; the arrow of an edge is part of a word. */
const wordPattern = /(?:->|[^\s()[\],;"'=!<>~&|])+/y;
/** `2 %`, as the program shows it. */
const percentPattern = /([-+]?[\d.]+(?:e[-+]?\d+)?)\s+%/iy;
const quotedPattern = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y;

export interface WordNode extends jsep.Expression {
  type: 'Word';
  word: Word;
}

configure();

function configure(): void {
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  const binary = (name: string, precedence: number): void => {
    jsep.addBinaryOp(name, precedence);
    if (/^\w/.test(name)) jsep.addBinaryOp(name.toUpperCase(), precedence);
  };
  for (const name of [...comparisons, 'and', 'or', ...Object.keys(aliases)]) {
    const meaning = meaningOf(name);
    binary(name, isComparison(meaning) ? 3 : meaning === 'and' ? 2 : 1);
  }
  // `or-gate` is a word, not an operator followed by another word.
  for (const sign of '-./@:%+*#\\$_') jsep.addIdentifierChar(sign);
  jsep.hooks.add('gobble-token', function readToken(env) {
    const node = readQuoted(this) ?? readPercent(this) ?? readWord(this);
    if (node) env.node = node;
  });
}

function matchAt(pattern: RegExp, { expr, index }: jsep.HookScope): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(expr);
}

function readQuoted(scope: jsep.HookScope): WordNode | null {
  const match = matchAt(quotedPattern, scope);
  if (!match) return null;
  const text = (match[1] ?? match[2] ?? '').replace(/\\(.)/gs, '$1');
  const node = wordNode(text, true, scope.index);
  scope.index += match[0].length;
  return node;
}

function readPercent(scope: jsep.HookScope): WordNode | null {
  const match = matchAt(percentPattern, scope);
  if (!match) return null;
  const node = wordNode(`${match[1] ?? ''}%`, false, scope.index);
  scope.index += match[0].length;
  return node;
}

function readWord(scope: jsep.HookScope): jsep.Expression | null {
  const text = matchAt(wordPattern, scope)?.[0];
  if (text === undefined) return null;
  const keyword = keywords.find((name) => name === text.toLowerCase());
  if (keyword !== undefined && keyword !== 'not') scope.throwError('misplaced');
  const start = scope.index;
  scope.index += text.length;
  return keyword === 'not' ? readNegation(scope) : wordNode(text, false, start);
}

/** `not` binds weaker than comparisons and stronger than `and`. */
function readNegation(scope: jsep.HookScope): jsep.Expression {
  const left = scope.gobbleToken();
  if (!left) scope.throwError('missing');
  const start = scope.index;
  const operator = scope.gobbleBinaryOp() as unknown as string | false;
  if (operator === false || !isComparison(meaningOf(operator))) {
    scope.index = start;
    return { type: 'Negation', argument: left };
  }
  const right = scope.gobbleToken();
  if (!right) scope.throwError('missing');
  return { type: 'Negation', argument: { type: 'BinaryExpression', operator, left, right } };
}

function wordNode(text: string, isQuoted: boolean, index: number): WordNode {
  return { type: 'Word', word: { kind: 'word', text, isQuoted, at: index + 1 } };
}

/** The text as an expression of jsep, with nodes of type `Word` and `Negation`. Throws `FilterError`. */
export function parseExpression(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    throw new FilterError(describeError(text, error as { index?: number; description?: string }));
  }
}

function describeError(
  text: string,
  { index, description = '' }: { index?: number; description?: string },
): string {
  if (index === undefined) return 'The parentheses of the filter are nested too deeply.';
  if (description.startsWith('Unclosed') || description.startsWith('Expected ]'))
    return 'A parenthesis, bracket or quote is opened and not closed.';
  const rest = text.slice(index).trim();
  if (rest === '' || (index > 0 && keywords.includes(rest.toLowerCase())))
    return `Something is missing at the end, after '${lastWord(text)}'.`;
  if (rest.startsWith('"') || rest.startsWith("'")) return 'A quote is opened and not closed.';
  const found = /^(?:[\w]+|[^\w\s]{1,2})/.exec(rest)?.[0] ?? rest.slice(0, 1);
  return `'${found}' is not expected at character ${text.length - text.slice(index).trimStart().length + 1}.`;
}

function lastWord(text: string): string {
  return text.trim().split(/\s+/).at(-1) ?? '';
}
