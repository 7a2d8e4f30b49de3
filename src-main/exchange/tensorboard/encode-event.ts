import { eventType } from './messages';

/** One value of a metric. */
export interface ScalarEvent {
  tag: string;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
  /** Written as float32: TensorBoard shows no other scalars, unless it is started with `--load_fast=false`. */
  value: number;
}

/** Stands in the first event of the files of this program. */
export const writerName = 'dni-workbench';

/** The first event of each file. */
export function encodeFileVersion(wallTime: number): Uint8Array {
  return eventType
    .encode({ wallTime, fileVersion: 'brain.Event:2', source: { writer: writerName } })
    .finish();
}

/** A scalar as `SummaryWriter.add_scalar` of PyTorch writes it. */
export function encodeScalar({ tag, step, wallTime, value }: ScalarEvent): Uint8Array {
  return eventType
    .encode({ wallTime, step, summary: { value: [{ tag, simpleValue: value }] } })
    .finish();
}
