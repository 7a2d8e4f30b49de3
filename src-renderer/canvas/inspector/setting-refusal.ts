import type { z } from 'zod';
import { numberText } from '../../ui/number-text';

/**
 * Why `values` with another value at `key` would not fit the schema, as a sentence; null where they
 * would. What is wrong elsewhere in `values` does not count.
 */
export function settingRefusal(
  schema: z.ZodType,
  values: object,
  key: string,
  value: unknown,
): string | null {
  const parsed = schema.safeParse({ ...values, [key]: value });
  const issue = parsed.error?.issues.find(({ path }) => path[0] === key);
  return issue ? sentenceOf(issue) : null;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'array') return `Type at least ${count(issue.minimum)}.`;
      return `${issue.inclusive ? 'At least' : 'More than'} ${numberText(Number(issue.minimum))}.`;
    case 'too_big':
      return `${issue.inclusive ? 'At most' : 'Less than'} ${numberText(Number(issue.maximum))}.`;
    // The schema's own words.
    case 'invalid_format':
      return `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`;
    default:
      return 'That does not fit here.';
  }
}

function count(of: number | bigint): string {
  return Number(of) === 1 ? 'one number' : `${of} numbers`;
}
