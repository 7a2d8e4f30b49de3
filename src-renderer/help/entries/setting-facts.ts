import type { JsonSchema } from '#spec/experiment-json-schema';
import { formatShape } from '#spec/problems';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { formatNumber } from '../../stores/format';
import { formatNumberInput } from '../../ui/number-text';

/** Which values a setting may have, in words, such as `a whole number from 1 to 10000`. */
export function describeValues(setting: SettingDescriptor, schema: JsonSchema | undefined): string {
  switch (setting.type) {
    case 'boolean':
      return 'on or off';
    case 'choice':
      return setting.choices.map(({ label }) => label).join(', ');
    case 'integer':
    case 'number': {
      const word = setting.word === undefined ? '' : `, or the word \`${setting.word}\``;
      return `a ${setting.type === 'integer' ? 'whole number' : 'number'}${range(setting, schema)}${word}`;
    }
    case 'pair':
      return `one whole number from ${setting.min}, or two`;
    case 'integers':
      return `whole numbers from ${setting.min}, separated by commas`;
    case 'field':
      return setting.of === 'any' ? 'a field of the task' : 'a field of the task that holds values';
    case 'file':
      return 'the path of a file on this machine';
    case 'text':
      return 'text';
    case 'condition':
      return setting.offers.includes('inputs')
        ? 'nothing else, the label, or the last inputs of a stream'
        : 'nothing else, or the label';
  }
}

/** The limits that the field keeps to, narrowed by those of the format. */
function range(
  { min, max }: { min?: number; max?: number },
  schema: JsonSchema | undefined,
): string {
  const limit = (keyword: string): number | null => {
    const value = schema?.[keyword];
    return typeof value === 'number' ? value : null;
  };
  const [above, below] = [limit('exclusiveMinimum'), limit('exclusiveMaximum')];
  const [least, most] = [min ?? limit('minimum'), max ?? limit('maximum')];
  const from =
    above !== null && (least === null || least <= above)
      ? ` above ${formatLimit(above)}`
      : least === null
        ? ''
        : ` from ${formatLimit(least)}`;
  if (below !== null) return `${from}${from && ' and'} below ${formatLimit(below)}`;
  if (most === null) return from;
  return `${from}${from.startsWith(' above') ? ', up' : ''} to ${formatLimit(most)}`;
}

/** The value that a setting has where a file leaves it out. */
export function describeDefault(
  setting: SettingDescriptor,
  schema: JsonSchema | undefined,
): string {
  const value = schema?.default;
  if (value === undefined)
    return 'optional' in setting && setting.optional
      ? `empty${setting.empty === undefined ? '' : ` (${setting.empty})`}`
      : setting.type === 'condition'
        ? 'nothing else'
        : 'it has to be given';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return formatLimit(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : formatShape(value as number[]);
  const choice =
    setting.type === 'choice' && setting.choices.find((option) => option.value === value);
  return choice ? choice.label : String(value as string);
}

/** Values and default of a setting in one phrase. */
export function describeRange(setting: SettingDescriptor, schema: JsonSchema | undefined): string {
  const standard = describeDefault(setting, schema);
  const isValue = schema?.default !== undefined || setting.type === 'condition';
  return `${describeValues(setting, schema)}; ${isValue ? `by default ${standard}` : standard}`;
}

/** Large limits with their digits grouped, so that they can be read. */
function formatLimit(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1000
    ? formatNumber(value)
    : formatNumberInput(value);
}
