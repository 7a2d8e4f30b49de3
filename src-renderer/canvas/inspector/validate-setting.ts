import { capitalize } from '#spec/letter-case';
import type { z } from 'zod';
import { formatNumberInput } from '../../ui/number-text';

/**
 * Whether a setting may have `value`, given the other settings in `values`: null, or why not, as a
 * sentence to show to the user. Problems of the other settings are ignored.
 */
export function validateSetting(
  schema: z.ZodType,
  values: object,
  key: string,
  value: unknown,
): string | null {
  const parsed = schema.safeParse({ ...values, [key]: value });
  const issue = parsed.error?.issues.find(({ path }) => path[0] === key);
  return issue ? describeIssue(issue) : null;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'array') return `Type at least ${formatNumberCount(issue.minimum)}.`;
      return `${issue.inclusive ? 'At least' : 'More than'} ${formatNumberInput(Number(issue.minimum))}.`;
    case 'too_big':
      return `${issue.inclusive ? 'At most' : 'Less than'} ${formatNumberInput(Number(issue.maximum))}.`;
    // The message is that of the schema in `spec`.
    case 'invalid_format':
      return `${capitalize(issue.message)}.`;
    default:
      return 'That does not fit here.';
  }
}

function formatNumberCount(count: number | bigint): string {
  return Number(count) === 1 ? 'one number' : `${count} numbers`;
}
