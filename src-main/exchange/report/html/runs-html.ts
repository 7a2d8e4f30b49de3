import { countNoun } from '#spec/count-noun';
import type { ReportRuns } from '../report';
import { tabulateRuns } from '../tabulate-runs';
import { escapeHtml } from './escape-html';
import { renderTable, type HtmlColumn } from './table-html';

/** The runs, what they have in common, where they were trained, and on which files. */
export function renderRuns({ items, differing, shared, resultTitle, ...rest }: ReportRuns): string {
  const { columns, rows } = tabulateRuns({ items, differing, shared, resultTitle, ...rest });
  const settings = renderTable(
    'Settings that all runs share',
    [
      { title: 'Setting', align: 'left' },
      { title: 'Value', align: 'left' },
    ],
    shared.map(({ title, value }) => [title, value]),
  );
  return `${renderTable('Runs', columns, rows)}
<details><summary>${countNoun(shared.length, 'setting')} of all runs</summary>${settings}</details>
${renderEnvironments(rest.environments, items)}${renderData(rest.data, items)}`;
}

function renderEnvironments(
  environments: ReportRuns['environments'],
  items: ReportRuns['items'],
): string {
  if (environments.length === 0) return '';
  const lines = environments
    .map(({ text, runIds }) => `<li>${escapeHtml(text)}${ofRuns(runIds, items)}</li>`)
    .join('');
  return `<h3>Trained with</h3><ul>${lines}</ul>`;
}

function renderData(data: ReportRuns['data'], items: ReportRuns['items']): string {
  const lists = data.map(({ files, runIds }) => {
    const rows = files.map(({ name, sha256 }) => [name, sha256]);
    const columns: HtmlColumn[] = [
      { title: 'File', align: 'left' },
      { title: 'SHA-256', align: 'left' },
    ];
    return `<details><summary>${countNoun(files.length, 'data file')}${ofRuns(runIds, items)}</summary>${renderTable('Data files', columns, rows)}</details>`;
  });
  return lists.length === 0 ? '' : `<h3>Data</h3>${lists.join('\n')}`;
}

/** Nothing where it is of all runs. */
function ofRuns(runIds: readonly string[], items: ReportRuns['items']): string {
  if (runIds.length === items.length) return '';
  const labels = new Map(items.map(({ id, label }) => [id, label]));
  const names = runIds
    .slice(0, 3)
    .map((id) => labels.get(id) ?? id)
    .join(', ');
  const more = runIds.length > 3 ? ` and ${runIds.length - 3} more` : '';
  return ` <span class="source">of ${escapeHtml(names + more)}</span>`;
}

/** The commands that repeat the runs. */
export function renderCommands(commands: readonly string[], { items }: ReportRuns): string {
  const ofRuns = items.flatMap(({ command }) => (command === null ? [] : [command]));
  const all = [...commands, ...ofRuns];
  if (all.length === 0) return '';
  const list = (lines: readonly string[]): string =>
    `<pre tabindex="0" aria-label="Commands"><code>${lines.map(escapeHtml).join('\n')}</code></pre>`;
  const few = all.slice(0, 12);
  const rest = all.slice(few.length);
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${countNoun(rest.length, 'more command')}</summary>${list(rest)}</details>`;
  return `${list(few)}${more}`;
}
