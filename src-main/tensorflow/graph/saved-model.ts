/** Encodes a graph as the protocol buffer of a SavedModel, the format that the binding can load. */
import protobuf from 'protobufjs/light.js';
import type { AttributeValue, GraphNode, TensorValue } from './graph';

/** The version of TensorFlow's graph format that the nodes are written for (TensorFlow 2.18). */
const PRODUCER_VERSION = 1882;

// The messages of TensorFlow's public graph format that a graph without functions needs.
const messages = protobuf.Root.fromJSON({
  nested: {
    Dimension: { fields: { size: { id: 1, type: 'int64' } } },
    Shape: { fields: { dim: { id: 2, rule: 'repeated', type: 'Dimension' } } },
    TensorProto: {
      fields: {
        dtype: { id: 1, type: 'int32' },
        tensorShape: { id: 2, type: 'Shape' },
        tensorContent: { id: 4, type: 'bytes' },
        floatVal: { id: 5, rule: 'repeated', type: 'float' },
        intVal: { id: 7, rule: 'repeated', type: 'int32' },
        boolVal: { id: 11, rule: 'repeated', type: 'bool' },
      },
    },
    ListValue: {
      fields: {
        i: { id: 3, rule: 'repeated', type: 'int64' },
        f: { id: 4, rule: 'repeated', type: 'float' },
        b: { id: 5, rule: 'repeated', type: 'bool' },
      },
    },
    AttrValue: {
      // A oneof, so that the field is encoded even if its value is 0 or false.
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { id: 1, type: 'ListValue' },
        s: { id: 2, type: 'bytes' },
        i: { id: 3, type: 'int64' },
        f: { id: 4, type: 'float' },
        b: { id: 5, type: 'bool' },
        type: { id: 6, type: 'int32' },
        shape: { id: 7, type: 'Shape' },
        tensor: { id: 8, type: 'TensorProto' },
      },
    },
    // An entry of `map<string, AttrValue>`, which has the same encoding.
    Attr: { fields: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'AttrValue' } } },
    NodeDef: {
      fields: {
        name: { id: 1, type: 'string' },
        op: { id: 2, type: 'string' },
        input: { id: 3, rule: 'repeated', type: 'string' },
        device: { id: 4, type: 'string' },
        attr: { id: 5, rule: 'repeated', type: 'Attr' },
      },
    },
    VersionDef: { fields: { producer: { id: 1, type: 'int32' } } },
    GraphDef: {
      fields: {
        node: { id: 1, rule: 'repeated', type: 'NodeDef' },
        versions: { id: 4, type: 'VersionDef' },
      },
    },
    MetaInfoDef: { fields: { tags: { id: 4, rule: 'repeated', type: 'string' } } },
    MetaGraphDef: {
      fields: {
        metaInfoDef: { id: 1, type: 'MetaInfoDef' },
        graphDef: { id: 2, type: 'GraphDef' },
      },
    },
    SavedModel: {
      fields: {
        savedModelSchemaVersion: { id: 1, type: 'int64' },
        metaGraphs: { id: 2, rule: 'repeated', type: 'MetaGraphDef' },
      },
    },
  },
});
/** The message that holds a graph; its fields are those above. */
export const savedModelType = messages.lookupType('SavedModel');

/** The contents of `saved_model.pb` for a graph without saved variables, to be loaded by `tag`. */
export function encodeSavedModel(nodes: readonly GraphNode[], tag: string): Uint8Array {
  return savedModelType
    .encode({
      savedModelSchemaVersion: 1,
      metaGraphs: [
        {
          metaInfoDef: { tags: [tag] },
          graphDef: { node: nodes.map(nodeMessage), versions: { producer: PRODUCER_VERSION } },
        },
      ],
    })
    .finish();
}

function nodeMessage(node: GraphNode): object {
  return {
    name: node.name,
    op: node.op,
    input: [...node.inputs, ...(node.controlInputs ?? []).map((name) => `^${name}`)],
    device: node.device,
    attr: Object.entries(node.attributes).map(([key, value]) => ({
      key,
      value: attributeMessage(value),
    })),
  };
}

function attributeMessage(value: AttributeValue): object {
  if ('s' in value) return { s: Buffer.from(value.s) };
  if ('shape' in value) return { shape: shapeMessage(value.shape) };
  if ('ints' in value) return { list: { i: value.ints } };
  if ('floats' in value) return { list: { f: value.floats } };
  if ('bools' in value) return { list: { b: value.bools } };
  if ('tensor' in value) return { tensor: tensorMessage(value.tensor) };
  return value;
}

function shapeMessage(shape: readonly number[]): object {
  return { dim: shape.map((size) => ({ size })) };
}

function tensorMessage({ dtype, shape, content }: TensorValue): object {
  return { dtype, tensorShape: shapeMessage(shape), ...content };
}
