/**
 * C++ of the op `DniElementwise`, which the binding registers with TensorFlow: many elementwise ops on matrices of one
 * shape in one op (see `graph/passes/fuse-elementwise.ts`). A small op takes TensorFlow longer to begin than to
 * compute, and each op reads and writes whole matrices; this one computes 128 elements at a time with all ops, so that
 * what lies between them stays in the cache. It computes in float32 on one thread. A change here needs a new
 * `BINDING_VERSION`.
 *
 * Inputs are matrices with the rows of the result, or fewer, each of which is broadcast over as many rows of the result
 * one after the other, or with one column that is broadcast. Attributes:
 *
 * - `rows`: the sizes of the result but for the last; `columns`: the last, of the operands
 * - `views`: for each operand of the program the input and the column of it where it begins
 * - `code`: for each instruction its number (`ELEMENTWISE_OPS`) and two operands: a view, or after these the result of
 *   an instruction before it
 * - `stores`: operand, output, and the column of it where the values begin; `widths`: the columns of each output.
 *   Columns that nothing is stored to are zero.
 */
import { ELEMENTWISE_OPS, MOST_INSTRUCTIONS, MOST_VIEWS } from '../backend/elementwise';

export const ELEMENTWISE_HEADER = `
#pragma once

namespace dni {

/** Each instruction may be followed by a copy of its result to another place. */
enum { kMostViews = ${MOST_VIEWS}, kMostSteps = 2 * ${MOST_INSTRUCTIONS}, kOps = ${ELEMENTWISE_OPS.length}, kBlock = 128 };

/** What an operand of the program reads: one row for as many rows of the result. */
struct View {
  const float* data;
  long row_stride, rows_per_row;
  /** One column is broadcast. */
  bool is_column;
};

/** An instruction writes to an output, or where target is null to a block that only later instructions read. */
struct Instruction {
  int op, left, right;
  float* target;
  long row_stride;
};

struct Program {
  long rows, columns;
  int view_count, instruction_count;
  const View* views;
  const Instruction* instructions;
};

void RunBaseline(const Program& program);
void RunAvx2(const Program& program);
void RunAvx512(const Program& program);

}  // namespace dni
`;

