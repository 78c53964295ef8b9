package dev.warpsmith.kernels.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A kernel's basic blocks in the order in which diverged lanes run them.
 *
 * <p>The order is a reverse postorder in which all blocks of a loop come before the blocks after
 * it. Running the lowest block first lets lanes that are behind catch up, so that they meet at
 * immediate post-dominators and earlier where possible ("thread frontiers").
 *
 * @param blocks by index; 0 is the entry
 * @param functions the blocks where called functions start, by label
 */
record ControlFlow(List<BasicBlock> blocks, Map<String, Integer> functions) {

  ControlFlow {
    blocks = List.copyOf(blocks);
    functions = Map.copyOf(functions);
  }

  /** Returns the basic blocks as a compiler sees them: long ones are cut for translation. */
  List<List<BasicBlock>> uncut() {
    return straight(block -> block.ending() == BasicBlock.Ending.FALL);
  }

  /**
   * Returns the blocks in straight runs.
   *
   * @param passes whether a run goes on after a block without a branch, if nothing else leads there
   */
  List<List<BasicBlock>> straight(Predicate<BasicBlock> passes) {
    int[] predecessors = new int[blocks.size()];
    predecessors[0]++;
    functions.values().forEach(start -> predecessors[start]++);
    blocks.forEach(b -> b.successors().forEach(next -> predecessors[next]++));
    Map<Integer, List<BasicBlock>> whole = new TreeMap<>();
    Map<Integer, List<BasicBlock>> continued = new HashMap<>();
    for (BasicBlock block : blocks) {
      List<BasicBlock> pieces = continued.remove(block.index());
      if (pieces == null) {
        pieces = new ArrayList<>();
        whole.put(block.index(), pieces);
      }
      pieces.add(block);
      boolean falls = block.terminator().isEmpty() && passes.test(block);
      int next = falls ? block.successors().get(0) : 0;
      if (next > block.index() && predecessors[next] == 1) {
        continued.put(next, pieces);
      }
    }
    return List.copyOf(whole.values());
  }

  /**
   * Cuts a kernel into ordered blocks; unreachable ones are dropped.
   *
   * @param costLimit see {@link BlockBuilder}
   */
  static ControlFlow of(FlatKernel kernel, int costLimit) {
    BlockBuilder builder = new BlockBuilder(kernel, costLimit);
    List<BasicBlock> program = builder.build();
    Map<String, Integer> functions = builder.functions();
    BitSet roots = new BitSet();
    roots.set(0);
    functions.values().forEach(roots::set);
    BitSet[] loops = loops(program, roots);
    List<Integer> order = order(program, loops, roots);
    int[] position = new int[program.size()];
    for (int k = 0; k < order.size(); k++) {
      position[order.get(k)] = k;
    }
    List<BasicBlock> blocks = new ArrayList<>();
    for (int old : order) {
      BasicBlock b = program.get(old);
      List<Integer> successors = b.successors().stream().map(s -> position[s]).toList();
      int depth = loops[old].cardinality();
      blocks.add(
          new BasicBlock(blocks.size(), b.code(), b.ending(), b.terminator(), successors, depth));
    }
    Map<String, Integer> starts = new HashMap<>();
    functions.forEach((label, old) -> starts.put(label, position[old]));
    return new ControlFlow(blocks, starts);
  }

  /** Orders the kernel's own blocks, then those of each function. */
  private static List<Integer> order(List<BasicBlock> program, BitSet[] loops, BitSet roots) {
    List<Integer> order = new ArrayList<>();
    BitSet seen = new BitSet();
    for (int root = 0; root >= 0; root = roots.nextSetBit(root + 1)) {
      List<Integer> postorder = new ArrayList<>();
      if (!seen.get(root)) {
        visit(root, program, loops, seen, postorder);
      }
      Collections.reverse(postorder);
      order.addAll(postorder);
    }
    return order;
  }

  /** Visits, without recursion, successors that leave more loops first: they end up later. */
  private static void visit(
      int start, List<BasicBlock> program, BitSet[] loops, BitSet seen, List<Integer> postorder) {
    record Frame(int block, Iterator<Integer> rest) {}
    ArrayDeque<Frame> stack = new ArrayDeque<>();
    seen.set(start);
    stack.push(new Frame(start, sorted(start, program, loops)));
    while (!stack.isEmpty()) {
      Frame frame = stack.peek();
      if (!frame.rest().hasNext()) {
        postorder.add(frame.block());
        stack.pop();
        continue;
      }
      int next = frame.rest().next();
      if (!seen.get(next)) {
        seen.set(next);
        stack.push(new Frame(next, sorted(next, program, loops)));
      }
    }
  }

  private static Iterator<Integer> sorted(int block, List<BasicBlock> program, BitSet[] loops) {
    return program.get(block).successors().stream()
        .sorted(Comparator.comparingInt(s -> shared(loops[block], loops[s])))
        .toList()
        .iterator();
  }

  private static int shared(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.and(other);
    return both.cardinality();
  }

  /** Returns, for each block, the headers of the natural loops that contain it. */
  private static BitSet[] loops(List<BasicBlock> program, BitSet roots) {
    BitSet[] dominators = dominators(program, roots);
    List<List<Integer>> predecessors = predecessors(program);
    BitSet[] loops = new BitSet[program.size()];
    Arrays.setAll(loops, k -> new BitSet());
    for (BasicBlock block : program) {
      for (int header : block.successors()) {
        if (dominators[block.index()].get(header)) {
          markLoop(header, block.index(), predecessors, loops);
        }
      }
    }
    return loops;
  }

  private static void markLoop(
      int header, int latch, List<List<Integer>> predecessors, BitSet[] loops) {
    loops[header].set(header);
    List<Integer> work = new ArrayList<>(List.of(latch));
    while (!work.isEmpty()) {
      int block = work.remove(work.size() - 1);
      if (!loops[block].get(header)) {
        loops[block].set(header);
        work.addAll(predecessors.get(block));
      }
    }
  }

  private static List<List<Integer>> predecessors(List<BasicBlock> program) {
    List<List<Integer>> predecessors = new ArrayList<>();
    program.forEach(b -> predecessors.add(new ArrayList<>()));
    program.forEach(b -> b.successors().forEach(s -> predecessors.get(s).add(b.index())));
    return predecessors;
  }

  private static BitSet[] dominators(List<BasicBlock> program, BitSet roots) {
    List<List<Integer>> predecessors = predecessors(program);
    BitSet[] dominators = new BitSet[program.size()];
    for (int k = 0; k < dominators.length; k++) {
      dominators[k] = new BitSet();
      dominators[k].set(roots.get(k) ? k : 0, roots.get(k) ? k + 1 : program.size());
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int k = roots.nextClearBit(0); k < dominators.length; k = roots.nextClearBit(k + 1)) {
        BitSet next = new BitSet();
        next.set(0, program.size());
        predecessors.get(k).forEach(p -> next.and(dominators[p]));
        next.set(k);
        if (!next.equals(dominators[k])) {
          dominators[k] = next;
          changed = true;
        }
      }
    }
    return dominators;
  }
}
