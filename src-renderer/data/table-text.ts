import type { TableDialect, TablePreview, TableRequest } from '#spec/dataset';
import { quote } from '#spec/quote';
import { formatNumber } from '../stores/format';
import type { TableColumn } from './column-roles';

type Option<T> = { value: T; label: string };

interface DialectLabels<T extends string> {
  /** In the list of choices. */
  label: Record<T, string>;
  /** Beside the word "detected", where the label is long. */
  short?: Partial<Record<T, string>>;
}

const delimiterLabels: DialectLabels<TableDialect['delimiter']> = {
  label: {
    ',': 'Comma',
    ';': 'Semicolon',
    '\t': 'Tab',
    '|': 'Vertical bar',
    whitespace: 'Blanks and tabs',
  },
};

const encodingLabels: DialectLabels<TableDialect['encoding']> = {
  label: {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16, little-endian',
    'utf-16be': 'UTF-16, big-endian',
    'windows-1252': 'Windows-1252, Latin-1',
    'iso-8859-2': 'ISO 8859-2, Central European',
    'windows-1250': 'Windows-1250, Central European',
    'windows-1251': 'Windows-1251, Cyrillic',
    'koi8-r': 'KOI8-R, Cyrillic',
    shift_jis: 'Shift JIS, Japanese',
    gbk: 'GBK, simplified Chinese',
    big5: 'Big5, traditional Chinese',
    'euc-kr': 'EUC-KR, Korean',
  },
  short: {
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    'windows-1252': 'Windows-1252',
    'iso-8859-2': 'ISO 8859-2',
    'windows-1250': 'Windows-1250',
    'windows-1251': 'Windows-1251',
    'koi8-r': 'KOI8-R',
    shift_jis: 'Shift JIS',
    gbk: 'GBK',
    big5: 'Big5',
    'euc-kr': 'EUC-KR',
  },
};

const headerLabels: DialectLabels<'yes' | 'no'> = {
  label: { yes: 'Names', no: 'Data' },
};

const decimalLabels: DialectLabels<TableDialect['decimal']> = {
  label: { '.': 'Point: 1.5', ',': 'Comma: 1,5' },
};

/** One of the four controls that say how the text of a table is read. */
export interface DialectControl {
  key: keyof TableDialect;
  label: string;
  /** `detect`, or what the user chose. */
  value: string;
  options: Option<string>[];
}

export const detect = 'detect';

/** The controls; `detected` is null while no table has been read. */
export function listDialectControls(
  chosen: Partial<TableDialect>,
  detected: TableDialect | null,
): DialectControl[] {
  const answer = (header: boolean): 'yes' | 'no' => (header ? 'yes' : 'no');
  const control = <T extends string>(
    key: keyof TableDialect,
    label: string,
    labels: DialectLabels<T>,
    value: T | undefined,
    found: T | undefined,
  ): DialectControl => ({
    key,
    label,
    value: value ?? detect,
    options: [
      {
        value: detect,
        label:
          value === undefined && found !== undefined
            ? `${labels.short?.[found] ?? labels.label[found]} (detected)`
            : 'Detect',
      },
      ...Object.entries<string>(labels.label).map(([option, name]) => ({
        value: option,
        label: name,
      })),
    ],
  });
  return [
    control('delimiter', 'Delimiter', delimiterLabels, chosen.delimiter, detected?.delimiter),
    control('encoding', 'Encoding', encodingLabels, chosen.encoding, detected?.encoding),
    control(
      'header',
      'First row',
      headerLabels,
      chosen.header === undefined ? undefined : answer(chosen.header),
      detected ? answer(detected.header) : undefined,
    ),
    control('decimal', 'Decimal mark', decimalLabels, chosen.decimal, detected?.decimal),
  ];
}

/** The dialect after a control was set. */
export function chooseDialect(
  chosen: Partial<TableDialect>,
  key: keyof TableDialect,
  value: string,
): Partial<TableDialect> {
  const others = Object.fromEntries(Object.entries(chosen).filter(([other]) => other !== key));
  if (value === detect) return others;
  return { ...others, [key]: key === 'header' ? value === 'yes' : value };
}

export const missingLabels: Record<TableRequest['missing'], string> = {
  refuse: 'Refuse the import',
  drop: 'Leave these rows out',
  mean: 'Fill in the mean of the column',
  constant: 'Fill in a number',
};

export const scalingLabels: Record<TableRequest['scaling'], string> = {
  none: 'As they are',
  standardize: 'Mean 0, variance 1',
  'min-max': 'From 0 to 1',
};

/** Beyond this size, numbers are far from what the initial weights of a network are made for. */
const largestUnscaled = 100;

/** What the chosen scaling does; without one, which feature has need of it. Undefined where nothing is to be said. */
export function explainScaling(
  scaling: TableRequest['scaling'],
  columns: readonly Pick<TableColumn, 'name' | 'role' | 'range'>[],
): string | undefined {
  if (scaling !== 'none') return 'Fitted on the training part, and kept with the data set';
  const large = columns.find(
    ({ role, range }) =>
      role === 'feature' && range && Math.max(-range.min, range.max) > largestUnscaled,
  );
  if (!large?.range) return undefined;
  const { min, max } = large.range;
  return `${quote(large.name, 60)} goes from ${formatNumber(min)} to ${formatNumber(max)}: networks learn slowly from such numbers, unless they are scaled`;
}

const kindLabels: Record<TableColumn['kind'], string> = {
  number: 'Numbers',
  text: 'Text',
  empty: 'Empty',
};

/** `Numbers, 3 missing`. */
export function formatColumnKind({ kind, missing }: TableColumn): string {
  if (kind === 'empty' || missing === 0) return kindLabels[kind];
  return `${kindLabels[kind]}, ${formatNumber(missing)} missing`;
}

/** `0.1 to 2.5`; for text, and numbers that may be classes, `3 different`. */
export function formatColumnRange({ kind, range, distinct }: TableColumn): string {
  if (kind === 'empty') return '';
  const different = distinct === null ? '' : `${formatNumber(distinct)} different`;
  if (!range) return different;
  const extent =
    range.min === range.max
      ? `always ${formatNumber(range.min)}`
      : `${formatNumber(range.min)} to ${formatNumber(range.max)}`;
  return different === '' || range.min === range.max ? extent : `${extent}, ${different}`;
}

/** `120 rows to train on, 15 for validation, 15 for the test`. */
export function formatRowCounts({ train, validation, test }: TablePreview['counts']): string {
  const parts = [`${formatNumber(train)} ${train === 1 ? 'row' : 'rows'} to train on`];
  if (validation > 0) parts.push(`${formatNumber(validation)} for validation`);
  if (test > 0) parts.push(`${formatNumber(test)} for the test`);
  return parts.join(', ');
}