/** Compiled once for each set of instructions of the processor, with the name of the function as `RUN`. */
export const ELEMENTWISE_LOOPS = `
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "elementwise.h"

namespace dni {
namespace {

inline float AtMost(float bound, float value) { return bound < value ? bound : value; }
inline float AtLeast(float bound, float value) { return bound > value ? bound : value; }
inline float Divide(float a, float b) { return a / b; }

#ifdef __AVX512F__
// A division takes these processors longer than all else of Tanh: an estimate and one Newton step are as exact here.
inline __m512 AtMost(float bound, __m512 value) {
  return _mm512_min_ps(_mm512_set1_ps(bound), value);
}
inline __m512 AtLeast(float bound, __m512 value) {
  return _mm512_max_ps(_mm512_set1_ps(bound), value);
}
inline __m512 Divide(__m512 a, __m512 b) {
  const __m512 inverse = _mm512_rcp14_ps(b);
  return a * (inverse * (2.f - b * inverse));
}
#endif

/**
 * A rational function fitted to tanh on [-9, 9] by weighted least squares; in float32 within 5e-7 of it, relatively. The
 * bounds let NaN through.
 */
template <typename Float>
inline Float Tanh(Float value) {
  const Float x = AtLeast(-9.f, AtMost(9.f, value));
  const Float t = x * x;
  const Float p = (((1.335481376e-8f * t + 2.060930274e-5f) * t + 3.495606809e-3f) * t +
                   0.1338104329f) * t + 0.9999999796f;
  const Float q = (((7.776652493e-7f * t + 3.285661544e-4f) * t + 2.587705916e-2f) * t +
                   0.4671435897f) * t + 1.f;
  return AtLeast(-1.f, AtMost(1.f, Divide(x * p, q)));
}

template <typename Float>
inline Float Sigmoid(Float value) { return 0.5f * Tanh(0.5f * value) + 0.5f; }

#define FOR_EACH(expression)       \\
  for (long i = 0; i < n; i++) {   \\
    const float a = x[i];          \\
    const float b = y[i];          \\
    (void)b;                       \\
    out[i] = (expression);         \\
  }                                \\
  return

#ifdef __AVX512F__
#define FOR_EACH_VECTOR(function)                                                       \\
  for (long i = 0; i < n; i += 16) {                                                    \\
    const __mmask16 mask = n - i < 16 ? (1u << (n - i)) - 1u : 0xffffu;                 \\
    _mm512_mask_storeu_ps(out + i, mask, function(_mm512_maskz_loadu_ps(mask, x + i))); \\
  }                                                                                     \\
  return
#else
#define FOR_EACH_VECTOR(function) FOR_EACH(function(a))
#endif

/** If it is whole, the compiler knows the number of elements. */
template <bool whole>
inline void Apply(int op, const float* __restrict__ x, const float* __restrict__ y,
                  float* __restrict__ out, long count) {
  const long n = whole ? kBlock : count;
  switch (op) {
    case 0: FOR_EACH(a);
    case 1: FOR_EACH(a + b);
    case 2: FOR_EACH(a - b);
    case 3: FOR_EACH(a * b);
    case 4: FOR_EACH_VECTOR(Tanh);
    case 5: FOR_EACH(b * (1.f - a * a));
    case 6: FOR_EACH_VECTOR(Sigmoid);
    case 7: FOR_EACH(b * a * (1.f - a));
    case 8: FOR_EACH(a < 0.f ? 0.f : a);
    case 9: FOR_EACH(a * (b > 0.f ? 1.f : 0.f));
    case 10: FOR_EACH(-a);
    case 11: FOR_EACH(a * a);
    case 12: FOR_EACH(a != a || a > b ? a : b);
    case 13: FOR_EACH(a != a || a < b ? a : b);
  }
}

}  // namespace

void RUN(const Program& program) {
  alignas(64) float blocks[kMostViews + kMostSteps][kBlock];
  const float* operands[kMostViews + kMostSteps];
  const int views = program.view_count;
  for (long row = 0; row < program.rows; row++)
    for (long start = 0; start < program.columns; start += kBlock) {
      const long left = program.columns - start;
      const long count = left < kBlock ? left : kBlock;
      for (int v = 0; v < views; v++) {
        const View& view = program.views[v];
        const long own_row = view.rows_per_row == 1 ? row : row / view.rows_per_row;
        const float* data = view.data + own_row * view.row_stride;
        operands[v] = view.is_column ? blocks[v] : data + start;
        if (view.is_column && start == 0 && row % view.rows_per_row == 0)
          for (long i = 0; i < kBlock; i++) blocks[v][i] = *data;
      }
      for (int k = 0; k < program.instruction_count; k++) {
        const Instruction& step = program.instructions[k];
        float* out = step.target ? step.target + row * step.row_stride + start : blocks[views + k];
        const float* x = operands[step.left];
        const float* y = operands[step.right];
        if (count == kBlock) Apply<true>(step.op, x, y, out, count);
        else Apply<false>(step.op, x, y, out, count);
        operands[views + k] = out;
      }
    }
}

}  // namespace dni
`;

