import { formatWhole } from '#spec/number-format';
import type jsep from 'jsep';
import { assertOperator } from './filter-status';
import {
  FilterError,
  meaningOf,
  parseExpression,
  type Comparison,
  type Word,
  type WordNode,
} from './filter-words';

/** What a filter states. */
export type Condition =
  | Word
  | { kind: 'compare'; operator: Comparison; field: Word; values: Word[] }
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; condition: Condition }
  | { kind: 'all' };

const maxLength = 4000;

/** The condition that a text states. Throws `FilterError`. */
export function parseCondition(text: string): Condition {
  if (text.length > maxLength)
    throw new FilterError(`A filter has at most ${formatWhole(maxLength)} characters.`);
  if (text.trim() === '') return { kind: 'all' };
  return toCondition(parseExpression(text));
}

function toCondition(node: jsep.Expression): Condition {
  switch (node.type) {
    case 'Word':
      return (node as WordNode).word;
    case 'Negation':
      return { kind: 'not', condition: toCondition(node.argument as jsep.Expression) };
    case 'Compound':
      return joinAll(node.body as jsep.Expression[]);
    case 'SequenceExpression':
      return joinAll(node.expressions as jsep.Expression[]);
    case 'BinaryExpression':
      return toBinary(node as jsep.BinaryExpression);
    default:
      throw new FilterError(
        "A filter joins conditions such as 'rate < 0.01' by 'and', 'or' and 'not'; a list needs 'in' before it.",
      );
  }
}

/** Words and conditions that follow each other all have to hold. */
function joinAll(nodes: readonly jsep.Expression[]): Condition {
  nodes.forEach((node, index) => assertOperator(node, nodes[index + 1]));
  return nodes
    .map(toCondition)
    .reduce((left, right) => ({ kind: 'and', left, right }), { kind: 'all' });
}

function toBinary({ operator: written, left, right }: jsep.BinaryExpression): Condition {
  const operator = meaningOf(written);
  if (operator === 'and' || operator === 'or')
    return { kind: operator, left: toCondition(left), right: toCondition(right) };
  if (left.type !== 'Word')
    throw new FilterError(
      `Before '${written}' stands the name of a value; two conditions are joined by 'and' or 'or'.`,
    );
  return {
    kind: 'compare',
    operator: operator as Comparison,
    field: (left as WordNode).word,
    values: readValues(operator, right),
  };
}

function readValues(operator: string, node: jsep.Expression): Word[] {
  if (node.type === 'Word') return [(node as WordNode).word];
  const isList = operator === 'in' || operator === 'not in';
  const items = node.type === 'ArrayExpression' ? node.elements : node.expressions;
  if (isList && Array.isArray(items) && items.every(isWord)) return items.map(({ word }) => word);
  throw new FilterError(
    isList
      ? `After '${operator}' stands a list of values in brackets: [1, 2, 3].`
      : `After '${operator}' stands one value; several are compared with 'in': [1, 2, 3].`,
  );
}

function isWord(item: unknown): item is WordNode {
  return (item as jsep.Expression | null)?.type === 'Word';
}
