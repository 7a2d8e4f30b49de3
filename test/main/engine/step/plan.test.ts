import { describe, expect, it } from 'vitest';
import type { Network } from '#engine/model/network';
import {
  optimizersToUpdate,
  replaysWindow,
  Plan,
  stepKey,
  type ModulePlan,
  type StepPlan,
} from '#engine/step/plan';
import type { ExperimentInput } from '#spec/experiment';
import type { Method } from '#spec/training';
import { inferUpdateWindows, type UpdateWindows } from '#spec/update-windows';
import { experiment, network, onPlainCpu, symbolFields } from '../helpers';

type ModelInput = ExperimentInput['model'];

/** Further settings of decoupled edges, by edge. */
type Settings = Record<string, Record<string, unknown>>;

/** The second module needs the auxiliary task, the first one the synthesizer's error in its core. */
const both: Settings = {
  'fast->fast': { trainMessage: true },
  'slow->slow': { auxiliary: true },
};

/**
 * Two modules that send messages to each other: `mix` (mix, fast, near, nearLoss) computes at every
 * tick, `slow` (slow, far, farLoss) has a core that computes at every fourth.
 */
const twoModules = (settings: Settings): ModelInput => {
  const decoupled = (edge: string) => ({ synthesizer: { hidden: [] }, ...settings[edge] });
  return {
    nodes: {
      x: { kind: 'input', field: 'x' },
      mix: { kind: 'concat' },
      fast: { kind: 'rnn', units: 2 },
      near: { kind: 'dense', units: 'classes' },
      nearLoss: { kind: 'softmaxCrossEntropy', target: 'symbol' },
      slow: { kind: 'rnn', units: 3, period: 4 },
      far: { kind: 'dense', units: 'classes', period: 1 },
      farLoss: { kind: 'softmaxCrossEntropy', target: 'symbol' },
    },
    edges: [
      { from: 'x', to: 'mix' },
      { from: 'slow', to: 'mix', delay: 1, decoupled: decoupled('slow->mix') },
      { from: 'mix', to: 'fast' },
      { from: 'fast', to: 'fast', delay: 1, decoupled: decoupled('fast->fast') },
      { from: 'fast', to: 'near' },
      { from: 'near', to: 'nearLoss' },
      { from: 'fast', to: 'slow', decoupled: decoupled('fast->slow') },
      { from: 'slow', to: 'slow', delay: 1, decoupled: decoupled('slow->slow') },
      { from: 'slow', to: 'far' },
      { from: 'far', to: 'farLoss' },
    ],
  };
};

const specOf = (settings: Settings, method: Method) =>
  experiment({
    model: twoModules(settings),
    task: { kind: 'sequence', dataset: 'd' },
    training: { method, steps: 1, batch: 2, unroll: 2, optimizer: { kind: 'sgd', rate: 1 } },
  });

/** Windows of 2 and of 8 ticks, in steps of 2. */
const twoAndEight: UpdateWindows = { modules: { mix: 2, slow: 8 }, step: 2 };

interface Options {
  settings?: Settings;
  method?: Method;
  windows?: UpdateWindows;
}

const withPlan = (
  { settings = both, method = 'dni', windows = twoAndEight }: Options,
  use: (plan: Plan, net: Network) => void,
): void => {
  const net = network(specOf(settings, method), symbolFields);
  try {
    use(new Plan(net, method, windows), net);
  } finally {
    net.dispose();
  }
};

const moduleOf = ({ modules }: Plan, id: string): ModulePlan => {
  const found = modules.find((module) => module.id === id);
  if (!found) throw new Error(`no module '${id}'`);
  return found;
};

const idsOf = (modules: readonly ModulePlan[]): string => modules.map(({ id }) => id).join(' ');

/**
 * The modules of each part of a step: those that begin a window, those that update at every step, those
 * whose longer window ends, those that compute the window before again.
 */
