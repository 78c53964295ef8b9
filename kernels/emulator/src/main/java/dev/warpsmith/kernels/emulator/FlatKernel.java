package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.List;
import java.util.Map;

/**
 * A kernel as one straight list of instructions: calls inlined, scopes resolved, names unique.
 *
 * @param labels index of the instruction that follows each label
 * @param registers declared type of each register
 * @param symbols where variables lie
 * @param parameters of the kernel, at the offsets that {@code symbols} gives
 * @param branchTargets labels of each {@code .branchtargets} list
 * @param sharedBytes static shared memory; dynamic shared memory starts there
 * @param localBytes local memory per thread
 * @param parameterBytes size of the parameter buffer
 */
record FlatKernel(
    String name,
    List<Instruction> code,
    Map<String, Integer> labels,
    Map<String, ScalarType> registers,
    Map<String, SymbolAddress> symbols,
    List<Variable> parameters,
    Map<String, List<String>> branchTargets,
    int sharedBytes,
    int localBytes,
    int parameterBytes) {}
