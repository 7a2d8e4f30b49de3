import { beforeEach, describe, expect, it } from 'vitest';
import type { NativeAttribute } from '#tensorflow/backend/node-backend';
import type { Tensor, Variable } from '#tensorflow/backend/tf';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import type { GraphNode } from '#tensorflow/graph/graph';
import { Tracer } from '#tensorflow/graph/tracer';
import { FakeBackend } from '../fake-backend';

let backend: FakeBackend;
let constants: ConstantPool;
let tracer: Tracer;
beforeEach(() => {
  backend = new FakeBackend();
  constants = new ConstantPool(backend.binding);
  tracer = new Tracer(backend, 's', constants);
});

/** The results of an op that is traced. */
function trace(op: string, inputs: Tensor[], outputs = 1, more: NativeAttribute[] = []): Tensor[] {
  const { binding } = backend;
  const ids = backend.getInputTensorIds(inputs);
  const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: 1 }, ...more];
  return tracer
    .traceOp(op, attributes, ids, outputs, () => binding.executeOp(op, attributes, ids, outputs))
    .map((tensor) => backend.createOutputTensor(tensor));
}

function capture(name: string, handle: string): Variable {
  const variable = backend.variable(name, [2]);
  tracer.captureVariable({ name, handle, dtype: 1, shape: [2], variable });
  return variable;
}

const node = (name: string, op: string, inputs: string[], parts: Partial<GraphNode> = {}) => ({
  name,
  op,
  inputs,
  attributes: { T: { type: 1 } },
  controlInputs: [],
  optionalControlInputs: [],
  ...parts,
});
const dtype = { type: 1 };

it('adds a node for each input, op and output, and a copy where an output may be an input', () => {
  const x = backend.tensor([2, 3]);
  expect(tracer.addInput(x)).toBe('s/0');
  const [first, second] = trace('Split', [x], 2) as [Tensor, Tensor];
  const [exp] = trace('Exp', [second]) as [Tensor];
  expect(tracer.addOutput(first)).toBe('s/3');
  expect(tracer.addOutput(exp)).toBe('s/4');
  const shape = { shape: [2, 3] };
  expect(tracer.nodes).toEqual([
    node('s/0', 'Placeholder', [], { attributes: { dtype, shape } }),
    node('s/1', 'Split', ['s/0']),
    node('s/2', 'Exp', ['s/1:1']),
    node('s/3', 'DeepCopy', ['s/1']),
    node('s/4', 'Identity', ['s/2']),
  ]);
  expect(tracer.shapeOf('s/1:1')).toEqual([2, 3]);
  expect(tracer.shapeOfTensor(exp.id)).toEqual([2, 3]);
});

it('makes tensors from before the step and tensors that it makes constants, each once', () => {
  const before = backend.tensor([2], Float32Array.of(5, 6));
  const held = backend.tensorIds;
  trace('Mul', [before, before]);
  // The copy that the binding describes the tensor with is deleted again.
  expect(backend.tensorIds.filter((id) => !held.includes(id))).toHaveLength(1);
  tracer.addConstant(99, [2], 3, Int32Array.of(3, 1));
  expect(tracer.nodes.map(({ inputs }) => inputs)).toEqual([['constant/0', 'constant/0']]);
  expect(constants.embedded().map(({ attributes }) => attributes['value'])).toMatchObject([
    { tensor: { dtype: 1, shape: [2] } },
    { tensor: { dtype: 3, shape: [2] } },
  ]);
  expect(tracer.smallIntegersOf(99)).toEqual([3, 1]);
  expect(tracer.smallIntegersOf(before.id)).toBeUndefined();
});

