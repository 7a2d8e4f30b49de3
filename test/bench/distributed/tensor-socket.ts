/**
 * Tensors sent to another process over TCP and received from it. Sockets belong to a thread of their own, so that messages
 * are on their way while TensorFlow computes, which blocks this thread.
 */
import { once } from 'node:events';
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';
import { tf, type Tensor } from '#tensorflow/backend/tf';

export class TensorSocket {
  readonly #thread: Worker;
  readonly #port: MessagePort;
  /** Counts the messages received, for this thread to wait for the next one. */
  readonly #count: Int32Array;

  private constructor(thread: Worker, port: MessagePort, count: Int32Array) {
    this.#thread = thread;
    this.#port = port;
    this.#count = count;
  }

  /** Waits for a connection on a free port of this machine, or connects to one. `onPort`: of which one it waits. */
  static async open(to: number | null, onPort?: (port: number) => void): Promise<TensorSocket> {
    const { port1, port2 } = new MessageChannel();
    const count = new Int32Array(new SharedArrayBuffer(4));
    const thread = new Worker(new URL('socket-thread.mjs', import.meta.url), {
      workerData: { port: port2, count, to },
      transferList: [port2],
    });
    if (to === null) onPort?.(((await once(thread, 'message')) as [number])[0]);
    await once(thread, 'message');
    return new TensorSocket(thread, port1, count);
  }

  send(tensor: Tensor): void {
    const values = tensor.dataSync() as Float32Array;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    this.#port.postMessage(bytes, [bytes.buffer]);
  }

  /** The next message, once it is there. */
  receive(shape: number[]): Tensor {
    for (;;) {
      const seen = Atomics.load(this.#count, 0);
      const tensor = this.poll(shape);
      if (tensor) return tensor;
      Atomics.wait(this.#count, 0, seen);
    }
  }

  /** The next message; null if none has arrived. */
  poll(shape: number[]): Tensor | null {
    const received = receiveMessageOnPort(this.#port) as { message: ArrayBuffer } | undefined;
    if (!received) return null;
    return tf.tensor(new Float32Array(received.message), shape);
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
