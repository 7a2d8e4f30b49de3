import { describe, expect, it } from 'vitest';
import { isCheckpointDamaged } from '#engine/run/checkpoint-folder';
import { parseTrainingState, type TrainingState } from '#engine/run/training-state';
import { drawJsonMutants } from '../../../faults/mutants';

const oldState: TrainingState = {
  version: 2,
  step: 40,
  seconds: 1.5,
  read: 80,
  ticks: 2,
  supply: { kind: 'set', batches: { epochStart: [1, -2, 3, 4], offset: 7 } },
  generators: { updates: [4, 5, 6, 7], dropout: [8, 9, 10, -11] },
  updates: { a: 40, 'a->b/synthesizer': 39 },
};
const newState: TrainingState = {
  ...oldState,
  supply: { kind: 'stream', ticks: { source: { read: 3 }, read: 80, records: [0, 1, -1] } },
  evaluationsDue: [0, 40],
  synthesizerMonitor: {
    averages: { 'a->b': { loss: 0.25, steps: 3 } },
    spikes: { 'a->b': [30, 39] },
    warned: ['a->b'],
  },
};

const parse = (text: string): TrainingState =>
  parseTrainingState(Buffer.from(text), '/run/checkpoints/40/state.json', 40);

describe('the state of a checkpoint', () => {
  it.each([
    ['of version 0.1.0', oldState],
    ['with everything', newState],
  ])('is read as it was written: %s', (_, state) => {
    expect(parse(JSON.stringify(state))).toEqual(state);
  });

  it.each<[string, object]>([
    ['step', { step: -1 }],
    ['step', { step: 0.5 }],
    ['step', { step: 2 ** 60 }],
    ['seconds', { seconds: null }],
    ['seconds', { seconds: -1 }],
    ['read', { read: '80' }],
    ['ticks', { ticks: [] }],
    ['supply.kind', { supply: { kind: 'other' } }],
    ['supply.batches', { supply: { kind: 'set' } }],
    ['supply.batches.offset', { supply: { kind: 'set', batches: { ...batches(), offset: -1 } } }],
    ['generators.updates', { generators: { ...oldState.generators, updates: [1, 2, 3] } }],
    [
      'generators.dropout.3',
      { generators: { ...oldState.generators, dropout: [1, 2, 3, 2 ** 31] } },
    ],
    ['updates.a', { updates: { a: -1 } }],
    ['updates', { updates: [] }],
    ['evaluationsDue', { evaluationsDue: 3 }],
    [
      'synthesizerMonitor.warned.0',
      { synthesizerMonitor: { averages: {}, spikes: {}, warned: [1] } },
    ],
  ])('names what does not fit: %s in %j', (place, change) => {
    const text = JSON.stringify({ ...oldState, ...change });
    expect(() => parse(text)).toThrow(
      `The state in '/run/checkpoints/40/state.json' is damaged: '${place}' does not fit the format. Resume from an earlier checkpoint.`,
    );
  });

  it('names the step where it is not that of its folder', () => {
    expect(() => parse(JSON.stringify({ ...oldState, step: 41 }))).toThrow(
      'it is of step 41, not 40',
    );
  });

  it('is not damaged where it is of another version', () => {
    const of = (version: unknown): unknown => {
      try {
        return parse(JSON.stringify({ ...oldState, version }));
      } catch (error) {
        return error;
      }
    };
    expect((of(3) as Error).message).toBe(
      "The checkpoint '/run/checkpoints/40' is of version 3; this program reads version 2. Update the program to resume from it.",
    );
    expect(isCheckpointDamaged(of(3))).toBe(false);
    expect(isCheckpointDamaged(of('2'))).toBe(true);
  });

  it('gives a short sentence for any JSON, or numbers that can be used', () => {
    for (const mutate of drawJsonMutants(2000, 20261203)) {
      const text = mutate(newState);
      const where = text.slice(0, 500);
      try {
        const { step, seconds, generators } = parse(text);
        expect(step, where).toBe(40);
        expect(Number.isFinite(seconds), where).toBe(true);
        expect(generators.updates.every(Number.isInteger), where).toBe(true);
      } catch (error) {
        const { name, message } = error as Error;
        expect(name, `${where}: ${message}`).toBe('WorkbenchError');
        expect(message.length, where).toBeLessThan(400);
      }
    }
  });
});

function batches(): object {
  return { epochStart: [1, 2, 3, 4], offset: 0 };
}
