package dev.warpsmith.kernels.emulator.counters;

import java.util.List;

/**
 * Accesses of one basic block by the same lanes, at constant distances from the same addresses.
 *
 * @param members in program order; at least one
 */
public record AccessGroup(List<Member> members) {

  /**
   * One access.
   *
   * @param offset bytes from the addresses that the group's accesses share
   * @param bytes what the machine instruction moves for a lane: the site's own, more if it is
   *     joined with its neighbours, 0 if one of them brings its value along
   * @param every 1; or more, if of so many executions by a warp only the first is an instruction
   */
  public record Member(AccessSite site, long offset, int bytes, int every) {}

  /** Copies the list. */
  public AccessGroup {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a group without accesses");
    }
  }

  /** Returns the index of the group's first access, which no other group has. */
  int id() {
    return members.get(0).site().id();
  }
}
