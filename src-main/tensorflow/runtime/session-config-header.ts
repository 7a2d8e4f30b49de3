/**
 * What the binding does beyond that of tfjs-node-gpu, whose sources stay as they are: a graph is loaded with the
 * configuration that lies beside it, if there is one (`graph/session-config.ts`). The binding itself has no argument
 * for it.
 */

/** C++ that is read before each source of the binding. A change here needs a new `BINDING_VERSION`. */
export const SESSION_CONFIG_HEADER = `
#include <fstream>
#include <iterator>
#include <string>
#include "tensorflow/c/c_api.h"

static inline TF_Session* LoadSessionWithConfig(
    const TF_SessionOptions* options, const TF_Buffer* run_options, const char* folder,
    const char* const* tags, int tag_count, TF_Graph* graph, TF_Buffer* meta_graph,
    TF_Status* status) {
  std::ifstream file(std::string(folder) + "/session_config.pb", std::ios::binary);
  if (file) {
    const std::string config((std::istreambuf_iterator<char>(file)),
                             std::istreambuf_iterator<char>());
    // The binding has just made the options, for this call alone.
    TF_SetConfig(const_cast<TF_SessionOptions*>(options), config.data(), config.size(), status);
    if (TF_GetCode(status) != TF_OK) return nullptr;
  }
  return TF_LoadSessionFromSavedModel(options, run_options, folder, tags, tag_count, graph,
                                      meta_graph, status);
}
#define TF_LoadSessionFromSavedModel LoadSessionWithConfig
`;
