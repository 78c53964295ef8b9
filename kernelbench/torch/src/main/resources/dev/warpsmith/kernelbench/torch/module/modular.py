def plain(name):
    """A name without what a task's names cannot have."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name).strip("_")


class ModelNew(Model):
    """Computes ${TASK}: Model's own weights, another forward."""

    def forward(self, *arguments, **named):
        bound = inspect.signature(super().forward).bind(*arguments, **named)
        bound.apply_defaults()
        values = dict([*self.named_parameters(), *self.named_buffers()])
        for name, value in bound.arguments.items():
            if isinstance(value, tuple):
                values.update(("input%d" % i, part) for i, part in enumerate(value))
            else:
                values[name] = value
        found = {plain(name): value for name, value in values.items()}
        results = EXTENSION.warpsmith_run([found[plain(name)] for name in INPUTS])
        return results[0] if len(results) == 1 else tuple(results)
