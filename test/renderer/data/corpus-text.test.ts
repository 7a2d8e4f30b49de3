import { describe, expect, it } from 'vitest';
import { knownCorpora, type Corpus, type CorpusProgress } from '../../../src-main/spec/corpora';
import {
  progressFraction,
  progressText,
  sourceText,
  wantedFiles,
} from '../../../src-renderer/data/corpus-text';
import { countsText, fieldsText } from '../../../src-renderer/data/dataset-text';

function known(id: string): Corpus {
  const corpus = knownCorpora.find((each) => each.id === id);
  if (!corpus) throw new Error(`There is no corpus ${id}.`);
  return corpus;
}

describe('what a corpus is', () => {
  it('says size, place and how it is checked', () => {
    expect(sourceText(known('text8'))).toBe('31.3 MB from mattmahoney.net, verified by SHA-256');
    const unknown = known('text8').files.map((file) => ({ ...file, checksum: null }));
    expect(sourceText({ ...known('text8'), files: unknown })).toMatch(/, not verified$/);
  });

  it('names the files to be given', () => {
    expect(wantedFiles(known('text8'))).toBe('text8.zip, whole or unpacked');
    expect(wantedFiles(known('penn-treebank'))).toBe('ptb.train.txt, ptb.valid.txt, ptb.test.txt');
  });
});

describe('progress', () => {
  const progress: CorpusProgress = {
    stage: 'fetching',
    bytes: 13_200_000,
    totalBytes: 31_344_016,
    secondsLeft: 170,
    message: 'Fetching text8.zip',
  };

  it('says how far a fetch is, and what is done after it', () => {
    expect(progressText(progress)).toBe('Fetching text8.zip: 13.2 MB of 31.3 MB, 3 min left');
    expect(progressText({ ...progress, secondsLeft: null })).toMatch(/31.3 MB$/);
    expect(progressFraction(progress)).toBeCloseTo(0.4211, 3);
    const unpacking = { ...progress, stage: 'unpacking' as const, message: 'Unpacking text8.zip' };
    expect(progressText(unpacking)).toBe('Unpacking text8.zip');
    expect(progressFraction(unpacking)).toBeNull();
  });
});

describe('what a data set holds', () => {
  const common = {
    version: 1 as const,
    id: 'a',
    name: 'A',
    scales: {},
    files: [],
    source: 'a test',
    created: '2026-01-01T00:00:00.000Z',
  };

  it('counts examples, or characters of text', () => {
    const images = {
      ...common,
      format: 'idx' as const,
      fields: {
        image: { kind: 'values' as const, shape: [28, 28, 1] },
        label: { kind: 'label' as const, classes: 10 },
      },
      counts: { train: 60_000, validation: 0, test: 10_000 },
    };
    expect(fieldsText(images)).toBe('image: 28 × 28 × 1, label: 10 classes');
    expect(countsText(images)).toBe('60,000 train, 10,000 test');
    const text = {
      ...common,
      format: 'text' as const,
      fields: {},
      counts: { train: 5_101_618, validation: 399_782, test: 0 },
      symbols: 50,
    };
    expect(fieldsText(text)).toBe('text with 50 different characters');
    expect(countsText(text)).toBe('5,101,618 train, 399,782 validation characters');
  });
});