const partsOf = ({
  startingModules,
  singleStepModules,
  endingModules,
  auxiliaryModules,
}: StepPlan): string[] =>
  [startingModules, singleStepModules, endingModules, auxiliaryModules].map(idsOf);

describe('the update schedule of the modules', () => {
  onPlainCpu();

  it('takes nodes and windows of the modules, and the edges that reach them', () => {
    withPlan({}, (plan) => {
      expect(plan.step).toBe(2);
      expect(plan.modules).toEqual([
        {
          id: 'mix',
          nodes: new Set(['mix', 'fast', 'near', 'nearLoss']),
          window: 2,
          isSlow: false,
          hasAuxiliaryPass: true,
          carried: ['slow->mix', 'fast->fast'],
          // Not from the input node, which belongs to no module.
          received: ['slow->mix'],
        },
        {
          id: 'slow',
          nodes: new Set(['slow', 'far', 'farLoss']),
          window: 8,
          isSlow: true,
          hasAuxiliaryPass: true,
          // `far` computes at every tick, `slow` at every fourth: its message has to last.
          carried: ['slow->slow', 'slow->far'],
          received: ['fast->slow'],
        },
      ]);
    });
  });

  it('has the windows of the experiment: unroll times the slowest period of each module', () => {
    expect(inferUpdateWindows(specOf(both, 'dni'))).toEqual(twoAndEight);
  });

  it('gives a module without a window of its own the length of one step', () => {
    withPlan({ windows: { modules: { slow: 12 }, step: 3 } }, (plan) => {
      expect(plan.modules.map(({ window, isSlow }) => [window, isSlow])).toEqual([
        [3, false],
        [12, true],
      ]);
    });
  });

  it.each<[string, Method, Settings, boolean, boolean]>([
    ['the auxiliary task on a recurrent edge', 'dni', { 'fast->fast': { auxiliary: true } }, true, false], // prettier-ignore
    ['trainMessage on a recurrent edge', 'dni', { 'slow->slow': { trainMessage: true } }, false, true], // prettier-ignore
    ['either of them', 'dni', both, true, true],
    ['neither of them', 'dni', {}, false, false],
    ['trainMessage between two modules', 'dni', { 'fast->slow': { trainMessage: true }, 'slow->mix': { trainMessage: true } }, false, false], // prettier-ignore
    ['the auxiliary task between two modules', 'dni', { 'slow->mix': { auxiliary: true } }, false, false], // prettier-ignore
    ['either of them, under backprop', 'backprop', both, false, false],
    ['either of them, without synthetic gradients', 'none', both, false, false],
  ])(
    'knows which modules compute the window before again: %s',
    (_, method, settings, mix, slow) => {
      withPlan({ method, settings }, (plan) => {
        expect(moduleOf(plan, 'mix').hasAuxiliaryPass).toBe(mix);
        expect(moduleOf(plan, 'slow').hasAuxiliaryPass).toBe(slow);
        // The window of `mix` is one step, that of `slow` several: it computes it again in any case.
        expect(replaysWindow(moduleOf(plan, 'mix'))).toBe(mix);
        expect(replaysWindow(moduleOf(plan, 'slow'))).toBe(true);
      });
    },
  );

  it('repeats itself after the longest window', () => {
    withPlan({}, (plan) => {
      expect([0, 1, 7, 8, 9, 21].map((ticks) => plan.phase(ticks))).toEqual([0, 1, 7, 0, 1, 5]);
      // Ticks before the first one of the stream: a window of the past may begin there.
      expect([-1, -3, -8, -19].map((ticks) => plan.phase(ticks))).toEqual([7, 5, 0, 5]);
    });
  });

  it('repeats itself after the longest period where no window is longer', () => {
    withPlan({ windows: { modules: {}, step: 1 } }, (plan) => {
      expect([3, 4, 6, -1].map((ticks) => plan.phase(ticks))).toEqual([3, 0, 2, 3]);
    });
  });

  it('numbers the steps within the window of a module', () => {
    withPlan({ windows: { modules: { mix: 4, slow: 8 }, step: 2 } }, (plan) => {
      const places = (id: string): number[] =>
        [0, 2, 4, 6].map((offset) => plan.stepInWindow(moduleOf(plan, id), offset));
      expect(places('mix')).toEqual([0, 1, 0, 1]);
      expect(places('slow')).toEqual([0, 1, 2, 3]);
    });
  });
});

