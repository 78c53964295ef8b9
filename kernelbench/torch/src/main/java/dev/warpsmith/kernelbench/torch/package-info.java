/**
 * PyTorch in a process of its own: requests are lines of JSON, tensors are files.
 *
 * <p>{@link dev.warpsmith.kernelbench.torch.PythonTorch} finds a Python that has PyTorch; {@link
 * dev.warpsmith.kernelbench.torch.TorchOracle} evaluates operator graphs with it in float64, as an
 * oracle that shares no code with the interpreter; {@link
 * dev.warpsmith.kernelbench.torch.TorchTimer} times them on a GPU, when asked, for candidates to be
 * compared with. {@link dev.warpsmith.kernelbench.torch.ModelNew} runs somebody else's module, of
 * which nothing is believed, for {@link dev.warpsmith.kernelbench.evaluation.ForeignCheck} to
 * judge.
 */
@NullMarked
package dev.warpsmith.kernelbench.torch;

import org.jspecify.annotations.NullMarked;
