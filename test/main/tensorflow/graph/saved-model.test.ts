import protobuf from 'protobufjs';
import { expect, it } from 'vitest';
import type { AttributeValue } from '#tensorflow/graph/graph';
import { encodeSavedModel } from '#tensorflow/graph/saved-model';

/** The same messages in the language in which TensorFlow declares them, with its names and types. */
const declaration = `
  syntax = "proto3";
  message TensorShapeProto {
    message Dim { int64 size = 1; string name = 2; }
    repeated Dim dim = 2;
    bool unknown_rank = 3;
  }
  message TensorProto {
    int32 dtype = 1;
    TensorShapeProto tensor_shape = 2;
    bytes tensor_content = 4;
    repeated float float_val = 5;
    repeated int32 int_val = 7;
    repeated bool bool_val = 11;
  }
  message AttrValue {
    message ListValue {
      repeated bytes s = 2;
      repeated int64 i = 3;
      repeated float f = 4;
      repeated bool b = 5;
    }
    oneof value {
      bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6;
      TensorShapeProto shape = 7; TensorProto tensor = 8; ListValue list = 1;
    }
  }
  message NodeDef {
    string name = 1; string op = 2; repeated string input = 3; string device = 4;
    map<string, AttrValue> attr = 5;
  }
  message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
  message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
  message MetaInfoDef { repeated string tags = 4; }
  message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }`;
const savedModel = protobuf.parse(declaration).root.lookupType('SavedModel');

function decode(bytes: Uint8Array): unknown {
  return savedModel.toObject(savedModel.decode(bytes), { longs: Number, bytes: Array });
}

it('writes the bytes of a graph of one node', () => {
  const bytes = encodeSavedModel([{ name: 'a', op: 'No', inputs: [], attributes: {} }], 't');
  // Each message: its field and wire type in one byte, its length, its content. 1882 = 14 · 128 + 90.
  const node = [0x0a, 7, ...[0x0a, 1, 0x61], ...[0x12, 2, 0x4e, 0x6f]];
  const versions = [0x22, 3, 0x08, 90 + 128, 14];
  const graph = [0x12, 14, ...node, ...versions];
  const metaInfo = [0x0a, 3, 0x22, 1, 0x74];
  expect([...bytes]).toEqual([0x08, 1, 0x12, 21, ...metaInfo, ...graph]);
});

it.each<[AttributeValue, object]>([
  [{ type: 3 }, { type: 3 }],
  [{ i: 0 }, { i: 0 }],
  [{ i: -2 }, { i: -2 }],
  [{ f: 0.5 }, { f: 0.5 }],
  [{ b: false }, { b: false }],
  [{ s: 'é' }, { s: [0xc3, 0xa9] }],
  [{ shape: [2, -1] }, { shape: { dim: [{ size: 2 }, { size: -1 }] } }],
  [{ shape: [] }, { shape: {} }],
  [{ ints: [1, 300] }, { list: { i: [1, 300] } }],
  [{ floats: [0.25, -1] }, { list: { f: [0.25, -1] } }],
  [{ bools: [true, false] }, { list: { b: [true, false] } }],
  [
    { tensor: { dtype: 1, shape: [2], content: { tensorContent: Uint8Array.of(7, 8) } } },
    { tensor: { dtype: 1, tensorShape: { dim: [{ size: 2 }] }, tensorContent: [7, 8] } },
  ],
  [
    { tensor: { dtype: 1, shape: [], content: { floatVal: [1.5] } } },
    { tensor: { dtype: 1, tensorShape: {}, floatVal: [1.5] } },
  ],
  [
    { tensor: { dtype: 3, shape: [], content: { intVal: [0] } } },
    { tensor: { dtype: 3, tensorShape: {}, intVal: [0] } },
  ],
  [
    { tensor: { dtype: 10, shape: [], content: { boolVal: [false] } } },
    { tensor: { dtype: 10, tensorShape: {}, boolVal: [false] } },
  ],
])('writes the attribute %j, also where it is 0 or false', (attribute, expected) => {
  const node = { name: 'n', op: 'Op', inputs: [], attributes: { a: attribute } };
  expect(decode(encodeSavedModel([node], 'serve'))).toMatchObject({
    metaGraphs: [{ graphDef: { node: [{ attr: { a: expected } }] } }],
  });
});

it('writes inputs, then control inputs, and the device', () => {
  const node = { name: 'n', op: 'Op', inputs: ['a', 'b:1'], attributes: {} };
  const bytes = encodeSavedModel(
    [{ ...node, controlInputs: ['c'], device: '/cpu:0' }, node],
    'serve',
  );
  expect(decode(bytes)).toEqual({
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: ['serve'] },
        graphDef: {
          node: [
            { name: 'n', op: 'Op', input: ['a', 'b:1', '^c'], device: '/cpu:0' },
            { name: 'n', op: 'Op', input: ['a', 'b:1'] },
          ],
          versions: { producer: 1882 },
        },
      },
    ],
  });
});