/** Registers the op when the binding is loaded, and chooses the loops that the processor can run. */
export const ELEMENTWISE_OP = `
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "elementwise.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// What is used of TensorFlow's interface for kernels. Its own header needs others that runtimes do not have.
extern "C" {
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
TF_KernelBuilder* TF_NewKernelBuilder(const char* op, const char* device,
                                      void* (*create)(TF_OpKernelConstruction*),
                                      void (*compute)(void*, TF_OpKernelContext*),
                                      void (*remove)(void*));
void TF_RegisterKernelBuilder(const char* name, TF_KernelBuilder* builder, TF_Status* status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction* context, TF_Status* status);
void TF_OpKernelConstruction_GetAttrSize(TF_OpKernelConstruction* context, const char* name,
                                         int32_t* list_size, int32_t* total_size,
                                         TF_Status* status);
void TF_OpKernelConstruction_GetAttrInt32(TF_OpKernelConstruction* context, const char* name,
                                          int32_t* value, TF_Status* status);
void TF_OpKernelConstruction_GetAttrInt32List(TF_OpKernelConstruction* context, const char* name,
                                              int32_t* values, int length, TF_Status* status);
void TF_OpKernelContext_Failure(TF_OpKernelContext* context, TF_Status* status);
void TF_GetInput(TF_OpKernelContext* context, int index, TF_Tensor** tensor, TF_Status* status);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext* context, int index, TF_DataType type,
                             const int64_t* sizes, int rank, size_t bytes, TF_Status* status);
}

namespace dni {
namespace {

using Status = std::unique_ptr<TF_Status, decltype(&TF_DeleteStatus)>;
using Tensor = std::unique_ptr<TF_Tensor, decltype(&TF_DeleteTensor)>;

Status NewStatus() { return Status(TF_NewStatus(), TF_DeleteStatus); }

struct ViewAttribute { int32_t input, column; };
struct CodeAttribute { int32_t op, left, right; };
struct StoreAttribute { int32_t operand, output, column; };

/** The attributes of a node, and what follows from them alone. */
struct Kernel {
  std::vector<int64_t> sizes;
  int64_t rows = 1;
  int32_t columns = 0, inputs = 0;
  std::vector<ViewAttribute> views;
  /** One more copy for each value that is stored again, or stored as it was read. */
  std::vector<CodeAttribute> code;
  /** The store that each instruction makes; -1: none. */
  std::vector<int> store_of;
  std::vector<StoreAttribute> stores;
  std::vector<int32_t> widths;
  /** By output, the columns that nothing is stored to, as first and end. */
  std::vector<std::vector<std::pair<int32_t, int32_t>>> gaps;
};

void (*ChooseLoops())(const Program&) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return RunAvx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return RunAvx2;
#endif
  return RunBaseline;
}

template <typename Entry>
std::vector<Entry> ReadList(TF_OpKernelConstruction* context, const char* name, TF_Status* status) {
  int32_t length = -1, total = 0;
  if (TF_GetCode(status) == TF_OK)
    TF_OpKernelConstruction_GetAttrSize(context, name, &length, &total, status);
  if (TF_GetCode(status) != TF_OK || length < 0) return {};
  std::vector<int32_t> values(length);
  TF_OpKernelConstruction_GetAttrInt32List(context, name, values.data(), length, status);
  std::vector<Entry> entries(values.size() / (sizeof(Entry) / sizeof(int32_t)));
  if (!entries.empty()) std::memcpy(entries.data(), values.data(), entries.size() * sizeof(Entry));
  return entries;
}

/** What is wrong with the attributes; null: nothing. The loops rely on them. */
const char* Check(const Kernel& kernel) {
  const int views = kernel.views.size();
  if (kernel.columns < 1 || views > kMostViews) return "has too many views or no columns";
  if (kernel.code.size() + kernel.stores.size() > kMostSteps) return "is too long";
  for (const ViewAttribute& view : kernel.views)
    if (view.input < 0 || view.input >= kernel.inputs || view.column < 0)
      return "reads an input that it does not have";
  for (size_t k = 0; k < kernel.code.size(); k++) {
    const CodeAttribute& step = kernel.code[k];
    const int known = views + static_cast<int>(k);
    if (step.op < 0 || step.op >= kOps) return "has an instruction that is not known";
    if (step.left < 0 || step.left >= known || step.right < 0 || step.right >= known)
      return "reads what is not computed yet";
  }
  const int operands = views + static_cast<int>(kernel.code.size());
  for (const StoreAttribute& store : kernel.stores)
    if (store.operand < 0 || store.operand >= operands || store.output < 0 ||
        store.output >= static_cast<int>(kernel.widths.size()) || store.column < 0 ||
        store.column + kernel.columns > kernel.widths[store.output])
      return "stores values outside of its outputs";
  return nullptr;
}

/** Lets each store be the target of one instruction. */
void AssignStores(Kernel& kernel) {
  const int views = kernel.views.size();
  kernel.store_of.assign(kernel.code.size(), -1);
  for (size_t s = 0; s < kernel.stores.size(); s++) {
    const int operand = kernel.stores[s].operand;
    const int step = operand - views;
    if (step >= 0 && kernel.store_of[step] < 0) {
      kernel.store_of[step] = s;
    } else {
      kernel.code.push_back({0, operand, operand});
      kernel.store_of.push_back(s);
    }
  }
  kernel.gaps.resize(kernel.widths.size());
  for (size_t output = 0; output < kernel.widths.size(); output++) {
    std::vector<bool> is_stored(kernel.widths[output], false);
    for (const StoreAttribute& store : kernel.stores)
      if (store.output == static_cast<int>(output))
        for (int column = 0; column < kernel.columns; column++)
          is_stored[store.column + column] = true;
    for (int column = 0; column < kernel.widths[output]; column++) {
      if (is_stored[column]) continue;
      auto& gaps = kernel.gaps[output];
      if (gaps.empty() || gaps.back().second != column) gaps.push_back({column, column});
      gaps.back().second = column + 1;
    }
  }
}

void* Create(TF_OpKernelConstruction* context) {
  Status status = NewStatus();
  std::unique_ptr<Kernel> kernel(new Kernel());
  for (int32_t size : ReadList<int32_t>(context, "rows", status.get())) {
    kernel->sizes.push_back(size);
    kernel->rows *= size;
  }
  if (TF_GetCode(status.get()) == TF_OK)
    TF_OpKernelConstruction_GetAttrInt32(context, "columns", &kernel->columns, status.get());
  if (TF_GetCode(status.get()) == TF_OK)
    TF_OpKernelConstruction_GetAttrInt32(context, "N", &kernel->inputs, status.get());
  kernel->views = ReadList<ViewAttribute>(context, "views", status.get());
  kernel->code = ReadList<CodeAttribute>(context, "code", status.get());
  kernel->stores = ReadList<StoreAttribute>(context, "stores", status.get());
  kernel->widths = ReadList<int32_t>(context, "widths", status.get());
  if (TF_GetCode(status.get()) == TF_OK) {
    const char* reason = Check(*kernel);
    if (reason)
      TF_SetStatus(status.get(), TF_INVALID_ARGUMENT,
                   (std::string("The program of DniElementwise ") + reason).c_str());
  }
  if (TF_GetCode(status.get()) != TF_OK) {
    TF_OpKernelConstruction_Failure(context, status.get());
    return nullptr;
  }
  AssignStores(*kernel);
  return kernel.release();
}

/** What a view reads of a tensor. Returns whether the tensor has the shape for it. */
bool MakeView(const Kernel& kernel, const ViewAttribute& attribute, const TF_Tensor* tensor,
              View* view) {
  const int rank = TF_NumDims(tensor);
  const int64_t width = rank > 0 ? TF_Dim(tensor, rank - 1) : 1;
  const int64_t elements = TF_TensorElementCount(tensor);
  if (width < 1 || elements < 1) return false;
  const int64_t rows = elements / width;
  view->is_column = width == 1 && kernel.columns > 1;
  if (kernel.rows % rows != 0) return false;
  if (!view->is_column && attribute.column + kernel.columns > width) return false;
  view->data = static_cast<const float*>(TF_TensorData(tensor)) + attribute.column;
  view->row_stride = width;
  view->rows_per_row = kernel.rows / rows;
  return !view->is_column || attribute.column == 0;
}

/** Whether the matrices can be read as one long row: none is wider than the operands, or broadcast along an axis. */
bool IsContiguous(const Kernel& kernel, const std::vector<View>& views) {
  for (const View& view : views)
    if (view.is_column ? view.rows_per_row != kernel.rows
                       : view.rows_per_row != 1 || view.row_stride != kernel.columns)
      return false;
  for (int32_t width : kernel.widths)
    if (width != kernel.columns) return false;
  return true;
}

void Compute(void* state, TF_OpKernelContext* context) {
  const Kernel& kernel = *static_cast<Kernel*>(state);
  static void (*const run)(const Program&) = ChooseLoops();
  Status status = NewStatus();
  auto fail = [&] { TF_OpKernelContext_Failure(context, status.get()); };
  std::vector<Tensor> inputs;
  for (int index = 0; index < kernel.inputs; index++) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, index, &tensor, status.get());
    inputs.emplace_back(tensor, TF_DeleteTensor);
    if (TF_GetCode(status.get()) != TF_OK) return fail();
  }
  std::vector<int64_t> sizes = kernel.sizes;
  sizes.push_back(0);
  std::vector<Tensor> outputs;
  for (size_t index = 0; index < kernel.widths.size(); index++) {
    sizes.back() = kernel.widths[index];
    const size_t bytes = kernel.rows * kernel.widths[index] * sizeof(float);
    outputs.emplace_back(TF_AllocateOutput(context, index, TF_FLOAT, sizes.data(), sizes.size(),
                                           bytes, status.get()),
                         TF_DeleteTensor);
    if (TF_GetCode(status.get()) != TF_OK) return fail();
  }
  if (kernel.rows == 0) return;
  std::vector<View> views(kernel.views.size());
  for (size_t v = 0; v < views.size(); v++)
    if (!MakeView(kernel, kernel.views[v], inputs[kernel.views[v].input].get(), &views[v])) {
      TF_SetStatus(status.get(), TF_INVALID_ARGUMENT,
                   "An input of DniElementwise has another shape than its program.");
      return fail();
    }
  std::vector<Instruction> instructions;
  for (size_t k = 0; k < kernel.code.size(); k++) {
    const CodeAttribute& step = kernel.code[k];
    instructions.push_back({step.op, step.left, step.right, nullptr, 0});
    if (kernel.store_of[k] < 0) continue;
    const StoreAttribute& store = kernel.stores[kernel.store_of[k]];
    float* data = static_cast<float*>(TF_TensorData(outputs[store.output].get()));
    instructions.back().target = data + store.column;
    instructions.back().row_stride = kernel.widths[store.output];
  }
  for (size_t output = 0; output < kernel.gaps.size(); output++)
    for (const auto& gap : kernel.gaps[output])
      for (int64_t row = 0; row < kernel.rows; row++)
        std::memset(static_cast<float*>(TF_TensorData(outputs[output].get())) +
                        row * kernel.widths[output] + gap.first,
                    0, (gap.second - gap.first) * sizeof(float));
  Program program{static_cast<long>(kernel.rows), kernel.columns,
                  static_cast<int>(views.size()), static_cast<int>(instructions.size()),
                  views.data(), instructions.data()};
  if (IsContiguous(kernel, views)) {
    program.columns *= program.rows;
    program.rows = 1;
    for (View& view : views) view.rows_per_row = 1;
  }
  run(program);
}

void Delete(void* state) { delete static_cast<Kernel*>(state); }

void InferShape(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

bool Register() {
  Status status = NewStatus();
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder("DniElementwise");
  for (const char* attribute : {"N: int >= 1", "M: int >= 1", "rows: list(int)", "columns: int",
                                "views: list(int)", "code: list(int)", "stores: list(int)",
                                "widths: list(int)"})
    TF_OpDefinitionBuilderAddAttr(op, attribute);
  TF_OpDefinitionBuilderAddInput(op, "inputs: N * float");
  TF_OpDefinitionBuilderAddOutput(op, "outputs: M * float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, InferShape);
  TF_RegisterOpDefinition(op, status.get());
  if (TF_GetCode(status.get()) != TF_OK) return false;
  TF_KernelBuilder* kernel = TF_NewKernelBuilder("DniElementwise", "CPU", Create, Compute, Delete);
  TF_RegisterKernelBuilder("DniElementwise", kernel, status.get());
  return TF_GetCode(status.get()) == TF_OK;
}

const bool is_registered = Register();

}  // namespace
}  // namespace dni
`;
