/** The hyperparameters of a training, as the part `hparams` of TensorBoard stores them beside the scalars. */
import protobuf from 'protobufjs/light.js';

export type HParams = Record<string, string | number | boolean>;

const hparamsField: protobuf.IMapField = { id: 1, keyType: 'string', type: 'HValue' };

const messages = protobuf.Root.fromJSON({
  nested: {
    HValue: {
      oneofs: { kind: { oneof: ['number', 'text', 'flag'] } },
      fields: {
        number: { id: 2, type: 'double' },
        text: { id: 3, type: 'string' },
        flag: { id: 4, type: 'bool' },
      },
    },
    SessionStart: { fields: { hparams: hparamsField } },
    HParamsData: { fields: { sessionStart: { id: 3, type: 'SessionStart' } } },
  },
});
const dataType = messages.lookupType('HParamsData');

interface DataMessage {
  sessionStart: { hparams: Record<string, ValueMessage> } | null;
}

interface ValueMessage {
  kind?: 'number' | 'text' | 'flag';
  number: number;
  text: string;
  flag: boolean;
}

/** Null where the bytes tell of something else: of which hyperparameters there are, or of the end. */
export function decodeHParams(bytes: Uint8Array): HParams | null {
  const { sessionStart } = dataType.decode(bytes) as unknown as DataMessage;
  if (!sessionStart) return null;
  return Object.fromEntries(
    Object.entries(sessionStart.hparams).flatMap(([name, value]) =>
      value.kind === undefined ? [] : [[name, value[value.kind]]],
    ),
  );
}
