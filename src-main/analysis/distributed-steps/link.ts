/** A network link between two machines, full duplex: both directions carry messages at the same time. */
export interface Link {
  /** Seconds from the last bit sent until the receiver has the message. */
  latency: number;
  /** Bits a second. */
  bandwidth: number;
}

/** Seconds for which a message of this size occupies the link. */
export function occupancySeconds(bytes: number, { bandwidth }: Link): number {
  return (8 * bytes) / bandwidth;
}

/** Seconds from the start of sending a message on a free link until it is there. */
export function transferSeconds(bytes: number, link: Link): number {
  return occupancySeconds(bytes, link) + link.latency;
}

/** Links as machines have them, with latencies that are usual between two programs, not between two cables. */
export const commonLinks = {
  '1 Gbit/s': { latency: 100e-6, bandwidth: 1e9 },
  '10 Gbit/s': { latency: 50e-6, bandwidth: 1e10 },
  '100 Gbit/s': { latency: 10e-6, bandwidth: 1e11 },
} as const satisfies Record<string, Link>;

export type LinkName = keyof typeof commonLinks;
