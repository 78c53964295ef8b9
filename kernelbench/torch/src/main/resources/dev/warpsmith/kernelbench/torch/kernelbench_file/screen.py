"""What the text of a ModelNew makes one look twice at. Nothing of it runs, and nothing is refused:
honest modules catch exceptions, too.
"""

import ast
import re

KERNEL = re.compile(r"__global__|@triton\.jit|@cute\.kernel|@T\.prim_func|tilelang")
STREAMS = re.compile(r"cuda\.Stream|cudaStreamCreate|getStreamFromPool|##\s*\w*[sS]tream")
CLOCKS = re.compile(r"elapsed_time|perf_counter|cudaEventElapsedTime")
THREADS = {"threading", "multiprocessing", "concurrent", "subprocess", "ctypes", "_thread", "gc", "inspect"}


def flags(path):
    """Sentences, each with its line: {"line": 12, "text": "..."}."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    try:
        tree = ast.parse(source, path)
    except SyntaxError:
        return []  # importing it says so
    found = []
    if not KERNEL.search(source):
        found.append((1, "no kernel of its own (__global__, Triton, CuTe, TileLang)"))
    for node in ast.walk(tree):
        found += of(node)
    for pattern, text in [(STREAMS, "a CUDA stream of its own"), (CLOCKS, "a clock's functions")]:
        found += [(source.count("\n", 0, hit.start()) + 1, text) for hit in pattern.finditer(source)]
    return [{"line": line, "text": text} for line, text in sorted(set(found))]


def of(node):
    if isinstance(node, ast.Try):
        return [(node.lineno, "try/except: what falls back to PyTorch is no kernel")]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.name for alias in node.names]
        roots = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
        return [(node.lineno, "import of " + root) for root in roots if root.split(".")[0] in THREADS]
    if isinstance(node, ast.ClassDef) and node.name == "ModelNew":
        own = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
        bases = [ast.unparse(base) for base in node.bases]
        if "forward" not in own:
            return [(node.lineno, "ModelNew takes its forward unchanged from " + ", ".join(bases))]
    if isinstance(node, ast.Assign):
        targets = [ast.unparse(target) for target in node.targets]
        return [
            (node.lineno, "assigns to " + target)
            for target in targets
            if re.match(r"(torch|time|builtins|json|os|sys)\.", target)
            and not target.startswith("torch.backends.")
        ]
    return []
