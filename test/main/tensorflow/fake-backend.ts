import type { Binding, NativeTensor, NodeBackend } from '#tensorflow/backend/node-backend';
import type { Tensor, Variable } from '#tensorflow/backend/tf';

const typeNumbers = { float32: 1, int32: 3 } as const;
type TypeName = keyof typeof typeNumbers;

/**
 * A backend that computes nothing and records the calls, for tests that need no runtime. The result of an op
 * has the shape and the data type of its first input.
 */
export class FakeBackend implements NodeBackend {
  readonly isUsingGpuDevice = false;
  /** The names of the ops that were executed, in order. */
  readonly executed: string[] = [];
  readonly #tensors = new Map<number, NativeTensor>();
  readonly #values = new Map<number, ArrayBufferView>();
  #lastId = 0;

  binding: Binding = Object.freeze({
    TF_FLOAT: 1,
    TF_INT32: 3,
    TF_ATTR_STRING: 10,
    TF_ATTR_INT: 11,
    TF_ATTR_FLOAT: 12,
    TF_ATTR_BOOL: 13,
    TF_ATTR_TYPE: 14,
    TF_ATTR_SHAPE: 15,
    createTensor: (shape: number[], dtype: number, values: unknown) => {
      const { id } = this.#create(shape, dtype);
      this.#values.set(id, values as ArrayBufferView);
      return id;
    },
    deleteTensor: (id: number) => void this.#tensors.delete(id),
    tensorDataSync: (id: number) => this.#values.get(id) ?? new Float32Array(),
    executeOp: (name: string, _attributes: unknown, [first = 0]: number[], outputs: number) => {
      this.executed.push(name);
      const { shape = [], dtype = 1 } = this.#tensors.get(first) ?? {};
      return Array.from({ length: outputs }, () => this.#create(shape, dtype));
    },
    loadSavedModel: () => 1,
    deleteSavedModel: () => undefined,
    runSavedModel: () => [],
  });

  /** The ids of the tensors that were made and not deleted. */
  get tensorIds(): number[] {
    return [...this.#tensors.keys()];
  }

  tensor(shape: number[], values: ArrayBufferView = new Float32Array()): Tensor {
    const dtype = values instanceof Int32Array ? 3 : 1;
    return this.createOutputTensor({
      id: this.binding.createTensor(shape, dtype, values),
      shape,
      dtype,
    });
  }

  /** A variable holds the tensor that was assigned last. */
  variable(name: string, shape: number[]): Variable {
    const variable = {
      ...this.tensor(shape),
      name,
      assign: (value: Tensor) => void (variable.id = value.id),
    };
    return variable as unknown as Variable;
  }

  getInputTensorIds(tensors: readonly Tensor[]): number[] {
    return tensors.map(({ id }) => id);
  }

  createOutputTensor({ id, shape, dtype }: NativeTensor): Tensor {
    const name = dtype === 3 ? 'int32' : 'float32';
    return { id, shape, dtype: name, dispose: () => undefined } as unknown as Tensor;
  }

  getDTypeInteger(dtype: string): number {
    return typeNumbers[dtype as TypeName];
  }

  read(): Promise<unknown> {
    return Promise.resolve('read by the backend');
  }

  #create(shape: number[], dtype: number): NativeTensor {
    const tensor = { id: ++this.#lastId, shape, dtype };
    this.#tensors.set(tensor.id, tensor);
    return tensor;
  }
}