it('reads a variable, and writes at the end what was assigned to it', () => {
  const w = capture('w', 'variable/0');
  const x = backend.tensor([2]);
  tracer.addInput(x);
  const [sum] = trace('AddV2', [w, x]) as [Tensor];
  w.assign(sum);
  expect(tracer.finish()).toBe('s/done');
  const tensor = { dtype: 3, shape: [], content: { intVal: [0] } };
  expect(tracer.nodes).toEqual([
    node('s/0', 'ReadVariableOp', ['variable/0'], { attributes: { dtype } }),
    node('s/1', 'Placeholder', [], { attributes: { dtype, shape: { shape: [2] } } }),
    node('s/2', 'AddV2', ['s/0', 's/1']),
    // The sum may be the memory of x, if TensorFlow adds in place.
    node('s/3', 'DeepCopy', ['s/2']),
    node('s/4', 'AssignVariableOp', ['variable/0', 's/3'], {
      attributes: { dtype },
      optionalControlInputs: ['s/0'],
    }),
    {
      name: 's/done',
      op: 'Const',
      inputs: [],
      attributes: { dtype: { type: 3 }, value: { tensor } },
      controlInputs: ['s/4'],
    },
  ]);
});

it('updates variables in place, after their earlier reads and writes', () => {
  const w = capture('w', 'variable/0');
  const slot = capture('slot', 'variable/1');
  const [gradient] = trace('Exp', [w]) as [Tensor];
  slot.assign(gradient);
  const before = w.id;
  tracer.traceUpdate('ResourceApply', [w, slot], [gradient], { bools: { use_locking: false } });
  expect(w.id).not.toBe(before);
  trace('Neg', [w]);
  expect(tracer.nodes.slice(3)).toEqual([
    node('s/3', 'AssignVariableOp', ['variable/1', 's/2'], {
      attributes: { dtype },
      optionalControlInputs: ['s/1'],
    }),
    node('s/4', 'ResourceApply', ['variable/0', 'variable/1', 's/2'], {
      attributes: { use_locking: { b: false } },
      controlInputs: ['s/3'],
      optionalControlInputs: ['s/0'],
    }),
    ...[0, 1].map((index) =>
      node(`s/${5 + index}`, 'ReadVariableOp', [`variable/${index}`], {
        attributes: { dtype },
        controlInputs: ['s/4'],
      }),
    ),
    node('s/7', 'Neg', ['s/5']),
  ]);
});

describe('the reason why a step cannot be compiled', () => {
  it.each([
    ['RandomUniform', 1, /RandomUniform draws random numbers/],
    ['Unique', 1, /the shape of what Unique gives depends on the data/],
    ['NoOp', 0, /NoOp gives no tensor/],
  ])('is the op %s, which is not executed', (op, outputs, message) => {
    expect(() => trace(op, [backend.tensor([2])], outputs)).toThrow(message);
    expect(backend.executed).toEqual([]);
    // The first error counts.
    expect(tracer.recordError('it is asynchronous')).toBe(tracer.error);
    expect(tracer.error?.message).toMatch(message);
  });

  it('is an attribute without a form in a graph', () => {
    const attribute = { name: 'what', type: 99, value: 1 };
    expect(() => trace('Exp', [backend.tensor([2])], 1, [attribute])).toThrow(
      "the attribute 'what' of Exp has no form in a graph",
    );
  });

  it('is a variable that the step does not capture', () => {
    const other = backend.variable('other', [2]);
    tracer.markUncaptured(other);
    const message = "the variable 'other', which is not its own";
    expect(() => tracer.traceUpdate('Apply', [other], [], {})).toThrow(`it updates ${message}`);
    tracer = new Tracer(backend, 's', constants);
    tracer.markUncaptured(other);
    expect(() => trace('Exp', [other])).toThrow(`Exp reads ${message}`);
  });

  it.each(['an input', "the variable 'w'", 'the result of Exp', 'a tensor'])(
    'is that it reads %s back',
    (what) => {
      const w = capture('w', 'variable/0');
      const x = backend.tensor([2]);
      tracer.addInput(x);
      const [exp] = trace('Exp', [x]) as [Tensor];
      const ids: Record<string, number | null> = {
        'an input': x.id,
        "the variable 'w'": w.id,
        'the result of Exp': exp.id,
      };
      expect(tracer.failOnRead(ids[what] ?? null, 'gather').message).toBe(
        `The step cannot be compiled: it reads ${what} back to JavaScript within tf.gather.`,
      );
    },
  );
});
