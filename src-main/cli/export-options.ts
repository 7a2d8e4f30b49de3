import { WorkbenchError } from '#spec/errors';
import {
  dataFormats,
  figureFormats,
  formatsOfOptions,
  tableFormats,
  type ExportFormat,
} from './export-choices';

/** How the formats choose what they write. */
const choices: readonly { formats: readonly string[]; sentence: string }[] = [
  { formats: figureFormats, sentence: 'charts are chosen by --chart' },
  { formats: [...dataFormats, ...tableFormats], sentence: 'metrics are chosen by --metric' },
];

/** Throws `validation` for the first option that the format does not take. */
export function assertOptionsFit(format: ExportFormat, options: object): void {
  const given = new Set(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [flagOf(name)])),
  );
  for (const [flag, formats] of Object.entries(formatsOfOptions))
    if (given.has(flag) && !formats.includes(format))
      throw new WorkbenchError(
        'validation',
        `--${flag} is not for the format ${format}: ${describeRemedy(flag, format, formats)}.`,
      );
}

/** `withTitle` is `with-title` on the command line. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function describeRemedy(flag: string, format: string, formats: readonly string[]): string {
  const choice = choices.find((one) => one.formats.includes(format));
  if (choice && (flag === 'metric' || flag === 'chart')) return choice.sentence;
  const last = formats.at(-1) ?? '';
  return formats.length === 1
    ? `only ${last} takes it`
    : `only ${formats.slice(0, -1).join(', ')} and ${last} take it`;
}
