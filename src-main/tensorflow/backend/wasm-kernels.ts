/**
 * Kernels of the WebAssembly backend that training needs and that tfjs lacks or computes slowly or otherwise
 * than its other backends. A kernel is a function of tensors that are in the backend: it makes new ones and
 * disposes of those between.
 */
import type { KernelConfig, KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { tf, type DataType } from './tf';

/** The backend object that tfjs registers as `wasm`, as far as kernels use it. */
export interface WasmBackend extends InstanceType<typeof tf.KernelBackend> {
  makeOutput(
    shape: readonly number[],
    dtype: DataType,
    memoryOffset?: number,
    values?: ArrayBufferView,
  ): TensorInfo;
  /** The values in the memory of the backend; valid until the next tensor is made. */
  typedArrayFromHeap(tensor: TensorInfo): ArrayBufferView;
}

/** Runs a kernel of the backend that has one result. */
export type RunKernel = (
  name: string,
  inputs: Record<string, TensorInfo>,
  attrs?: object,
) => TensorInfo;

/** Computes by other kernels of this backend, and disposes of all that they made but the result. */
export function compose(backend: WasmBackend, compute: (run: RunKernel) => TensorInfo): TensorInfo {
  const made: TensorInfo[] = [];
  const result = compute((name, inputs, attrs = {}) => {
    const output = kernel(
      name,
      'wasm',
    )({ inputs, attrs: attrs as NamedAttrMap, backend }) as TensorInfo;
    made.push(output);
    return output;
  });
  for (const info of made) if (info !== result) backend.disposeData(info.dataId);
  return result;
}

/** The function of a kernel. Throws if the backend has none of this name. */
export function kernel(name: string, backendName: 'wasm' | 'cpu'): KernelFunc {
  const config = tf.getKernel(name, backendName);
  if (!config) throw new Error(`The backend '${backendName}' of tfjs has no kernel ${name}.`);
  return config.kernelFunc;
}

/** Puts a kernel in the place of the one of tfjs, which `wrap` receives. It is set up as that one is. */
export function replaceKernel(name: string, wrap: (original: KernelFunc) => KernelFunc): void {
  const original = tf.getKernel(name, 'wasm') as KernelConfig;
  const replacement = { ...original, kernelFunc: wrap(original.kernelFunc) };
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel(replacement);
}

/** Registers the kernels of this file. Convolutions are in `wasm-convolution.ts`. */
export function registerTrainingKernels(): void {
  replaceKernel('BatchMatMul', transposeFirst);
  for (const name of ['Concat', 'Pack']) replaceKernel(name, withOneType);
  replaceKernel('OneHot', inIntegers);
  replaceKernel('Cast', withTruth);
  const own = new Set(tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  for (const { kernelName } of tf.getKernelsForBackend('cpu'))
    if (!own.has(kernelName))
      tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: onCpuBackend(kernelName) });
}

/**
 * Only products of plain matrices use the fast routine (XNNPACK) of the backend; a transposed operand, as every
 * gradient has one, takes a loop that is ten times slower. So operands are transposed first.
 */
function transposeFirst(multiply: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { transposeA = false, transposeB = false } = attrs as Record<string, boolean>;
    const { a, b } = inputs as Record<'a' | 'b', TensorInfo>;
    return compose(backend as WasmBackend, (run) => {
      const swapped = (x: TensorInfo): TensorInfo => {
        const axes = x.shape.map((_, axis) => axis);
        return run(
          'Transpose',
          { x },
          { perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] },
        );
      };
      return multiply({
        inputs: { a: transposeA ? swapped(a) : a, b: transposeB ? swapped(b) : b },
        attrs: { ...attrs, transposeA: false, transposeB: false },
        backend,
      }) as TensorInfo;
    });
  };
}

/** The backend joins tensors bit by bit: those of another type than the result are converted first. */
function withOneType(join: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs) as TensorInfo[];
    const dtype = tensors.reduce(
      (type, info) => tf.upcastType(type, info.dtype),
      tensors[0]?.dtype ?? 'float32',
    );
    return compose(backend as WasmBackend, (run) => {
      const converted = tensors.map((x) => (x.dtype === dtype ? x : run('Cast', { x }, { dtype })));
      return join({ inputs: converted as never, attrs, backend }) as TensorInfo;
    });
  };
}

/** The backend writes ones and zeros as integers, whatever the type that it gives the result. */
function inIntegers(oneHot: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dtype } = attrs as unknown as { dtype: DataType };
    return compose(backend as WasmBackend, (run) => {
      const x = oneHot({ inputs, attrs: { ...attrs, dtype: 'int32' }, backend }) as TensorInfo;
      return run('Cast', { x }, { dtype });
    });
  };
}

/** The backend cuts off fractions on the way to bool too, where 0.5 and 256 are true. */
function withTruth(cast: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { x } = inputs as Record<'x', TensorInfo>;
    if ((attrs as unknown as { dtype: DataType }).dtype !== 'bool' || x.dtype === 'bool')
      return cast({ inputs, attrs, backend });
    const wasm = backend as WasmBackend;
    return compose(wasm, (run) => {
      const zero = run('ZerosLike', { x });
      return run('NotEqual', { a: x, b: zero });
    });
  };
}

/** A kernel that only the backend in JavaScript has: the tensors are copied there and back. */
function onCpuBackend(name: string): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const wasm = backend as WasmBackend;
    const cpu = tf.findBackend('cpu') as unknown as WasmBackend & {
      makeTensorInfo(shape: readonly number[], dtype: DataType, values: unknown): TensorInfo;
    };
    const copies = Object.entries(inputs as Record<string, TensorInfo>).map(
      ([input, { shape, dtype, dataId }]) =>
        [input, cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId))] as const,
    );
    const computed = kernel(
      name,
      'cpu',
    )({
      inputs: Object.fromEntries(copies),
      attrs,
      backend: cpu,
    });
    const results = Array.isArray(computed) ? computed : [computed];
    const outputs = results.map(({ shape, dtype, dataId }) => {
      const values = tf.util.toTypedArray(cpu.readSync(dataId) as Float32Array, dtype);
      return wasm.makeOutput(shape, dtype, undefined, values);
    });
    for (const { dataId } of [...copies.map(([, copy]) => copy), ...results])
      cpu.disposeData(dataId);
    return Array.isArray(computed) ? outputs : (outputs[0] as TensorInfo);
  };
}
