import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Interface } from '../../model/network';
import { broadcastRows } from '../../ops/broadcast';
import { deferredSquaredError, summedSquaredError, WindowError } from '../../ops/squared-error';
import { injectGradient, interceptGradient, stopGradient } from '../../ops/stop-gradient';
import type { Message } from '../../unroll/decoupled-edge';
import { contextOf } from '../context';
import {
  recordArriving,
  traceMessage,
  type EdgeMethod,
  type InterfaceTrace,
  type TracedEdge,
  type WindowContext,
} from '../edge-method';

/** `dni`: the gradient of a message is predicted by a synthesizer from the message itself. */
export const dni: EdgeMethod = (on, window) => new DniEdge(on, window);

/**
 * A Decoupled Neural Interface during one window (Jaderberg et al. 2017, section 2.2; section 2.1 for
 * recurrent edges). h is a message, c what the synthesizer M is conditioned on, k the scale of the synthetic
 * gradient and n = ticks · rows of the batch.
 *
 * - The module below learns from ⟨h, k · M(h, c)⟩ / n with M held constant: its gradient in h is the
 *   synthetic gradient.
 * - The module above computes with h as a constant. The gradient that arrives there is the target of the
 *   synthesizer: mean of ‖M(h, c) − arriving‖².
 * - A synthetic input model I learns from mean ‖I(x) − h‖²; the module above then computes with I(x).
 *
 * Both means are over all messages of the window, whether they cross at once or, on a cycle, tick by tick.
 *
 * A message between modules is cut wherever it is sent. A recurrent edge within one module is cut only where
 * a window ends: the state that enters a window gives the synthesizer its target, the state that leaves it
 * gets a synthetic gradient.
 */
class DniEdge implements TracedEdge {
  readonly interceptsStates = false;
  readonly traces: InterfaceTrace[] = [];
  readonly #interface: Interface;
  readonly #window: WindowContext;
  /** Whether the module below learns in this window, and whether the module above does. */
  readonly #senderLearns: boolean;
  readonly #readerLearns: boolean;
  /** The terms that give messages their synthetic gradients. */
  readonly #injections: Tensor[] = [];
  /** ‖M(h, c) − arriving‖² and ‖I(x) − h‖². */
  readonly #synthesizerError = new WindowError();
  readonly #inputError = new WindowError();

  constructor(on: Interface, window: WindowContext) {
    this.#interface = on;
    this.#window = window;
    this.#senderLearns = window.learningModules.has(on.from);
    this.#readerLearns = window.learningModules.has(on.to);
  }

  carryIn(message: Message): Tensor {
    if (!this.#readerLearns) return message.values;
    const trace = this.#trace(message);
    const predicted = this.#synthesize(trace, trace.message);
    return this.#learnFromArriving(trace, predicted);
  }

  transmit(message: Message): Tensor {
    const { spec, isRecurrent } = this.#interface;
    if (isRecurrent) return message.values;
    const trace = this.#trace(message);
    const isUsed = this.#senderLearns || this.#readerLearns;
    // With `trainMessage` the error of the synthesizer also trains the module below.
    const input = spec.trainMessage && this.#senderLearns ? message.values : trace.message;
    const predicted = isUsed ? this.#synthesize(trace, input) : null;
    if (this.#senderLearns) this.#injectSynthetic(trace, message.values);
    this.#synthesizeInput(trace);
    return predicted && this.#readerLearns
      ? this.#learnFromArriving(trace, predicted)
      : stopGradient(() => tf.clone(trace.received));
  }

  carryOut(message: Message, wasRead: boolean): void {
    if (!this.#senderLearns) return;
    // A message between modules that was read in this window has its synthetic gradient already.
    if (wasRead && !this.#interface.isRecurrent) return;
    const trace = this.#trace(message);
    stopGradient(() => this.#synthesize(trace, trace.message));
    this.#injectSynthetic(trace, message.values);
  }

  terms(): Tensor[] {
    const { weight } = this.#window;
    const errors = [this.#synthesizerError.mean(weight), this.#inputError.mean(weight)];
    return [...this.#injections, ...errors.filter((error) => error !== null)];
  }

  #trace(message: Message): InterfaceTrace {
    const trace = traceMessage(message, this.#window);
    this.traces.push(trace);
    return trace;
  }

  /** M(h, c), on the tape; the trace keeps it as a constant. */
  #synthesize(trace: InterfaceTrace, message: Tensor): Tensor {
    const { reader, scope } = this.#window;
    const context = contextOf(this.#interface, reader, trace.sentAt);
    const predicted = this.#interface.synthesizer.predict(message, context);
    trace.synthetic = scope.keep(stopGradient(() => tf.clone(predicted)));
    return predicted;
  }

  /** Gives the module below the gradient k · M(h, c) / n in its message, 0 where a sequence starts. */
  #injectSynthetic({ synthetic, mask }: InterfaceTrace, message: Tensor): void {
    if (!synthetic) return;
    const { count, scaleOf } = this.#window;
    this.#injections.push(
      injectGradient(message, () => {
        const gradient = tf.mul(synthetic, tf.div(scaleOf(this.#interface), count));
        return mask ? tf.mul(gradient, broadcastRows(mask, gradient)) : gradient;
      }),
    );
  }

  /** Full unlocking: the module above computes with a prediction of the message. */
  #synthesizeInput(trace: InterfaceTrace): void {
    const { syntheticInput } = this.#interface;
    if (!syntheticInput) return;
    const { reader, scope, isReplay } = this.#window;
    const predicted = syntheticInput(reader.inputsAt(trace.sentAt));
    trace.received = scope.keep(stopGradient(() => tf.clone(predicted)));
    if (isReplay) return;
    this.#inputError.add(
      summedSquaredError(predicted, trace.message, trace.mask),
      rowsOf(trace.message),
    );
  }

  /**
   * Cuts the message and trains the synthesizer on the gradient that arrives at the cut. The backward pass
   * goes through the tape in reverse: the error is put on the tape before the cut, so that the gradient has
   * arrived by the time the error is differentiated. None arrives where no loss of the window depends on the
   * message: the gradient is zero.
   */
  #learnFromArriving(trace: InterfaceTrace, predicted: Tensor): Tensor {
    const { anchor, scope } = this.#window;
    const target = (): Tensor => (trace.arriving ??= scope.keep(tf.zerosLike(trace.message)));
    this.#synthesizerError.add(
      deferredSquaredError(predicted, target, trace.mask),
      rowsOf(trace.message),
    );
    return interceptGradient(trace.received, anchor, recordArriving(trace, this.#window));
  }
}

function rowsOf(message: Tensor): number {
  return message.shape[0] ?? 0;
}
