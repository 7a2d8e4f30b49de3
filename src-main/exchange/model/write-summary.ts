/** The summary of a model as plain text, and as tables for LaTeX. */
import { toLatex } from '#analysis/tables/latex';
import type { TextTable } from '#analysis/tables/text-table';
import type { Fact } from './setting-texts';
import type { ModelSummary } from './model-summary';

export function toPlainText(summary: ModelSummary): string {
  const { name, description, nodes, interfaces, totals, training } = summary;
  return [
    [name, ...(description === '' ? [] : [description])],
    alignTable(nodes),
    ...(interfaces ? [alignTable(interfaces)] : []),
    alignFacts(totals),
    alignFacts(training),
  ]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** Columns two blanks apart, numbers to the right. */
function alignTable({ columns, rows }: TextTable): string[] {
  const cells = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, column) =>
    Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const fill = ' '.repeat((widths[column] ?? 0) - lengthOf(cell));
        return columns[column]?.align === 'right' ? fill + cell : cell + fill;
      })
      .join('  ')
      .trimEnd(),
  );
}

function alignFacts(facts: readonly Fact[]): string[] {
  const width = Math.max(...facts.map(({ name }) => lengthOf(name)));
  return facts.map(({ name, value }) => `${name.padEnd(width)}  ${value}`);
}

const lengthOf = (text: string): number => [...text].length;

/** One table of the nodes and one of the decoupled edges; totals and training are notes below the first. */
export function toLatexTables({ name, nodes, interfaces, totals, training }: ModelSummary): string {
  const toSentence = (facts: readonly Fact[]): string =>
    `${facts.map((fact) => `${fact.name}: ${fact.value}`).join('; ')}.`;
  const notes = [toSentence(totals), toSentence(training)];
  const tables = [toLatex({ ...nodes, notes }, name)];
  if (interfaces) tables.push(toLatex(interfaces, `${name} interfaces`));
  return tables.join('\n');
}