describe('one step of the schedule', () => {
  onPlainCpu();

  it.each([
    // Ticks before the step, phase, then the modules of each part of the step.
    [0, 0, 'mix slow', 'mix', '', ''],
    [2, 2, 'mix', 'mix', '', 'mix'],
    [4, 4, 'mix', 'mix', '', 'mix'],
    // The first window of `slow` ends, and there is none before it.
    [6, 6, 'mix', 'mix', 'slow', 'mix'],
    [8, 0, 'mix slow', 'mix', '', 'mix'],
    [10, 2, 'mix', 'mix', '', 'mix'],
    [12, 4, 'mix', 'mix', '', 'mix'],
    [14, 6, 'mix', 'mix', 'slow', 'mix slow'],
    [16, 0, 'mix slow', 'mix', '', 'mix'],
    [806, 6, 'mix', 'mix', 'slow', 'mix slow'],
  ])('after %i ticks', (read, offset, ...parts) => {
    withPlan({}, (plan) => {
      const turn = plan.planStep(read, 2, null);
      expect([turn.offset, turn.ticks]).toEqual([offset, 2]);
      expect(partsOf(turn)).toEqual(parts);
    });
  });

  it('plans steps that do the same once', () => {
    withPlan({}, (plan) => {
      expect(plan.planStep(14, 2, null)).toBe(plan.planStep(806, 2, null));
      // Before the first window has ended, after the same number of ticks in it.
      expect(plan.planStep(6, 2, null)).not.toBe(plan.planStep(14, 2, null));
    });
  });

  it('begins windows only of modules that compute one again', () => {
    withPlan({ settings: {} }, (plan) => {
      expect([0, 2, 4, 6, 8, 14].map((read) => partsOf(plan.planStep(read, 2, null)))).toEqual([
        ['slow', 'mix', '', ''],
        ['', 'mix', '', ''],
        ['', 'mix', '', ''],
        ['', 'mix', 'slow', ''],
        ['slow', 'mix', '', ''],
        ['', 'mix', 'slow', ''],
      ]);
    });
  });

  it('updates only the modules that are drawn, while windows begin in all modules', () => {
    withPlan({}, (plan) => {
      const parts = (read: number, ...drawn: string[]): string[] =>
        partsOf(plan.planStep(read, 2, new Set(drawn)));
      expect(parts(14, 'mix', 'slow')).toEqual(['mix', 'mix', 'slow', 'mix slow']);
      expect(parts(14, 'slow')).toEqual(['mix', '', 'slow', 'slow']);
      expect(parts(14, 'mix')).toEqual(['mix', 'mix', '', 'mix']);
      expect(parts(14)).toEqual(['mix', '', '', '']);
      // Drawn, but in the middle of its window.
      expect(parts(12, 'slow')).toEqual(['mix', '', '', '']);
      expect(parts(8)).toEqual(['mix slow', '', '', '']);
    });
  });

  it('updates all modules at once where every step has a length of its own', () => {
    const windows: UpdateWindows = { modules: {}, step: 1 };
    withPlan({ method: 'backprop', windows }, (plan) => {
      for (const [read, ticks] of [
        [0, 5],
        [5, 6],
        [11, 1],
      ] as const) {
        const turn = plan.planStep(read, ticks, null);
        expect([turn.offset, turn.ticks]).toEqual([read % 4, ticks]);
        expect(partsOf(turn)).toEqual(['', 'mix slow', '', '']);
      }
    });
  });

  it('has the same key as another step exactly where both do the same', () => {
    withPlan({}, (plan) => {
      const key = (read: number, ticks: number, drawn: string[] | null = null): string =>
        stepKey(plan.planStep(read, ticks, drawn && new Set(drawn)));
      const different = [
        key(0, 2),
        key(2, 2),
        key(4, 2),
        key(6, 2),
        // At the phase of the first step, but with a window before it.
        key(8, 2),
        key(14, 2),
        key(14, 1),
        key(14, 2, ['mix']),
        key(14, 2, ['slow']),
        key(14, 2, []),
        key(6, 2, ['slow']),
      ];
      expect(new Set(different).size).toBe(different.length);
      expect(key(10, 2)).toBe(key(2, 2));
      expect(key(16, 2)).toBe(key(8, 2));
      expect(key(22, 2)).toBe(key(14, 2));
      expect(key(14, 2, ['slow', 'mix'])).toBe(key(14, 2));
      // A module in the middle of its window has nothing to do, drawn or not.
      expect(key(10, 2, ['mix'])).toBe(key(10, 2));
      expect(key(6, 2, [])).toBe(key(14, 2, []));
    });
    // Without windows of the past it is the updates alone that differ.
    withPlan({ settings: {} }, (plan) => {
      const keys = [null, new Set<string>(), new Set(['mix']), new Set(['slow'])].map((drawn) =>
        stepKey(plan.planStep(14, 2, drawn)),
      );
      expect(new Set(keys).size).toBe(4);
    });
  });
});

