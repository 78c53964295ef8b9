package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions of one kernel that are called, not inlined, while it is flattened. */
final class CalledFunctions {
  private final MemoryLayout layout;
  private final Map<String, Region> regions = new LinkedHashMap<>();
  private final Deque<Function> waiting = new ArrayDeque<>();
  private final Map<String, FrameLayout> owners = new HashMap<>();
  private final List<Site> sites = new ArrayList<>();
  private Optional<Region> current = Optional.empty();
  private int opened;

  /** A function's stretch of code and its frame. */
  private static final class Region {
    private final Function function;
    private final FrameLayout frame = new FrameLayout();
    private List<OutlinedFunction.Place> parameters = List.of();
    private List<OutlinedFunction.Place> results = List.of();
    private int start;
    private int end;

    Region(Function function) {
      this.function = function;
    }

    String label() {
      return "function#" + function.name();
    }
  }

  /** A call before the places of its arguments are known. */
  private record Site(
      List<String> callees, List<String> arguments, List<String> results, int position) {}

  CalledFunctions(MemoryLayout layout) {
    this.layout = layout;
  }

  /** Asks for a function's code. */
  void require(Function function) {
    if (!regions.containsKey(function.name())) {
      regions.put(function.name(), new Region(function));
      waiting.add(function);
    }
  }

  /** Returns the next function whose code is wanted. */
  Optional<Function> next() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Tells whether no function has been opened yet. */
  boolean first() {
    return opened == 0;
  }

  /**
   * Begins a function's code.
   *
   * @return its label
   */
  String open(Function function, Names names, int start) {
    opened++;
    Region region = region(function.name());
    region.start = start;
    region.results = places(region.frame, function.returns(), names);
    region.parameters = places(region.frame, function.parameters(), names);
    current = Optional.of(region);
    return region.label();
  }

  void close(int end) {
    current.ifPresent(region -> region.end = end);
    current = Optional.empty();
  }

  private Region region(String function) {
    Region region = regions.get(function);
    if (region == null) {
      throw new IllegalStateException(function + " was not asked for");
    }
    return region;
  }

  private static List<OutlinedFunction.Place> places(
      FrameLayout frame, List<Variable> variables, Names names) {
    List<OutlinedFunction.Place> places = new ArrayList<>();
    for (Variable variable : variables) {
      String name = names.declare(variable.name());
      frame.place(name, variable);
      int bytes = Math.toIntExact(variable.bytes());
      places.add(new OutlinedFunction.Place(frame.find(name).orElseThrow(), bytes));
    }
    return places;
  }

  /** Places a local variable in the frame of the current function, or of the kernel. */
  void local(String name, Variable variable) {
    current.ifPresentOrElse(
        region -> region.frame.place(name, variable), () -> layout.local(name, variable));
  }

  /** Declares a variable for the argument of a call; it may become a register later. */
  void parameter(String name, Variable variable) {
    layout.callParameter(name, variable);
    current.ifPresent(region -> owners.put(name, region.frame));
  }

  /** Places an argument that did not become a register. */
  void argument(String name, Variable variable) {
    FrameLayout owner = owners.get(name);
    if (owner == null) {
      layout.local(name, variable);
    } else {
      owner.place(name, variable);
    }
  }

  /** Records a call and returns its number. */
  int site(List<Function> targets, List<String> arguments, List<String> results, int position) {
    List<String> names = targets.stream().map(Function::name).toList();
    sites.add(new Site(names, arguments, results, position));
    return sites.size() - 1;
  }

  /** Makes the code of called functions address their frames. */
  List<Instruction> address(
      List<Instruction> code, Map<String, Integer> labels, Map<String, ScalarType> registers) {
    if (regions.isEmpty()) {
      return code;
    }
    FrameAddressing addressing = new FrameAddressing(this::frameAt);
    List<Instruction> addressed = addressing.rewrite(code);
    labels.replaceAll((label, index) -> addressing.moved(index));
    registers.putAll(addressing.registers());
    return addressed;
  }

  private Optional<FrameLayout> frameAt(int position) {
    return regions.values().stream()
        .filter(r -> position >= r.start && position < r.end)
        .map(r -> r.frame)
        .findFirst();
  }

  /** Returns the calls by number. */
  List<CallSite> sites(List<Instruction> code) {
    List<CallSite> result = new ArrayList<>();
    Map<Integer, Instruction> instructions = new HashMap<>();
    for (Instruction i : code) {
      if (i.opcode().equals("call") && i.has("frame")) {
        instructions.put((int) ((Operand.IntegerConstant) i.operands().get(0)).value(), i);
      }
    }
    for (int k = 0; k < sites.size(); k++) {
      Site site = sites.get(k);
      Instruction i = instructions.get(k);
      if (i == null) {
        throw new IllegalStateException("call " + k + " is lost");
      }
      boolean indirect = i.operands().size() > 1 && i.operands().get(1) instanceof Operand.Register;
      Optional<FrameLayout> frame = frameAt(site.position());
      result.add(
          new CallSite(
              i,
              indirect,
              site.callees(),
              places(site.arguments(), frame, i),
              places(site.results(), frame, i)));
    }
    return result;
  }

  private List<Integer> places(List<String> names, Optional<FrameLayout> frame, Instruction i) {
    return names.stream()
        .map(
            name ->
                frame
                    .flatMap(f -> f.find(name))
                    .or(() -> layout.localPlace(name))
                    .orElseThrow(
                        () -> UnsupportedPtxException.of(i, "argument " + name + " is not local")))
        .toList();
  }

  /** Returns the functions whose code was added, by name. */
  Map<String, OutlinedFunction> functions() {
    Map<String, OutlinedFunction> functions = new LinkedHashMap<>();
    regions.forEach(
        (name, region) ->
            functions.put(
                name,
                new OutlinedFunction(
                    name,
                    region.label(),
                    region.parameters,
                    region.results,
                    region.frame.bytes())));
    return functions;
  }

  /**
   * Returns the size of the stack: none where nothing is called and nothing allocated. A call
   * through a pointer that no function fits needs one too, to report what it calls. The largest
   * frame comes on top of the limit, as ptxas knows of it.
   */
  int stackBytes(List<Instruction> code) {
    boolean moves =
        code.stream()
            .anyMatch(
                i ->
                    i.opcode().equals("alloca")
                        || i.opcode().startsWith("stack")
                        || i.has("frame"));
    int largest = regions.values().stream().mapToInt(r -> r.frame.bytes()).max().orElse(0);
    return regions.isEmpty() && !moves ? 0 : Math.addExact(CallStack.LIMIT, largest);
  }
}
