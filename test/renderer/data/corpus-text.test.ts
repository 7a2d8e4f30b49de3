import { describe, expect, it } from 'vitest';
import { knownCorpora, type Corpus, type CorpusProgress } from '../../../src-main/spec/corpora';
import {
  computeFetchFraction,
  formatFetchProgress,
  formatSource,
  listRequiredFiles,
} from '../../../src-renderer/data/corpus-text';
import { formatCounts, formatFields } from '../../../src-renderer/data/dataset-text';

function findCorpus(id: string): Corpus {
  const corpus = knownCorpora.find((corpus) => corpus.id === id);
  if (!corpus) throw new Error(`There is no corpus ${id}.`);
  return corpus;
}

describe('a known corpus', () => {
  it('shows its size, its source and its verification', () => {
    expect(formatSource(findCorpus('text8'))).toBe(
      '31.3 MB from mattmahoney.net, verified by SHA-256',
    );
    const unverified = findCorpus('text8').files.map((file) => ({ ...file, checksum: null }));
    expect(formatSource({ ...findCorpus('text8'), files: unverified })).toMatch(/, not verified$/);
  });

  it('lists the files that a folder must contain', () => {
    expect(listRequiredFiles(findCorpus('text8'))).toBe('text8.zip, whole or unpacked');
    expect(listRequiredFiles(findCorpus('penn-treebank'))).toBe(
      'ptb.train.txt, ptb.valid.txt, ptb.test.txt',
    );
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

  it('shows the progress of a download, and the stage after it', () => {
    expect(formatFetchProgress(progress)).toBe(
      'Fetching text8.zip: 13.2 MB of 31.3 MB, 3 min left',
    );
    expect(formatFetchProgress({ ...progress, secondsLeft: null })).toMatch(/31.3 MB$/);
    expect(computeFetchFraction(progress)).toBeCloseTo(0.4211, 3);
    const unpacking = { ...progress, stage: 'unpacking' as const, message: 'Unpacking text8.zip' };
    expect(formatFetchProgress(unpacking)).toBe('Unpacking text8.zip');
    expect(computeFetchFraction(unpacking)).toBeNull();
  });
});

describe('a data set', () => {
  const common = {
    version: 1 as const,
    id: 'a',
    name: 'A',
    scales: {},
    files: [],
    source: 'a test',
    created: '2026-01-01T00:00:00.000Z',
  };

  it('shows the number of examples, or of characters of a text', () => {
    const images = {
      ...common,
      format: 'idx' as const,
      fields: {
        image: { kind: 'values' as const, shape: [28, 28, 1] },
        label: { kind: 'label' as const, classes: 10 },
      },
      counts: { train: 60_000, validation: 0, test: 10_000 },
    };
    expect(formatFields(images)).toBe('image: 28 × 28 × 1, label: 10 classes');
    expect(formatCounts(images)).toBe('60,000 train, 10,000 test');
    const text = {
      ...common,
      format: 'text' as const,
      fields: {},
      counts: { train: 5_101_618, validation: 399_782, test: 0 },
      symbols: 50,
    };
    expect(formatFields(text)).toBe('text with 50 different characters');
    expect(formatCounts(text)).toBe('5,101,618 train, 399,782 validation characters');
  });
});