describe('the optimizers that a step uses', () => {
  onPlainCpu();

  const settings: Settings = { ...both, 'fast->slow': { syntheticInput: { hidden: [] } } };

  /** Those that have something to update; no other names count. */
  const used = (plan: Plan, net: Network, read: number, drawn: string[] | null): string[] => {
    const existing = (id: string): boolean =>
      net.modules.some((module) => module.id === id) ||
      net.parameters.all().some(({ name }) => name.startsWith(`${id}/`));
    return optimizersToUpdate(net, plan.planStep(read, 2, drawn && new Set(drawn))).filter(
      existing,
    );
  };

  it.each<[string, number, string[] | null, string[]]>([
    [
      'all of them where both modules update and compute the window before again',
      14,
      null,
      [
        'mix',
        'slow',
        'slow->mix/synthesizer',
        'fast->fast/synthesizer',
        'fast->slow/synthesizer',
        'fast->slow/syntheticInput',
        'slow->slow/synthesizer',
        'slow->slow/auxiliary',
      ],
    ],
    [
      'no auxiliary head in the first window',
      6,
      null,
      [
        'mix',
        'slow',
        'slow->mix/synthesizer',
        'fast->fast/synthesizer',
        'fast->slow/synthesizer',
        'fast->slow/syntheticInput',
        'slow->slow/synthesizer',
      ],
    ],
    [
      'synthesizers of the messages to the only module that updates',
      12,
      null,
      ['mix', 'slow->mix/synthesizer', 'fast->fast/synthesizer', 'fast->slow/syntheticInput'],
    ],
    [
      'neither synthesizer nor head of a module that is not drawn',
      14,
      ['mix'],
      ['mix', 'slow->mix/synthesizer', 'fast->fast/synthesizer', 'fast->slow/syntheticInput'],
    ],
    [
      'synthesizers and head of the only module that is drawn',
      14,
      ['slow'],
      [
        'slow',
        'fast->slow/synthesizer',
        'fast->slow/syntheticInput',
        'slow->slow/synthesizer',
        'slow->slow/auxiliary',
      ],
    ],
    [
      'synthetic input models alone where no module is drawn',
      14,
      [],
      ['fast->slow/syntheticInput'],
    ],
  ])('are %s', (_, read, drawn, expected) => {
    withPlan({ settings }, (plan, net) => {
      expect(used(plan, net, read, drawn)).toEqual(expected);
    });
  });
});
