import { beforeAll, describe, expect, it } from 'vitest';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/backend/tf';
import { nodeBackend, type NodeBackend } from '#tensorflow/backend/node-backend';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import { trace } from '#tensorflow/graph/trace';
import { updateAdam, updateMomentum, updateRmsprop, updateSgd } from '#tensorflow/ops/updates';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

interface Case {
  name: string;
  /** The slots before and after the update. */
  slots: number[][];
  update(variable: Variable, slots: Variable[], gradient: Tensor, rate: Scalar): void;
  /** The variable, then the slots. */
  expected: number[][];
  /** The fused op of the compiled step, if there is one. */
  op: string | null;
}

// The variable is (1, 2), the gradient (4, −2), the rate 0.5.
const cases: Case[] = [
  {
    name: 'SGD',
    slots: [],
    update: (variable, _, gradient, rate) => updateSgd({ variable, gradient, rate }),
    expected: [[1 - 2, 2 + 1]],
    op: 'ResourceApplyGradientDescent',
  },
  {
    name: 'momentum',
    slots: [[8, 4]],
    update: (variable, [velocity], gradient, rate) =>
      updateMomentum({ variable, gradient, rate }, velocity as Variable, 0.75, false),
    // 0.75 · (8, 4) + (4, −2)
    expected: [
      [1 - 5, 2 - 0.5],
      [10, 1],
    ],
    op: 'ResourceApplyMomentum',
  },
  {
    name: 'Nesterov momentum',
    slots: [[8, 4]],
    update: (variable, [velocity], gradient, rate) =>
      updateMomentum({ variable, gradient, rate }, velocity as Variable, 0.75, true),
    // The direction is (4, −2) + 0.75 · (10, 1).
    expected: [
      [1 - 5.75, 2 + 0.625],
      [10, 1],
    ],
    op: 'ResourceApplyMomentum',
  },
  {
    name: 'RMSProp',
    slots: [[0, 20]],
    update: (variable, [square], gradient, rate) =>
      updateRmsprop({ variable, gradient, rate }, square as Variable, 0.75, 0.5),
    // 0.75 · (0, 20) + 0.25 · (16, 4), whose roots are 2 and 4.
    expected: [
      [1 - (0.5 * 4) / 2.5, 2 + (0.5 * 2) / 4.5],
      [4, 16],
    ],
    op: null,
  },
  {
    name: 'Adam',
    slots: [
      [2, 6],
      [0, 20],
    ],
    update: (variable, [mean, square], gradient, rate) => {
      const slots = [mean as Variable, square as Variable] as const;
      updateAdam({ variable, gradient, rate }, slots, [0.5, 0.75], tf.scalar(0.5));
    },
    // 0.5 · (2, 6) + 0.5 · (4, −2), and the squares of RMSProp.
    expected: [
      [1 - (0.5 * 3) / 2.5, 2 - (0.5 * 2) / 4.5],
      [3, 2],
      [4, 16],
    ],
    op: 'ResourceApplyAdam',
  },
];

/** Two updates in a row, by `run`: the values after the first and after the second. */
function updateTwice(
  { slots, update }: Case,
  run: (step: () => void, variables: Variable[]) => void,
): number[][][] {
  const variables = [[1, 2], ...slots].map((values) =>
    tf.tidy(() => tf.variable(tf.tensor1d(values))),
  );
  const [variable, ...slotVariables] = variables as [Variable, ...Variable[]];
  const step = (): void =>
    tf.tidy(() => update(variable, slotVariables, tf.tensor1d([4, -2]), tf.scalar(0.5)));
  const seen: number[][][] = [];
  for (let count = 0; count < 2; count++) {
    run(step, variables);
    seen.push(variables.map(valuesOf));
  }
  tf.dispose(variables);
  return seen;
}

function testEagerly(): void {
  it.each(cases)('updates by $name', (one) => {
    const before = tf.memory().numTensors;
    const [first = []] = updateTwice(one, (step) => step());
    expect(first).toHaveLength(one.expected.length);
    first.forEach((values, index) =>
      expect(distance(values, one.expected[index] ?? [])).toBeLessThan(1e-6),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
}

describe('on the CPU backend of tfjs', () => {
  beforeAll(loadCpuBackend);
  testEagerly();
});

describe.skipIf(!installed)('on TensorFlow', () => {
  onTensorFlow();
  testEagerly();

  it.each(cases)('updates by $name in a compiled step as eagerly', (one) => {
    const eager = updateTwice(one, (step) => step()).flat();
    const programs: CompiledProgram[] = [];
    const compiled = updateTwice(one, (step, variables) => {
      const list = variables.map((variable) => ({ name: variable.name, variable }));
      const program = programs[0] ?? new CompiledProgram({ variables: list });
      if (programs.push(program) === 1) program.add('step', () => (step(), {}), {});
      program.run('step', {});
      program.pullVariables();
    }).flat();
    programs[0]?.dispose();
    expect(compiled).toHaveLength(eager.length);
    eager.forEach((values, index) =>
      expect(distance(compiled[index] ?? [], values)).toBeLessThan(1e-6),
    );
  });

  it.each(cases)('computes an update by $name with $op in a compiled step', (one) => {
    const backend = nodeBackend() as NodeBackend;
    let ops: string[] = [];
    updateTwice(one, (step, variables) => {
      const { nodes } = trace(
        () => (step(), {}),
        {},
        {
          backend,
          namePrefix: 's',
          variables: variables.map((variable, index) => ({
            name: variable.name,
            handle: `variable/${index}`,
            dtype: 1,
            shape: [2],
            variable,
          })),
          constants: new ConstantPool(backend.binding),
          stored: new Map(),
          parallelParts: 1,
          precision: 'float32' as const,
        },
      );
      ops = nodes.map(({ op }) => op);
    });
    const updates = ops.filter((op) => /^(ResourceApply|Assign)/.test(op));
    expect(updates).toEqual(one.op ? [one.op] : ['AssignVariableOp', 'AssignVariableOp']);
  });
});
