import { whyNotResult } from '#analysis/reported/check-number';
import { parseWrittenNumber } from '#analysis/reported/parse-number';
import { newIds } from '#analysis/reported/new-ids';
import { reportedFormat } from '#analysis/reported/reported-format';
import { toUncertainty } from '#analysis/reported/to-uncertainty';
import { fromUnit, type WrittenUnit } from '#analysis/reported/unit';
import { isFraction } from '#analysis/format-value';
import { inEnglish } from '#spec/number-format';
import { quote } from '#spec/quote';
import {
  reportedContentSchema,
  type ReportedContent,
  type ReportedEntry,
  type ReportedSource,
  type ReportedValue,
  type SpreadKind,
} from '#spec/reported';

/** An entry as it is typed. */
export interface EntryDraft {
  /** What it is a change of; a new one has no id yet. */
  entry: ReportedEntry;
  label: string;
  metric: string;
  /** `1.7 ± 0.1`, in percent where the metric is a fraction; not of a curve. */
  value: string;
  spread: SpreadKind;
  n: string;
}

/** A source while it is edited. */
export interface SourceDraft {
  /** Null of a new one. */
  source: ReportedSource | null;
  content: Omit<ReportedContent, 'entries'>;
  year: string;
  entries: EntryDraft[];
}

export function draftOf(source: ReportedSource | null): SourceDraft {
  const { entries, ...content } = reportedContentSchema
    .strip()
    .parse(source ?? { name: ' ', entries: [] });
  return {
    source,
    content: { ...content, name: source?.name ?? '' },
    year: String(content.citation.year ?? ''),
    entries: entries.map((entry) => draftEntry(entry, entries)),
  };
}

/** `all`: what it stands among; as many decimal places as they have are written. */
export function draftEntry(entry: ReportedEntry, all: readonly ReportedEntry[]): EntryDraft {
  const uncertainty = entry.kind === 'value' ? entry.uncertainty : null;
  return {
    entry,
    label: entry.label,
    metric: entry.metric,
    value: entry.kind === 'value' ? writeValue(entry, all) : '',
    spread: uncertainty === null || uncertainty.kind === 'interval' ? 'unstated' : uncertainty.kind,
    n: entry.kind === 'value' && entry.n !== null ? String(entry.n) : '',
  };
}

/** A row in which nothing is typed yet. */
export function emptyEntry(metric: string): EntryDraft {
  const entry: ReportedValue = {
    kind: 'value',
    id: '',
    label: '',
    metric,
    templates: [],
    settings: {},
    value: 0,
    uncertainty: null,
    n: null,
  };
  return { entry, label: '', metric, value: '', spread: 'unstated', n: '' };
}

function writeValue(entry: ReportedValue, entries: readonly ReportedEntry[]): string {
  const { number } = reportedFormat({ entries: [...entries] }, entry);
  const { value, uncertainty } = entry;
  // They are read with a decimal point. Commas between digits are in the way of whoever edits them.
  const plain = (figure: number): string => inEnglish(() => number(figure)).replaceAll(',', '');
  if (uncertainty === null) return plain(value);
  return uncertainty.kind === 'interval'
    ? `${plain(value)} [${plain(uncertainty.low)}, ${plain(uncertainty.high)}]`
    : `${plain(value)} ± ${plain(uncertainty.size)}`;
}

/** What is wrong with a row, in a sentence; null where nothing is. */
export function findProblem({ entry, label, metric, value, n }: EntryDraft): string | null {
  if (label.trim() === '') return 'Name what the value is of, such as DNI, 4 layers.';
  if (entry.kind === 'curve') return null;
  if (value.trim() === '') return 'Write the value: 1.7, 1.7 ± 0.1 or 1.7 [1.6, 1.8].';
  const number = parseWrittenNumber(value);
  if (!number) return `${quote(value)} is no number: write 1.7, 1.7 ± 0.1 or 1.7 [1.6, 1.8].`;
  const reason = whyNotResult(number, metric, unitOfDraft(metric));
  if (reason !== null) return `${quote(value)} is no result: ${reason}.`;
  return n.trim() === '' || /^[1-9]\d*$/.test(n.trim()) ? null : 'n is a whole number above 0.';
}

/** What is wrong with the source, in a sentence; null where it can be saved. */
export function findSourceProblem({ content, year, entries }: SourceDraft): string | null {
  if (content.name.trim() === '') return 'Name the source, such as Jaderberg et al. 2017.';
  if (year.trim() !== '' && !/^(19|20|21)\d\d$/.test(year.trim()))
    return 'The year has four digits, such as 2017.';
  if (entries.length === 0) return 'Add a value, or paste a table or a curve.';
  const row = entries.findIndex((entry) => findProblem(entry) !== null);
  const problem = entries[row] && findProblem(entries[row]);
  return problem ? `Row ${row + 1}: ${problem}` : null;
}

/** The source as it is saved. The draft has no problem. */
export function contentOf({ content, year, entries }: SourceDraft): ReportedContent {
  const newId = newIds(entries.map(({ entry }) => entry.id).filter(Boolean));
  return reportedContentSchema.parse({
    ...content,
    name: content.name.trim(),
    citation: { ...content.citation, year: year.trim() === '' ? null : Number(year) },
    entries: entries.map((draft) => {
      const entry = readEntry(draft);
      return { ...entry, id: entry.id || newId(entry.label) };
    }),
  });
}

/** Fractions are written in percent. */
function unitOfDraft(metric: string): WrittenUnit {
  return isFraction(metric) ? 'percent' : 'fraction';
}

function readEntry({ entry, label, metric, value, spread, n }: EntryDraft): ReportedEntry {
  const common = { label: label.trim(), metric };
  if (entry.kind === 'curve') return { ...entry, ...common };
  const number = parseWrittenNumber(value);
  if (!number) return { ...entry, ...common };
  const unit = unitOfDraft(metric);
  const uncertainty = toUncertainty(number, spread, unit);
  // The text says nothing of the level of an interval.
  const level = entry.uncertainty?.kind === 'interval' ? entry.uncertainty.level : 0.95;
  return {
    ...entry,
    ...common,
    value: fromUnit(number.value, unit),
    uncertainty: uncertainty?.kind === 'interval' ? { ...uncertainty, level } : uncertainty,
    n: n.trim() === '' ? null : Number(n),
  };
}
