class ModelNew(nn.Module):
    """Computes ${TASK}. It has no weights of its own: forward takes ${INPUTS}."""

    def __init__(self, *arguments, **named):
        super().__init__()

    def forward(self, *arguments):
        tensors = [argument for argument in arguments if isinstance(argument, torch.Tensor)]
        results = EXTENSION.warpsmith_run(tensors)
        return results[0] if len(results) == 1 else tuple(results)
