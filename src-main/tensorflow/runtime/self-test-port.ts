/** What is said between the program and the process that tries a runtime out. */
import type { Device } from './load-tensorflow';

export interface SelfTestRequest {
  /** The runtime to try; left out, the installed one. */
  folder?: string;
  device: Device;
}

export interface SelfTestSuccess {
  ok: true;
  /** As in `TensorRuntime`. */
  device: string;
  tensorflow: string;
  gigaflops: number;
}

export type SelfTestResult = SelfTestSuccess | { ok: false; reason: string };

/** How the process that tries a runtime out came to its end. */
export interface TestExit {
  code: number | null;
  signal: string | null;
  /** The last lines it wrote to stderr, oldest first. */
  stderr: string[];
}

/** That process, whoever made it: Node's fork or Electron's utilityProcess. */
export interface TestPort {
  send(wish: SelfTestRequest): void;
  onMessage(listener: (result: SelfTestResult) => void): void;
  /** Called once, also where the process could not be started, after the last message. */
  onExit(listener: (exit: TestExit) => void): void;
  kill(): void;
}

export type LaunchTest = () => TestPort;
