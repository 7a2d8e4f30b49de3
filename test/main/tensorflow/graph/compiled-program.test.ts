import { describe, expect, it } from 'vitest';
import {
  CompiledProgram,
  type StepFunction,
  type Tensors,
} from '#tensorflow/graph/compiled-program';
import { nodeBackend } from '#tensorflow/backend/node-backend';
import {
  tf,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from '#tensorflow/backend/tf';
import { oneHotRows } from '#tensorflow/ops/gather';
import { useOwnTemporaryFolder } from '../../own-temporary-folder';
import { heldResources, installed, onTensorFlow, valuesOf } from '../native';

/** Runs `body` with variables that are disposed afterwards. */
function withVariables(
  initial: Record<string, number[]>,
  body: (variables: Record<string, Variable>, list: { name: string; variable: Variable }[]) => void,
): void {
  const list = Object.entries(initial).map(([name, values]) => {
    const tensor = tf.tensor1d(values);
    const variable = tf.variable(tensor);
    tensor.dispose();
    // Uploads the values now, so that the number of native tensors does not change later.
    nodeBackend()?.getInputTensorIds([variable]);
    return { name, variable };
  });
  try {
    body(Object.fromEntries(list.map(({ name, variable }) => [name, variable])), list);
  } finally {
    for (const { variable } of list) variable.dispose();
  }
}

/** Runs a step once and returns its outputs as numbers. */
function run(program: CompiledProgram, key: string, inputs: Record<string, number[]>): object {
  return tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, values]) => [name, tf.tensor1d(values)]),
    );
    return numbersOf(program.run(key, tensors));
  });
}

function numbersOf(outputs: Tensors): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, valuesOf(tensor)]),
  );
}

function add(program: CompiledProgram, key: string, step: StepFunction, sizes: object): void {
  tf.tidy(() => {
    const examples = Object.entries(sizes).map(([name, size]) => [
      name,
      tf.zeros([size as number]),
    ]);
    program.add(key, step, Object.fromEntries(examples) as Tensors);
  });
}

