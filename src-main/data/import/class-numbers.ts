import { countNoun } from '#spec/count-noun';
import type { FileNumbers } from '../formats/float32';
import { joinNames } from '#spec/quote';
import { maxClasses } from './source-data';

/** What makes numbers unfit as classes, as the end of a sentence that begins with the name of their file; else null. */
export function describeNoClass(numbers: FileNumbers): string | null {
  const index = numbers.findIndex(
    (number) => !Number.isInteger(number) || number < 0 || number >= maxClasses,
  );
  if (index < 0) return null;
  const number = numbers[index] ?? 0;
  return number >= maxClasses && Number.isInteger(number)
    ? `has the class ${number} in row ${index} (from 0); classes are numbers below ${maxClasses.toLocaleString('en')}.`
    : `has the class ${number} in row ${index} (from 0); classes are whole numbers from 0.`;
}

/** The classes of labels that are numbers. */
export interface NumberedClasses {
  count: number;
  /** Their numbers in the file, where these are not 0, 1, 2, … */
  names?: string[];
  /** Says so. */
  notes: string[];
  /** The labels of one part as classes from 0. */
  toLabels: (numbers: FileNumbers) => Uint8Array | Int32Array;
}

/**
 * Finds the classes among the labels of all parts, each of which `describeNoClass` has accepted. Numbers that begin at 1
 * or have gaps are renumbered, since a class without examples would count in every mean over classes.
 */
export function numberClasses(file: string, parts: readonly FileNumbers[]): NumberedClasses {
  const present = new Set<number>();
  for (const numbers of parts) for (const number of numbers) present.add(number);
  const numbers = [...present].sort((a, b) => a - b);
  if (numbers.every((number, index) => number === index))
    return { count: numbers.length, notes: [], toLabels: asLabels };
  const classOf = new Map(numbers.map((number, index) => [number, index]));
  const names = numbers.map(String);
  return {
    count: numbers.length,
    names,
    notes: [
      `The labels in ${file} are not numbered 0, 1, 2, …: they became ${countNoun(numbers.length, 'class', 'classes')} with their numbers as names (${joinNames(names)}).`,
    ],
    toLabels: (labels) => Int32Array.from(labels, (label) => classOf.get(label) ?? 0),
  };
}

/** Labels whose numbers are the classes. */
export function asLabels(numbers: FileNumbers): Uint8Array | Int32Array {
  return numbers instanceof Uint8Array ? numbers : Int32Array.from(numbers);
}
