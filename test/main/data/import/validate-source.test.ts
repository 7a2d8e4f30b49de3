import { describe, expect, it } from 'vitest';
import type { Split } from '#data/dataset';
import type { SourceData } from '#data/import/source-data';
import { validateSource, type ValidatedSource } from '#data/import/validate-source';

/** Examples of one number each, with these labels. */
const examples = (labels: number[], numbers = labels.map((_, i) => i)): Split => ({
  count: labels.length,
  columns: {
    x: { kind: 'values', shape: [1], data: Float32Array.from(numbers), scale: 1 },
    label: { kind: 'label', classes: 3, data: Int32Array.from(labels) },
  },
});

const validate = (source: Partial<SourceData>, names?: string[]): ValidatedSource =>
  validateSource({
    fields: {
      x: { kind: 'values', shape: [1] },
      label: { kind: 'label', classes: 3, ...(names && { names }) },
    },
    train: examples([0, 1, 2, 0, 1, 2]),
    test: null,
    description: 'numbers',
    ...source,
  });

describe('the validation of what an importer read', () => {
  it('counts the examples of each class by part', () => {
    const { classCounts, warnings, parts } = validate({
      train: examples([0, 1, 2, 0, 1, 2, 2]),
      validation: examples([2, 1, 0], [7, 8, 9]),
    });
    expect(classCounts).toEqual({
      label: { train: [2, 2, 3], validation: [1, 1, 1], test: [0, 0, 0] },
    });
    expect(warnings).toEqual([]);
    expect([parts.validation.count, parts.test.count]).toEqual([3, 0]);
  });

  it('refuses numbers that are not finite, with the part, the example and the place', () => {
    const image: Split = {
      count: 2,
      columns: {
        x: {
          kind: 'values',
          shape: [2, 2],
          data: Float32Array.of(0, 0, 0, 0, 0, 0, Number.NaN, 0),
          scale: 1,
        },
      },
    };
    const fields = { x: { kind: 'values', shape: [2, 2] } } as const;
    expect(() =>
      validateSource({
        fields: { ...fields, x: { ...fields.x, shape: [2, 2] } },
        train: image,
        test: null,
        description: '',
      }),
    ).toThrow(
      "The field 'x' of the training part has nan (not a number) at [1, 1, 0] (the example, then the indices within it, from 0).",
    );
    expect(() => validate({ test: examples([0], [Infinity]) })).toThrow(
      /'x' of the test part has a number that is infinite or too large at \[0, 0\]/,
    );
  });

  it('refuses labels that are no classes', () => {
    expect(() => validate({ train: examples([0, 1, 3]) })).toThrow(
      "The field 'label' of the training part has the label 3 in example 2 (from 0), but its classes are 0 to 2.",
    );
    expect(() => validate({ test: examples([-1]) })).toThrow(/the test part has the label -1/);
  });

  it('refuses classes of a held-out part that the training part lacks, by name', () => {
    const names = ['ash', 'birch', 'cedar'];
    const train = examples([0, 0, 0]);
    expect(() => validate({ train, test: examples([0, 2, 1]) }, names)).toThrow(
      "The test part has classes of 'label' that the training part lacks: birch, cedar. Add examples of them to the training part, or remove them from the test part.",
    );
    expect(() => validate({ train: examples([0, 0, 2, 2]), validation: examples([1]) })).toThrow(
      /The validation part has a class of 'label' that the training part lacks: 1\. Add examples of it/,
    );
  });

  it('refuses an empty part, a single class, repeated names and too many classes', () => {
    expect(() => validate({ test: examples([]) })).toThrow(/The test part has no examples/);
    const of = (classes: number, names?: string[]): (() => ValidatedSource) => {
      const field = { kind: 'label' as const, classes, ...(names && { names }) };
      return () => validate({ fields: { label: field } });
    };
    expect(() => validate({ train: examples([]) })).toThrow(/The training part has no examples/);
    expect(() =>
      validate({ fields: { label: { kind: 'label', classes: 1 } }, train: examples([0, 0]) }),
    ).toThrow(/The labels of 'label' are all the same\. There must be two classes/);
    expect(of(3, ['a', 'b', 'a'])).toThrow("Two classes of 'label' have the name 'a'.");
    expect(of(3, ['a', 'b'])).toThrow(/2 names are given for the 3 classes/);
    expect(of(1001)).toThrow(/1,001 classes; 1,000 are the most/);
  });

  it('warns of classes with one example or none', () => {
    const { warnings } = validate({ train: examples([0, 0, 1]), test: examples([0, 0], [8, 9]) }, [
      'ash',
      'birch',
      'cedar',
    ]);
    expect(warnings).toEqual([
      "One class of 'label' has no example in the training part: cedar.",
      "One class of 'label' has a single example in the training part: birch.",
      "One class of 'label' has no example in the test part: birch.",
    ]);
  });

  it('warns of inputs that are all the same', () => {
    const { warnings } = validate({ train: examples([0, 1, 2, 0, 1, 2], [5, 5, 5, 5, 5, 5]) });
    expect(warnings).toEqual([
      "All training examples have the same numbers in 'x': nothing can be learned from it.",
    ]);
  });

  it('warns of a held-out part whose examples are all training examples', () => {
    const train = examples([0, 1, 2, 0, 1, 2]);
    const { warnings } = validate({ train, test: examples([2, 0, 1], [5, 0, 4]) });
    expect(warnings).toEqual([
      'Every example of the test part is in the training part too, so its error says nothing about new data. Is it the same file?',
    ]);
    // The same numbers with other labels are other examples.
    expect(validate({ train, test: examples([1, 0, 2], [5, 0, 4]) }).warnings).toEqual([]);
    expect(validate({ train, test: examples([2, 0, 1], [5, 0, 9]) }).warnings).toEqual([]);
  });
});
