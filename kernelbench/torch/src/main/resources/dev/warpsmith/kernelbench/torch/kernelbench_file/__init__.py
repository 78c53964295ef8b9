"""Makes tasks of KernelBench files: reads one, runs it on the meta device, writes its graph."""
