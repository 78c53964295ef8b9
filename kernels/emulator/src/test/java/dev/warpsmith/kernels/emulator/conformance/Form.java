package dev.warpsmith.kernels.emulator.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An instruction form: opcode, modifiers and the types of its operands.
 *
 * @param mnemonic as PTX writes it, such as {@code add.rn.f32}
 * @param destination type of the result; {@code P|P} and {@code B|P} for two destinations
 * @param sources types of the operands; {@code #n} for the constant n
 */
record Form(String mnemonic, String destination, List<String> sources) {
  Form {
    sources = List.copyOf(sources);
  }

  /** Parses {@code add.rn.f32 f32 f32 f32}. */
  static Form parse(String line) {
    List<String> words = Arrays.asList(line.trim().split("\\s+"));
    return new Form(words.get(0), words.get(1), words.subList(2, words.size()));
  }

  String opcode() {
    return mnemonic.substring(0, mnemonic.indexOf('.'));
  }

  List<String> modifiers() {
    return Arrays.asList(mnemonic.substring(mnemonic.indexOf('.') + 1).split("\\."));
  }

  boolean has(String modifier) {
    return modifiers().contains(modifier);
  }

  /** Returns the last modifier that is a type. */
  String type() {
    List<String> types = modifiers().stream().filter(Types::isType).toList();
    return types.get(types.size() - 1);
  }

  boolean readsCarry() {
    return List.of("addc", "subc", "madc").contains(opcode());
  }

  /** Returns the types of what a thread must load. */
  List<String> inputs() {
    List<String> inputs = new ArrayList<>(sources);
    inputs.removeIf(type -> type.startsWith("#"));
    if (readsCarry()) {
      inputs.add("carry");
    }
    return inputs;
  }

  /** Returns the types of what a thread must store. */
  List<String> outputs() {
    List<String> outputs =
        switch (destination) {
          case "P|P" -> new ArrayList<>(List.of("pred", "pred"));
          case "B|P" -> new ArrayList<>(List.of("b32", "pred"));
          default -> new ArrayList<>(List.of(destination));
        };
    if (has("cc")) {
      outputs.add("u32");
    }
    return outputs;
  }

  /** Returns the instruction on inputs {@code i0, i1…} and outputs {@code o0, o1}. */
  String instruction() {
    List<String> operands = new ArrayList<>();
    operands.add(destination.contains("|") ? "o0|o1" : "o0");
    int input = 0;
    for (String source : sources) {
      operands.add(source.startsWith("#") ? source.substring(1) : "i" + input++);
    }
    String text = mnemonic + " " + String.join(", ", operands) + ";";
    if (readsCarry()) {
      text = "add.cc.u32 cf, i" + input + ", 0xFFFFFFFF; " + text;
    }
    return has("cc") ? text + " addc.u32 o1, 0, 0;" : text;
  }
}
