/** Templates that are trained under equal conditions, to be compared in one table. */
export interface Demonstration {
  templates: readonly string[];
  seeds: readonly number[];
  /** Settings of which one must be given with --set; `remedy` completes the error where none is. */
  requires?: { settings: readonly string[]; remedy: string };
  metrics: readonly {
    metric: string;
    label: string;
    digits: number;
    percent?: boolean;
  }[];
}

export const demonstrations: Readonly<Record<string, Demonstration>> = {
  /** Memory beyond the cut: recall a symbol from 6 ticks ago with an unroll of 4. Takes six minutes. */
  recall: {
    templates: ['recall-bptt', 'recall-dni'],
    seeds: [1, 2, 3, 4, 5],
    metrics: [{ metric: 'test/bits', label: 'test bits', digits: 3 }],
  },
  /** The longest sequence copied; each run takes twenty minutes. */
  copy: {
    templates: ['copy-bptt', 'copy-dni', 'copy-dni-auxiliary'],
    seeds: [1],
    metrics: [{ metric: 'task/level', label: 'longest N copied', digits: 0 }],
  },
  'repeat-copy': {
    templates: ['repeat-copy-bptt', 'repeat-copy-dni', 'repeat-copy-dni-auxiliary'],
    seeds: [1],
    metrics: [{ metric: 'task/level', label: 'longest N · R', digits: 0 }],
  },
  /** A dependency over 20 ticks with an unroll of 5. */
  reber: {
    templates: ['reber-bptt', 'reber-dni'],
    seeds: [1, 2, 3],
    metrics: [{ metric: 'test/bits', label: 'test bits', digits: 3 }],
  },
  /** Two networks that tick at different rates, locked and decoupled, after the same number of examples. */
  counting: {
    templates: ['counting-locked', 'counting-dni'],
    seeds: [1],
    metrics: [
      { metric: 'test/error/oddLoss', label: 'odd, test error', digits: 1, percent: true },
      { metric: 'test/error/threesLoss', label: 'threes, test error', digits: 1, percent: true },
    ],
  },
  /** Character language model: a short and a long unroll, and the short one with synthetic gradients. */
  characters: {
    templates: ['char-lm-bptt-8', 'char-lm-bptt-40', 'char-lm-dni-8', 'char-lm-dni-8-auxiliary'],
    seeds: [1, 2, 3],
    requires: {
      settings: ['task.train', 'task.dataset'],
      remedy:
        'Give it files with --set task.train=FILE --set task.validation=FILE --set task.test=FILE, or a fetched corpus with --set task.dataset=ID --project DIR.',
    },
    metrics: [
      { metric: 'validation/bpc', label: 'validation bpc', digits: 3 },
      { metric: 'test/bpc', label: 'test bpc', digits: 3 },
    ],
  },
};
