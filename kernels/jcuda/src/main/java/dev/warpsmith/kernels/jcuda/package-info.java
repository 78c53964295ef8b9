/**
 * The CUDA device: NVIDIA's driver API through JCuda, in a disposable worker process.
 *
 * <p>This process never loads the driver. {@code CudaDeviceProvider} looks for it without loading
 * it; {@code CudaDevice} starts a {@code WorkerProcess}, a JVM that runs {@code WorkerMain}, and
 * talks to it in frames ({@code Request}, {@code Reply}) over a Unix socket. The standard streams
 * stay free: kernels' {@code printf} writes to the worker's standard output, the driver and the JVM
 * to its standard error. Tensors go through one file that both processes map ({@code Staging}).
 *
 * <p>Every way in which a launch can end is a value. An error after which the driver refuses all
 * further work, a hang and a crash end the worker with all its descendants; the next use starts
 * another one, allocates the live buffers and loads the live modules again. Their content is lost,
 * which {@code Device.generation} tells. A worker whose parent dies sees the end of its standard
 * input and ends too, with its folder; what is left where both were killed goes when the next
 * worker starts ({@code FolderClaim}). On the disk stays one lock file for each device.
 *
 * <p>Memory has red zones before and after it, looked at after every launch: that finds writes a
 * little out of bounds, not reads, and not those that fall into another buffer.
 */
@NullMarked
package dev.warpsmith.kernels.jcuda;

import org.jspecify.annotations.NullMarked;
