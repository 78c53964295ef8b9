package dev.warpsmith.kernels.emulator;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A read-only register with a predefined value (PTX ISA, section "Special Registers"). */
enum SpecialRegister {
  TID_X("%tid.x"),
  TID_Y("%tid.y"),
  TID_Z("%tid.z"),
  NTID_X("%ntid.x"),
  NTID_Y("%ntid.y"),
  NTID_Z("%ntid.z"),
  CTAID_X("%ctaid.x"),
  CTAID_Y("%ctaid.y"),
  CTAID_Z("%ctaid.z"),
  NCTAID_X("%nctaid.x"),
  NCTAID_Y("%nctaid.y"),
  NCTAID_Z("%nctaid.z"),
  LANEID("%laneid"),
  WARPID("%warpid"),
  NWARPID("%nwarpid"),
  SMID("%smid"),
  NSMID("%nsmid"),
  GRIDID("%gridid"),
  ENVREG1("%envreg1"),
  ENVREG2("%envreg2"),
  LANEMASK_EQ("%lanemask_eq"),
  LANEMASK_LE("%lanemask_le"),
  LANEMASK_LT("%lanemask_lt"),
  LANEMASK_GE("%lanemask_ge"),
  LANEMASK_GT("%lanemask_gt"),
  CLOCK("%clock"),
  CLOCK_HI("%clock_hi"),
  CLOCK64("%clock64"),
  GLOBALTIMER("%globaltimer"),
  GLOBALTIMER_LO("%globaltimer_lo"),
  GLOBALTIMER_HI("%globaltimer_hi"),
  TOTAL_SMEM_SIZE("%total_smem_size"),
  DYNAMIC_SMEM_SIZE("%dynamic_smem_size"),
  CLUSTERID_X("%clusterid.x"),
  CLUSTERID_Y("%clusterid.y"),
  CLUSTERID_Z("%clusterid.z"),
  NCLUSTERID_X("%nclusterid.x"),
  NCLUSTERID_Y("%nclusterid.y"),
  NCLUSTERID_Z("%nclusterid.z"),
  IS_EXPLICIT_CLUSTER("%is_explicit_cluster"),
  CURRENT_GRAPH_EXEC("%current_graph_exec"),
  CLUSTER_CTARANK("%cluster_ctarank"),
  CLUSTER_NCTARANK("%cluster_nctarank"),
  CLUSTER_CTAID_X("%cluster_ctaid.x"),
  CLUSTER_CTAID_Y("%cluster_ctaid.y"),
  CLUSTER_CTAID_Z("%cluster_ctaid.z"),
  CLUSTER_NCTAID_X("%cluster_nctaid.x"),
  CLUSTER_NCTAID_Y("%cluster_nctaid.y"),
  CLUSTER_NCTAID_Z("%cluster_nctaid.z");

  private static final Map<String, SpecialRegister> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(r -> r.ptxName, Function.identity()));

  private final String ptxName;

  SpecialRegister(String ptxName) {
    this.ptxName = ptxName;
  }

  /** Finds a special register; empty if the name is an ordinary register's. */
  static Optional<SpecialRegister> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static boolean isSpecial(String name) {
    return BY_NAME.containsKey(name);
  }

  /** Tells whether its value has 64 bits. */
  boolean wide() {
    return this == CLOCK64 || this == GLOBALTIMER || this == GRIDID || this == CURRENT_GRAPH_EXEC;
  }
}
