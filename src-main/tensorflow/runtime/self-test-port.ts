/** Messages between the program and the self-test process, and the interface to that process. */
import type { Device } from './load-tensorflow';

export interface SelfTestRequest {
  /** The folder of the runtime to test. Default: the installed one. */
  folder?: string;
  device: Device;
}

export interface SelfTestSuccess {
  ok: true;
  /** The device for display, as in `TensorRuntime`. */
  device: string;
  tensorflow: string;
  gigaflops: number;
}

export type SelfTestResult = SelfTestSuccess | { ok: false; reason: string };

/** How the self-test process ended. */
export interface SelfTestExit {
  code: number | null;
  signal: string | null;
  /** The last lines it wrote to stderr, oldest first. */
  stderr: string[];
}

/** The self-test process, started by Node's fork or by Electron's utilityProcess. */
export interface SelfTestPort {
  send(request: SelfTestRequest): void;
  onMessage(listener: (result: SelfTestResult) => void): void;
  /** The listener is called once, after the last message, also if the process could not be started. */
  onExit(listener: (exit: SelfTestExit) => void): void;
  kill(): void;
}

export type LaunchSelfTest = () => SelfTestPort;
