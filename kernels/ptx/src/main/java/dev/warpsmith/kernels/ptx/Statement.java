package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Objects;

/** A statement of a function's body. */
public sealed interface Statement
    permits Instruction,
        Statement.Label,
        Statement.Registers,
        Statement.Declaration,
        Statement.Scope,
        Statement.Pragma,
        Statement.Prototype,
        Statement.CallTargets,
        Statement.BranchTargets {

  /** A branch target. */
  record Label(String name) implements Statement {}

  /**
   * A declaration of registers of one type.
   *
   * @param names single names
   * @param range how many numbered registers each name stands for, {@code %r<89>}; 0 for the name
   *     itself
   */
  record Registers(ScalarType type, List<String> names, int range) implements Statement {
    /** Copies the names. */
    public Registers {
      Objects.requireNonNull(type);
      names = List.copyOf(names);
    }
  }

  /** A variable in shared, local, param or global space. */
  record Declaration(Variable variable) implements Statement {}

  /** A block {@code { … }} with names of its own. */
  record Scope(List<Statement> statements) implements Statement {
    /** Copies the statements. */
    public Scope {
      statements = List.copyOf(statements);
    }
  }

  /** A hint to ptxas, such as {@code nounroll}. */
  record Pragma(String text) implements Statement {}

  /** The shape of an indirectly called function. */
  record Prototype(String label, List<Variable> returns, List<Variable> parameters)
      implements Statement {
    /** Copies the lists. */
    public Prototype {
      returns = List.copyOf(returns);
      parameters = List.copyOf(parameters);
    }
  }

  /** The functions that an indirect call may reach. */
  record CallTargets(String label, List<String> targets) implements Statement {
    /** Copies the targets. */
    public CallTargets {
      targets = List.copyOf(targets);
    }
  }

  /** The labels that an indirect branch may reach. */
  record BranchTargets(String label, List<String> targets) implements Statement {
    /** Copies the targets. */
    public BranchTargets {
      targets = List.copyOf(targets);
    }
  }
}
