package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** The modules that the worker has loaded, and their kernels. */
final class WorkerModules {
  private final Map<Integer, Loaded> modules = new HashMap<>();

  private record Loaded(CUmodule module, Map<String, CUfunction> kernels) {}

  void load(int number, byte[] image) throws DriverError {
    CUmodule module = new CUmodule();
    check("cuModuleLoadData", JCudaDriver.cuModuleLoadData(module, image));
    modules.put(number, new Loaded(module, new HashMap<>()));
  }

  void unload(int number) throws DriverError {
    Loaded loaded = modules.remove(number);
    if (loaded != null) {
      check("cuModuleUnload", JCudaDriver.cuModuleUnload(loaded.module()));
    }
  }

  CUfunction kernel(int number, String entry) throws DriverError {
    Loaded loaded = modules.get(number);
    if (loaded == null) {
      throw new IllegalStateException("the worker has no module " + number);
    }
    CUfunction known = loaded.kernels().get(entry);
    if (known != null) {
      return known;
    }
    CUfunction found = new CUfunction();
    check("cuModuleGetFunction", JCudaDriver.cuModuleGetFunction(found, loaded.module(), entry));
    loaded.kernels().put(entry, found);
    return found;
  }
}
