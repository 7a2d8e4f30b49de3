/** TensorBoard's events: of its public messages, the parts that hold scalars or tell what else an event holds. */
import protobuf from 'protobufjs/light.js';

const messages = protobuf.Root.fromJSON({
  nested: {
    PluginData: {
      fields: { pluginName: { id: 1, type: 'string' }, content: { id: 2, type: 'bytes' } },
    },
    Metadata: {
      fields: {
        pluginData: { id: 1, type: 'PluginData' },
        dataClass: { id: 4, type: 'int32' },
      },
    },
    Dimension: { fields: { size: { id: 1, type: 'int64' } } },
    Shape: { fields: { dim: { id: 2, rule: 'repeated', type: 'Dimension' } } },
    Tensor: {
      fields: {
        dtype: { id: 1, type: 'int32' },
        shape: { id: 2, type: 'Shape' },
        content: { id: 4, type: 'bytes' },
        floats: { id: 5, rule: 'repeated', type: 'float' },
        doubles: { id: 6, rule: 'repeated', type: 'double' },
      },
    },
    Value: {
      // A oneof, so that a value of zero is written and found again.
      oneofs: { kind: { oneof: ['simpleValue', 'image', 'histogram', 'audio', 'tensor'] } },
      fields: {
        tag: { id: 1, type: 'string' },
        simpleValue: { id: 2, type: 'float' },
        image: { id: 4, type: 'bytes' },
        histogram: { id: 5, type: 'bytes' },
        audio: { id: 6, type: 'bytes' },
        tensor: { id: 8, type: 'Tensor' },
        metadata: { id: 9, type: 'Metadata' },
      },
    },
    Summary: { fields: { value: { id: 1, rule: 'repeated', type: 'Value' } } },
    SessionLog: { fields: { status: { id: 1, type: 'int32' } } },
    Source: { fields: { writer: { id: 1, type: 'string' } } },
    Event: {
      oneofs: { what: { oneof: ['fileVersion', 'graph', 'summary', 'sessionLog'] } },
      fields: {
        wallTime: { id: 1, type: 'double' },
        step: { id: 2, type: 'int64' },
        fileVersion: { id: 3, type: 'string' },
        graph: { id: 4, type: 'bytes' },
        summary: { id: 5, type: 'Summary' },
        sessionLog: { id: 7, type: 'SessionLog' },
        source: { id: 10, type: 'Source' },
      },
    },
  },
});

export const eventType = messages.lookupType('Event');

/** Types of tensors that hold a scalar, by their number in TensorFlow. */
export const float32Type = 1;
export const float64Type = 2;
/** In a session's log: training begins again at the step of the event. */
export const sessionStart = 1;