describe.skipIf(!installed)('CompiledProgram', () => {
  onTensorFlow();
  const temporaryFiles = useOwnTemporaryFolder();

  it.each([
    { device: 'cpu:0', expectedMessages: [] },
    {
      device: 'gpu:9',
      expectedMessages: [
        'The modules compute where TensorFlow puts them, not each on its own device: this machine has no gpu:9.',
      ],
    },
  ])('places a group on $device, or reports that there is none', ({ device, expectedMessages }) => {
    withVariables({ w: [1, 2] }, ({ w }, [first]) => {
      const messages: string[] = [];
      const program = new CompiledProgram({
        variables: first ? [{ ...first, group: 0 }] : [],
        devices: [device],
        onMessage: (sentence) => messages.push(sentence),
      });
      const step: StepFunction = ({ x }) => {
        w?.assign(tf.add(w, x as Tensor));
        return { after: w as Variable };
      };
      add(program, 'step', step, { x: 2 });
      add(program, 'again', step, { x: 2 });
      expect(run(program, 'step', { x: [1, 0] })).toEqual({ after: [2, 2] });
      add(program, 'once more', step, { x: 2 });
      expect(run(program, 'once more', { x: [1, 0] })).toEqual({ after: [3, 2] });
      expect(messages).toEqual(expectedMessages);
      program.dispose();
    });
  });

  it('reads the current value of a variable at each point of a step, and writes it after the step', () => {
    withVariables({ w: [1, 2] }, ({ w }, variables) => {
      const program = new CompiledProgram({ variables });
      const step: StepFunction = ({ x }) => {
        const before = tf.mul(w as Variable, 1);
        w?.assign(tf.add(w, x as Tensor));
        const between = tf.mul(w as Variable, 10);
        w?.assign(tf.add(w, x as Tensor));
        return { before, between, after: w as Variable };
      };
      expect(program.has('step')).toBe(false);
      add(program, 'step', step, { x: 2 });
      expect(program.has('step')).toBe(true);
      expect(run(program, 'step', { x: [1, 0] })).toEqual({
        before: [1, 2],
        between: [20, 20],
        after: [3, 2],
      });
      expect(run(program, 'step', { x: [0, 1] })).toMatchObject({ before: [3, 2], after: [3, 4] });
      expect(valuesOf(w)).toEqual([1, 2]);
      program.pullVariables();
      expect(valuesOf(w)).toEqual([3, 4]);
      program.dispose();
    });
  });

  it('orders every read of a variable before the assignment that follows it', () => {
    const names = Array.from({ length: 40 }, (_, index) => `w${index}`);
    withVariables(
      Object.fromEntries(names.map((name, index) => [name, [index]])),
      (_, variables) => {
        const program = new CompiledProgram({ variables });
        // Each variable takes the value of the next one.
        const rotate: StepFunction = () => {
          const before = variables.map(({ variable }) => tf.clone(variable));
          variables.forEach(({ variable }, index) =>
            variable.assign(before[(index + 1) % before.length] as Tensor),
          );
          return {};
        };
        add(program, 'rotate', rotate, {});
        for (let i = 0; i < 404; i++) run(program, 'rotate', {});
        program.pullVariables();
        const values = variables.flatMap(({ variable }) => valuesOf(variable));
        expect(values).toEqual(names.map((_name, index) => (index + 4) % 40));
        program.dispose();
      },
    );
  });

  it('returns inputs, variables, constants and parts of results as outputs', () => {
    withVariables({ w: [5, 6] }, ({ w }, variables) => {
      const program = new CompiledProgram({ variables });
      tf.tidy(() => {
        const inputs = { x: tf.tensor1d([1, 2]), n: tf.tensor2d([[3], [-4]], [2, 1], 'int32') };
        const step: StepFunction = ({ x, n }) => {
          const sum = tf.add(x as Tensor, w as Variable);
          const [first, second] = tf.split(sum, 2);
          return {
            input: x as Tensor,
            whole: n as Tensor,
            variable: w as Variable,
            sum,
            again: sum,
            second: second as Tensor,
            first: first as Tensor,
            positive: tf.greater(n as Tensor, tf.scalar(0, 'int32')),
            constant: tf.tensor1d([7, 8, 9]),
          };
        };
        program.add('step', step, inputs);
        const outputs = program.run('step', inputs);
        expect(numbersOf(outputs)).toEqual({
          input: [1, 2],
          whole: [3, -4],
          variable: [5, 6],
          sum: [6, 8],
          again: [6, 8],
          second: [8],
          first: [6],
          positive: [1, 0],
          constant: [7, 8, 9],
        });
        expect(outputs.whole?.dtype).toBe('int32');
        expect(outputs.whole?.shape).toEqual([2, 1]);
        expect(outputs.positive?.dtype).toBe('bool');
        program.dispose();
      });
    });
  });

  it('accepts inputs that the step does not read', () => {
    const program = new CompiledProgram({ variables: [] });
    add(program, 'step', ({ x }) => ({ x: x as Tensor }), { x: 1, unread: 2 });
    expect(run(program, 'step', { x: [3], unread: [1, 2] })).toEqual({ x: [3] });
    program.dispose();
  });

  it('runs a step without inputs and outputs that only assigns', () => {
    withVariables({ w: [1] }, ({ w }, variables) => {
      const program = new CompiledProgram({ variables });
      add(program, 'double', () => (w?.assign(tf.mul(w, 2)), {}), {});
      expect(run(program, 'double', {})).toEqual({});
      run(program, 'double', {});
      program.pullVariables();
      expect(valuesOf(w)).toEqual([4]);
      program.dispose();
    });
  });

  it('shares the variables between steps, also with steps added after the first run', () => {
    withVariables({ w: [1], unused: [3] }, ({ w, unused }, variables) => {
      const before = heldResources();
      const program = new CompiledProgram({ variables });
      const addScaled =
        (factor: number): StepFunction =>
        ({ x }) => (
          w?.assign(tf.add(w, tf.sum(tf.mul(x as Tensor, factor)))),
          { w: w as Variable }
        );
      add(program, 'up', addScaled(1), { x: 1 });
      add(program, 'down', addScaled(-1), { x: 3 });
      expect(heldResources()).toEqual(before);
      expect(run(program, 'up', { x: [10] })).toEqual({ w: [11] });
      expect(run(program, 'down', { x: [1, 1, 1] })).toEqual({ w: [8] });
      add(program, 'far', addScaled(100), { x: 1 });
      expect(run(program, 'far', { x: [2] })).toEqual({ w: [208] });
      expect(run(program, 'up', { x: [1] })).toEqual({ w: [209] });
      expect(heldResources()).toMatchObject({ graphs: 1 });
      program.pullVariables();
      expect(valuesOf(w)).toEqual([209]);
      expect(valuesOf(unused)).toEqual([3]);
      program.dispose();
    });
  });

  it('can cast the same constant in several steps', () => {
    const program = new CompiledProgram({ variables: [] });
    const step: StepFunction = ({ x }) => ({
      y: tf.matMul(tf.reshape(x as Tensor, [1, 2]), tf.tensor2d([1, 2, 3, 4], [2, 2])),
    });
    tf.tidy(() => {
      for (const key of ['one', 'two'])
        program.add(key, step, { x: tf.zeros([2]) }, { precision: 'bfloat16' });
    });
    expect(run(program, 'one', { x: [1, 0] })).toEqual({ y: [1, 2] });
    expect(run(program, 'two', { x: [1, 1] })).toEqual({ y: [4, 6] });
    program.dispose();
  });

  it('uses values that are assigned outside the program', () => {
    withVariables({ w: [1] }, ({ w }, variables) => {
      const program = new CompiledProgram({ variables });
      add(program, 'step', () => (w?.assign(tf.add(w, 1)), { w: w as Variable }), {});
      const set = (value: number): void => {
        tf.tidy(() => w?.assign(tf.tensor1d([value])));
        program.pushVariables();
      };
      set(5);
      expect(run(program, 'step', {})).toEqual({ w: [6] });
      set(50);
      expect(run(program, 'step', {})).toEqual({ w: [51] });
      expect(run(program, 'step', {})).toEqual({ w: [52] });
      program.dispose();
    });
  });

  it('treats variables that hold the same tensor as separate', () => {
    withVariables({ a: [1], b: [0] }, ({ a, b }, variables) => {
      b?.assign(a as Variable);
      const program = new CompiledProgram({ variables });
      const step: StepFunction = ({ x }) => {
        a?.assign(tf.add(a, x as Tensor));
        return { a: a as Variable, b: b as Variable };
      };
      // The example holds the same tensor as well.
      program.add('step', step, { x: a as Variable });
      expect(run(program, 'step', { x: [4] })).toEqual({ a: [5], b: [1] });
      expect(run(program, 'step', { x: [4] })).toEqual({ a: [9], b: [1] });
      program.dispose();
    });
  });

  it('copies what it keeps of an input, whose memory JavaScript may overwrite', () => {
    withVariables({ w: [0, 0], v: [0] }, ({ w, v }, variables) => {
      const program = new CompiledProgram({ variables });
      const step: StepFunction = ({ x }) => {
        w?.assign(tf.reshape(tf.reshape(x as Tensor, [1, 2]), [2]));
        v?.assign(tf.slice(x as Tensor, [1], [1]));
        return { x: x as Tensor };
      };
      add(program, 'step', step, { x: 2 });
      const memory = Float32Array.from([1, 2]);
      tf.tidy(() => {
        const { x } = program.run('step', { x: tf.tensor1d(memory) });
        memory.fill(9);
        expect(valuesOf(x)).toEqual([1, 2]);
        program.pullVariables();
        expect(valuesOf(w)).toEqual([1, 2]);
        expect(valuesOf(v)).toEqual([2]);
      });
      program.dispose();
    });
  });

  it('stores a large constant once, and treats tensors from before the step as constants', () => {
    withVariables({ w: [1] }, ({ w }, variables) => {
      tf.tidy(() => {
        const values = Float32Array.from({ length: 5000 }, (_, index) => index);
        const outside = tf.tensor1d(values);
        const doubled = tf.mul(outside, 2);
        const program = new CompiledProgram({ variables });
        const step: StepFunction = ({ x }) => {
          const [inside, zeros] = [tf.tensor1d(values), tf.zeros([5000])];
          const sum = tf.addN([outside, doubled, inside, zeros]);
          return { sum: tf.sum(tf.mul(sum, tf.mul(x as Tensor, w as Variable))) };
        };
        add(program, 'one', step, { x: 1 });
        add(program, 'two', step, { x: 1 });
        // 4 · (0 + ... + 4999), times 3
        const sum = 4 * ((4999 * 5000) / 2);
        expect(run(program, 'one', { x: [3] })).toEqual({ sum: [3 * sum] });
        expect(run(program, 'two', { x: [1] })).toEqual({ sum: [sum] });
        program.dispose();
      });
    });
  });

  it('restores everything after a trace, whether it succeeds or not', () => {
    withVariables({ w: [1] }, ({ w }, variables) => {
      const [held, binding] = [heldResources(), nodeBackend()?.binding];
      const random = tf.randomUniform;
      const dataId = w?.dataId;
      const program = new CompiledProgram({ variables });
      add(program, 'good', ({ x }) => (w?.assign(x as Tensor), { x: x as Tensor }), { x: 1 });
      const bad: StepFunction = ({ x }) => {
        w?.assign(x as Tensor);
        tf.mul(x as Tensor, 3);
        throw new Error('the step itself fails');
      };
      expect(() => add(program, 'bad', bad, { x: 1 })).toThrow('the step itself fails');
      expect(program.has('bad')).toBe(false);
      expect(heldResources()).toEqual(held);
      expect(nodeBackend()?.binding).toBe(binding);
      expect(tf.randomUniform).toBe(random);
      expect(w?.dataId).toBe(dataId);
      expect(valuesOf(w)).toEqual([1]);
      expect(run(program, 'good', { x: [2] })).toEqual({ x: [2] });
      expect(temporaryFiles()).toEqual([]);
      program.dispose();
    });
  });

  it('names an input that is missing or has another shape', () => {
    const program = new CompiledProgram({ variables: [] });
    add(program, 'step', ({ x }) => ({ x: x as Tensor }), { x: 2 });
    expect(() => run(program, 'step', {})).toThrow("lacks its input 'x'");
    expect(() => run(program, 'step', { x: [1, 2, 3] })).toThrow("'x'");
    expect(() => run(program, 'other', {})).toThrow("'other'");
    program.dispose();
  });

  it.each([0, 100, Infinity])(
    'looks rows up in the table of each copy, with at most %d elements stacked',
    (mostStackedElements) => {
      const [rows, classes, columns] = [64, 20, 800];
      const numbers = (value: (row: number) => number): number[] =>
        Array.from({ length: rows }, (_, row) => value(row));
      // One class more than there are: −1 stands for none.
      const ids = [numbers((row) => (row % 21) - 1), numbers((row) => (row % 2) * 5)];
      tf.tidy(() => {
        const tables = [1, 2].map((value) => tf.variable(tf.fill([classes, columns], value)));
        const program = new CompiledProgram({
          variables: tables.map((variable) => ({ name: 'table', variable })),
          copies: 2,
          mostStackedElements,
        });
        const [table] = tables as [Variable];
        const step: StepFunction = (inputs) => {
          const oneHot = oneHotRows(inputs.ids as Tensor1D, classes);
          const found = tf.sum(tf.matMul(oneHot, table as unknown as Tensor2D), 1);
          table.assign(tf.add(table, tf.matMul(oneHot, tf.ones([rows, columns]), true)));
          return { found };
        };
        program.add('step', step, { ids: tf.zeros([rows], 'int32') });
        const { found } = program.run('step', { ids: tf.tensor2d(ids, [2, rows], 'int32') });
        expect(valuesOf(found)).toEqual([
          ...(ids[0] ?? []).map((id) => (id < 0 ? 0 : columns)),
          ...numbers(() => 2 * columns),
        ]);
        program.pullVariables();
        const firstColumn = (variable: Variable): number[] =>
          valuesOf(tf.slice(variable as unknown as Tensor2D, [0, 0], [classes, 1]));
        const counted = (row: number[], id: number): number =>
          row.filter((each) => each === id).length;
        expect(tables.map(firstColumn)).toEqual(
          ids.map((row, copy) =>
            Array.from({ length: classes }, (_, id) => copy + 1 + counted(row, id)),
          ),
        );
        program.dispose();
        for (const variable of tables) variable.dispose();
      });
    },
  );

  it('does not use more memory with more steps', () => {
    withVariables({ w: [0, 0, 0] }, ({ w }, variables) => {
      const program = new CompiledProgram({ variables });
      add(
        program,
        'step',
        ({ x }) => (w?.assign(tf.add(w, x as Tensor)), { sum: tf.sum(w as Variable) }),
        {
          x: 3,
        },
      );
      const steps = (count: number): void => {
        for (let i = 0; i < count; i++) run(program, 'step', { x: [1, 0, 0] });
      };
      // When V8 frees its own memory is its affair.
      const outsideOfHeap = (): number => {
        const { rss, heapTotal } = process.memoryUsage();
        return rss - heapTotal;
      };
      steps(2000);
      const [held, before] = [heldResources(), outsideOfHeap()];
      steps(10_000);
      expect(heldResources()).toEqual(held);
      expect((outsideOfHeap() - before) / 2 ** 20).toBeLessThan(30);
      program.pullVariables();
      expect(valuesOf(w)[0]).toBe(12_000);
      program.dispose();
    });
  });
});
