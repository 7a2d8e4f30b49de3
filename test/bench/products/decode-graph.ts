import type { AttributeValue, GraphNode, TensorValue } from '#tensorflow/graph/graph';
import { savedModelType } from '#tensorflow/graph/saved-model';

interface ListMessage {
  i?: number[];
  f?: number[];
  b?: boolean[];
}

interface ShapeMessage {
  dim?: { size?: number }[];
}

/** The attribute as protobufjs gives it: `value` names the field that is set. */
interface AttributeMessage {
  value: 'list' | 's' | 'i' | 'f' | 'b' | 'type' | 'shape' | 'tensor';
  list: ListMessage;
  s: Uint8Array;
  i: number;
  f: number;
  b: boolean;
  type: number;
  shape: ShapeMessage;
  tensor: { dtype: number; tensorShape?: ShapeMessage } & Record<string, unknown>;
}

interface NodeMessage {
  name: string;
  op: string;
  device?: string;
  input?: string[];
  attr?: { key: string; value: AttributeMessage }[];
}

/** The nodes of a graph that `encodeSavedModel` encoded. */
export function decodeGraph(bytes: Uint8Array): GraphNode[] {
  const message = savedModelType.toObject(savedModelType.decode(bytes), {
    longs: Number,
    oneofs: true,
  }) as { metaGraphs: [{ graphDef: { node?: NodeMessage[] } }] };
  return (message.metaGraphs[0].graphDef.node ?? []).map(decodeNode);
}

function decodeNode({ name, op, device, input = [], attr = [] }: NodeMessage): GraphNode {
  return {
    name,
    op,
    inputs: input.filter((name) => !name.startsWith('^')),
    controlInputs: input.filter((name) => name.startsWith('^')).map((name) => name.slice(1)),
    attributes: Object.fromEntries(attr.map(({ key, value }) => [key, decodeAttribute(value)])),
    ...(device && { device }),
  };
}

function decodeAttribute(message: AttributeMessage): AttributeValue {
  switch (message.value) {
    case 's':
      return { s: Buffer.from(message.s).toString() };
    case 'shape':
      return { shape: decodeShape(message.shape) };
    case 'list':
      return decodeList(message.list);
    case 'tensor': {
      const { dtype, tensorShape, ...content } = message.tensor;
      const shape = decodeShape(tensorShape);
      return { tensor: { dtype, shape, content: content as unknown as TensorValue['content'] } };
    }
    default:
      return { [message.value]: message[message.value] } as AttributeValue;
  }
}

function decodeList({ i, f, b }: ListMessage): AttributeValue {
  if (f) return { floats: f };
  return b ? { bools: b } : { ints: i ?? [] };
}

function decodeShape(shape: ShapeMessage = {}): number[] {
  return (shape.dim ?? []).map(({ size = 0 }) => size);
}
