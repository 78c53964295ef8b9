/**
 * The arithmetic of tensor cores, and which lane holds which element of a matrix.
 *
 * <p>A matrix instruction has three parts. Its {@link
 * dev.warpsmith.kernels.emulator.tensor.FragmentLayout} says where the elements of A, B, C and D
 * lie in the registers of a warp (PTX ISA, "Matrix Fragments for mma"). Its {@link
 * dev.warpsmith.kernels.emulator.tensor.MatrixProduct} multiplies. Its operands pass between the
 * two as bits in {@link dev.warpsmith.kernels.emulator.tensor.Matrices}: A and C by rows, B by
 * columns, so that both factors of a dot product are contiguous.
 *
 * <p>Integers, bits and doubles have exact rules: sums of integers wrap or saturate, doubles are a
 * chain of fused multiply-adds in order of k. The narrow floats do not follow IEEE 754, and NVIDIA
 * does not document them; {@link dev.warpsmith.kernels.emulator.tensor.FusedSum} does what was
 * measured. Known, with the source:
 *
 * <ul>
 *   <li>Products are exact, subnormals count in inputs and results (Fasi, Higham, Mikaitis,
 *       Pranesh: "Numerical behavior of NVIDIA tensor cores", PeerJ CS 7:e330, 2021).
 *   <li>The accumulator and a block of products are shifted to the largest exponent among them, cut
 *       off at a fixed number of fraction bits, added exactly, and the sum is cut to single
 *       precision (round toward zero) or rounded to nearest even to binary16. Fraction bits: Volta
 *       23, Turing and Ampere 24, Hopper 25. Block: 4 products on Volta, 8 on Ampere (4 of tf32),
 *       16 on Hopper (8 of tf32). A product's exponent is the sum of its factors' exponents
 *       (Khattak, Mikaitis: "Accurate models of NVIDIA tensor cores", arXiv:2512.07004, 2025; Xie,
 *       Wang, Yang, Yang: "MMA-Sim", arXiv:2511.10909, 2025, which agree). Turing's block of 8 is
 *       MMA-Sim's.
 *   <li>The common exponent does not fall below a limit (-132 on Ampere, -133 on Hopper in single
 *       precision; -20 and -21 in binary16): Khattak and Mikaitis' models.
 *   <li>Ada's fp8 keeps 13 fraction bits in the sum and in the result, with blocks of 16 (both).
 *   <li>A result is NaN, with all bits but the sign set, if a term is NaN or infinities of both
 *       signs meet; what overflows is infinite (MMA-Sim).
 * </ul>
 *
 * <p>These rules give, bit for bit, the 5,000 sums for each GPU and format that Khattak and
 * Mikaitis measured and published with their models (V100, A2, A100, L40S, RTX 1000 Ada, H100,
 * H200, B200), but for Hopper's fp8 in single precision, which they took from {@code wgmma}.
 *
 * <p>Seen in the machine code that ptxas 13.0 writes: Hopper multiplies fp8 as binary16, first the
 * elements with {@code k mod 4} below 2, then the others, starting from zero, and adds C with an
 * ordinary addition; {@code m8n8k4} of binary16 is done without tensor cores from Ampere on; a
 * {@code wmma.mma} from C in single precision to D in binary16 accumulates in single precision and
 * then rounds to nearest.
 *
 * <p>Assumed: Blackwell does as Hopper where it was not measured; a sum of exactly zero is
 * positive, and a negative one that is cut to zero keeps its sign; {@code m8n8k4} from Ampere on
 * adds its four products in order of k with fused multiply-adds; where a limit of the exponent was
 * not measured (Turing), Ampere's holds.
 */
@NullMarked
package dev.warpsmith.kernels.emulator.tensor;

import org.jspecify.annotations.NullMarked;
