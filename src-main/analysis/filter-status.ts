import type jsep from 'jsep';
import { quote } from '#spec/quote';
import { FilterError, type Comparison, type Word, type WordNode } from './filter-words';
import { allStatusWords } from './run-outcome';

/** What a filter may ask of the status of runs: a word that no status has would find nothing, and say nothing. */

const names = ['status', 'run.status'];
const equalities = ['=', '!=', 'in', 'not in'];

/** Throws `FilterError` where the status is compared with a word that is none. */
export function assertStatus(operator: Comparison, field: Word, values: readonly Word[]): void {
  if (!isStatus(field) || !equalities.includes(operator)) return;
  const wrong = values.find(({ text }) => !isKnown(text));
  if (wrong)
    throw new FilterError(
      `No run has the status ${quote(wrong.text)}, at character ${wrong.at}: ${listStatuses()}.`,
    );
}

/** Throws `FilterError` for `status finished`, where the operator between the two is missing. */
export function assertOperator(node: jsep.Expression, next: jsep.Expression | undefined): void {
  if (node.type !== 'Word' || next?.type !== 'Word') return;
  const { word } = node as WordNode;
  const value = (next as WordNode).word;
  if (!isStatus(word) || word.isQuoted) return;
  throw new FilterError(
    `Between ${quote(word.text)} and ${quote(value.text)} an operator is missing, at character ${value.at}: write ${word.text} = ${isKnown(value.text) ? value.text : 'finished'}; ${listStatuses()}.`,
  );
}

function isStatus({ text }: Word): boolean {
  return names.includes(text);
}

function isKnown(text: string): boolean {
  return allStatusWords.includes(text.toLowerCase());
}

function listStatuses(): string {
  const words = allStatusWords.map((word) => (word.includes(' ') ? `"${word}"` : word));
  return `a status is ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
