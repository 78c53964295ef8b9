package dev.warpsmith.kernels.emulator.properties;

import java.util.ArrayList;
import java.util.List;

/**
 * Forms of instructions with places to fill.
 *
 * <p>{@code R H L F D P} stand for a register that is written, of 32, 16 and 64 bits, single,
 * double and predicate; small letters for one that is read; {@code Q} for another predicate than
 * the last one written; {@code i} for a register or a constant; {@code n} for a constant from 0 to
 * 70; {@code B} for a byte; {@code a2} for an offset that is a multiple of 2; {@code A} for the
 * offset of a float; {@code m} for the mask of the lanes that are here. Places stand between dollar
 * signs.
 *
 * <p>No float register gets a NaN with a payload: the emulator promises the bits of NaNs only where
 * a register is copied and never computed with.
 */
final class Forms {
  static final List<String> LINES = lines();
  static final List<String> EXCHANGES = exchanges();

  private Forms() {}

  private static void add(List<String> forms, String operations, String operands) {
    for (String operation : operations.split(" ")) {
      forms.add(operation + " " + operands + ";");
    }
  }

  private static List<String> lines() {
    List<String> forms = new ArrayList<>();
    words(forms);
    wide(forms);
    narrow(forms);
    carries(forms);
    predicates(forms);
    singles(forms);
    doubles(forms);
    conversions(forms);
    moves(forms);
    memory(forms);
    return List.copyOf(forms);
  }

  private static void words(List<String> forms) {
    add(forms, "add.s32 sub.s32 mul.lo.s32 mul.hi.s32 mul.hi.u32", "$R$, $r$, $i$");
    add(forms, "add.sat.s32 sub.sat.s32", "$R$, $r$, $i$");
    add(forms, "min.s32 max.s32 min.u32 max.u32 and.b32 or.b32 xor.b32", "$R$, $r$, $i$");
    add(forms, "shl.b32 shr.s32 shr.u32", "$R$, $r$, $r$");
    add(forms, "shl.b32 shr.s32 shr.u32", "$R$, $r$, $n$");
    add(forms, "mad.lo.s32 mad.hi.s32 mad.hi.u32", "$R$, $r$, $i$, $r$");
    add(forms, "abs.s32 neg.s32 not.b32 cnot.b32 popc.b32 clz.b32 brev.b32", "$R$, $r$");
    add(forms, "bfind.s32 bfind.u32 bfind.shiftamt.s32 bfind.shiftamt.u32", "$R$, $r$");
    add(forms, "bfe.s32 bfe.u32", "$R$, $r$, $n$, $n$");
    add(forms, "bfe.s32 bfe.u32", "$R$, $r$, $r$, $n$");
    add(forms, "bfi.b32", "$R$, $r$, $r$, $n$, $n$");
    add(forms, "prmt.b32", "$R$, $r$, $r$, $i$");
    add(forms, "lop3.b32", "$R$, $r$, $r$, $r$, $B$");
    add(forms, "shf.l.wrap.b32 shf.l.clamp.b32 shf.r.wrap.b32", "$R$, $r$, $r$, $r$");
    add(forms, "shf.r.clamp.b32", "$R$, $r$, $r$, $n$");
    add(forms, "dp4a.s32.s32 dp4a.u32.u32 dp4a.s32.u32", "$R$, $r$, $r$, $r$");
    add(forms, "sad.s32 sad.u32", "$R$, $r$, $r$, $r$");
    for (String operation : List.of("div.u32", "rem.u32")) {
      forms.add("or.b32 %t0, $r$, 1; " + operation + " $R$, $r$, %t0;");
    }
    for (String operation : List.of("div.s32", "rem.s32")) {
      forms.add("and.b32 %t0, $r$, 4095; or.b32 %t0, %t0, 1; " + operation + " $R$, $r$, %t0;");
    }
  }

  private static void wide(List<String> forms) {
    add(forms, "mul.wide.s32 mul.wide.u32", "$L$, $r$, $i$");
    add(forms, "mad.wide.s32 mad.wide.u32", "$L$, $r$, $r$, $l$");
    add(forms, "add.s64 sub.s64 mul.lo.s64 mul.hi.s64 mul.hi.u64", "$L$, $l$, $l$");
    add(forms, "min.s64 max.s64 min.u64 max.u64 and.b64 or.b64 xor.b64", "$L$, $l$, $l$");
    add(forms, "add.s64 and.b64 xor.b64", "$L$, $l$, $n$");
    add(forms, "shl.b64 shr.s64 shr.u64", "$L$, $l$, $r$");
    add(forms, "shl.b64 shr.s64 shr.u64", "$L$, $l$, $n$");
    add(forms, "mad.lo.s64", "$L$, $l$, $l$, $l$");
    add(forms, "abs.s64 neg.s64 not.b64 brev.b64", "$L$, $l$");
    add(forms, "popc.b64 clz.b64 bfind.s64 bfind.u64", "$R$, $l$");
    add(forms, "bfe.s64 bfe.u64", "$L$, $l$, $n$, $n$");
    add(forms, "bfi.b64", "$L$, $l$, $l$, $n$, $n$");
    for (String operation : List.of("div.u64", "rem.u64")) {
      forms.add("or.b64 %tl, $l$, 1; " + operation + " $L$, $l$, %tl;");
    }
    for (String operation : List.of("div.s64", "rem.s64")) {
      forms.add("and.b64 %tl, $l$, 255; or.b64 %tl, %tl, 1; " + operation + " $L$, $l$, %tl;");
    }
  }

  private static void narrow(List<String> forms) {
    add(forms, "add.s16 sub.s16 mul.lo.s16 mul.hi.s16 mul.hi.u16", "$H$, $h$, $h$");
    add(forms, "min.s16 max.s16 min.u16 max.u16 and.b16 or.b16 xor.b16", "$H$, $h$, $h$");
    add(forms, "shl.b16 shr.s16 shr.u16", "$H$, $h$, $n$");
    add(forms, "neg.s16 abs.s16 not.b16", "$H$, $h$");
    add(forms, "mad.lo.s16", "$H$, $h$, $h$, $h$");
    add(forms, "mul.wide.s16 mul.wide.u16", "$R$, $h$, $h$");
  }

  private static void carries(List<String> forms) {
    forms.add("add.cc.u32 $R$, $r$, $r$; addc.cc.u32 $R$, $r$, $i$; addc.u32 $R$, $r$, $r$;");
    forms.add("sub.cc.u32 $R$, $r$, $r$; subc.cc.u32 $R$, $r$, $r$; subc.u32 $R$, $r$, $i$;");
    forms.add("mad.lo.cc.u32 $R$, $r$, $r$, $r$; madc.hi.u32 $R$, $r$, $r$, $r$;");
    forms.add("add.cc.u64 $L$, $l$, $l$; addc.u64 $L$, $l$, $l$;");
  }

  private static void predicates(List<String> forms) {
    for (String type : List.of("s32", "u32")) {
      for (String operation : List.of("eq", "ne", "lt", "le", "gt", "ge")) {
        forms.add("setp." + operation + "." + type + " $P$, $r$, $i$;");
      }
    }
    add(forms, "setp.lo.u32 setp.ls.u32 setp.hi.u32 setp.hs.u32", "$P$, $r$, $r$");
    add(forms, "setp.lt.s64 setp.le.u64 setp.eq.s64 setp.gt.u64", "$P$, $l$, $l$");
    add(forms, "setp.lt.s16 setp.ge.u16 setp.ne.s16", "$P$, $h$, $h$");
    add(forms, "setp.lt.and.s32 setp.ge.or.u32 setp.ne.xor.s32", "$P$, $r$, $i$, $p$");
    add(forms, "setp.lt.and.s32 setp.ge.or.u32 setp.ne.xor.s32", "$P$|$Q$, $r$, $r$, $p$");
    add(forms, "setp.gt.s32 setp.eq.u32", "$P$|$Q$, $r$, $r$");
    add(forms, "setp.lt.and.s32", "$P$, $r$, $r$, !$p$");
    add(forms, "and.pred or.pred xor.pred", "$P$, $p$, $p$");
    add(forms, "not.pred mov.pred", "$P$, $p$");
    add(forms, "mov.pred", "$P$, -1");
    add(forms, "selp.b32", "$R$, $r$, $i$, $p$");
    add(forms, "selp.b64", "$L$, $l$, $l$, $p$");
    add(forms, "selp.b16", "$H$, $h$, $h$, $p$");
    add(forms, "selp.f32", "$F$, $f$, $f$, $p$");
    add(forms, "selp.f64", "$D$, $d$, $d$, $p$");
    add(forms, "slct.s32.s32", "$R$, $r$, $r$, $r$");
    add(forms, "slct.f32.s32", "$F$, $f$, $f$, $r$");
    add(forms, "set.lt.u32.s32 set.ge.u32.u32 set.eq.s32.s32", "$R$, $r$, $r$");
    add(forms, "set.gt.u32.f32", "$R$, $f$, $f$");
  }

  private static void singles(List<String> forms) {
    String ordered = "eq ne lt le gt ge equ neu ltu leu gtu geu num nan";
    for (String operation : ordered.split(" ")) {
      forms.add("setp." + operation + ".f32 $P$, $f$, $f$;");
    }
    add(forms, "add.f32 sub.f32 mul.f32 min.f32 max.f32 div.rn.f32", "$F$, $f$, $f$");
    add(forms, "add.ftz.f32 mul.ftz.f32 add.sat.f32 mul.sat.f32", "$F$, $f$, $f$");
    add(forms, "add.rn.f32 sub.rn.f32", "$F$, $f$, $f$");
    add(forms, "fma.rn.f32 fma.rn.ftz.f32 fma.rn.sat.f32", "$F$, $f$, $f$, $f$");
    add(forms, "sqrt.rn.f32 rcp.rn.f32", "$F$, $f$");
    add(forms, "testp.finite.f32 testp.number.f32 testp.subnormal.f32", "$P$, $f$");
    add(forms, "add.f32 mul.f32", "$F$, $f$, 0f3FC00000");
  }

  private static void doubles(List<String> forms) {
    for (String operation : "eq ne lt ge equ neu ltu geu num nan".split(" ")) {
      forms.add("setp." + operation + ".f64 $P$, $d$, $d$;");
    }
    add(forms, "add.f64 sub.f64 mul.f64 min.f64 max.f64 div.rn.f64", "$D$, $d$, $d$");
    add(forms, "fma.rn.f64", "$D$, $d$, $d$, $d$");
    add(forms, "sqrt.rn.f64 rcp.rn.f64", "$D$, $d$");
    add(forms, "add.f64 mul.f64", "$D$, $d$, 0dBFE8000000000000");
  }

  private static void conversions(List<String> forms) {
    add(forms, "cvt.s32.s8 cvt.u32.u8 cvt.s32.s16 cvt.u32.u16 cvt.sat.u8.s32", "$R$, $r$");
    add(forms, "cvt.u16.u32 cvt.s16.s32 cvt.s16.s8 cvt.sat.s16.s32 cvt.sat.u16.u32", "$H$, $r$");
    add(forms, "cvt.u32.u16 cvt.s32.s16", "$R$, $h$");
    add(forms, "cvt.s64.s32 cvt.u64.u32", "$L$, $r$");
    add(forms, "cvt.u32.u64 cvt.s32.s64 cvt.sat.s32.s64", "$R$, $l$");
    add(forms, "cvt.rn.f32.s32 cvt.rn.f32.u32 cvt.rz.f32.u32 cvt.rm.f32.s32", "$F$, $r$");
    add(forms, "cvt.rn.f32.s64 cvt.rn.f32.u64", "$F$, $l$");
    add(forms, "cvt.rn.f64.s32 cvt.rn.f64.u32", "$D$, $r$");
    add(forms, "cvt.rn.f64.s64 cvt.rn.f64.u64", "$D$, $l$");
    add(forms, "cvt.rzi.s32.f32 cvt.rni.s32.f32 cvt.rmi.s32.f32 cvt.rpi.s32.f32", "$R$, $f$");
    add(forms, "cvt.rzi.u32.f32 cvt.rni.u32.f32", "$R$, $f$");
    add(forms, "cvt.rzi.s32.f64 cvt.rzi.u32.f64", "$R$, $d$");
    add(forms, "cvt.rzi.s64.f64 cvt.rzi.u64.f64", "$L$, $d$");
    add(forms, "cvt.rzi.s64.f32 cvt.rni.s64.f32", "$L$, $f$");
    add(forms, "cvt.f64.f32", "$D$, $f$");
    add(forms, "cvt.rn.f32.f64 cvt.rz.f32.f64", "$F$, $d$");
    add(forms, "cvt.rni.f32.f32 cvt.rzi.f32.f32 cvt.rmi.f32.f32 cvt.rpi.f32.f32", "$F$, $f$");
  }

  private static void moves(List<String> forms) {
    add(forms, "mov.b32", "$R$, $i$");
    forms.add("and.b32 %t0, $r$, -1073741825; mov.b32 $F$, %t0;");
    add(forms, "mov.b32", "$R$, $f$");
    forms.add("and.b64 %tl, $l$, -4611686018427387905; mov.b64 $D$, %tl;");
    add(forms, "mov.b64", "$L$, $d$");
    add(forms, "mov.b64", "$L$, {$r$, $r$}");
    add(forms, "mov.b64", "{$R$, %t0}, $l$");
    add(forms, "mov.b64", "{%t0, $R$}, $l$");
    add(forms, "mov.b32", "$R$, {$h$, $h$}");
    add(forms, "mov.b32", "{$H$, %th}, $r$");
    add(forms, "mov.f32", "$F$, $f$");
    add(forms, "mov.b16", "$H$, $h$");
    add(forms, "mov.b64", "$L$, $l$");
    add(forms, "mov.u32", "$R$, %tid.x");
    add(forms, "mov.u32", "$R$, %laneid");
    add(forms, "mov.u32", "$R$, %ctaid.x");
    add(forms, "mov.f32", "$F$, 0f7F800000");
    add(forms, "mov.f32", "$F$, 0f00000001");
  }

  private static void memory(List<String> forms) {
    for (String space : List.of("global", "shared", "local")) {
      String at = "[%" + space.charAt(0) + "p+";
      add(forms, "ld." + space + ".b32 ld." + space + ".u32", "$R$, " + at + "$a4$]");
      add(forms, "ld." + space + ".s8 ld." + space + ".u8", "$R$, " + at + "$a1$]");
      add(forms, "ld." + space + ".u16 ld." + space + ".s16", "$H$, " + at + "$a2$]");
      add(forms, "ld." + space + ".b64", "$L$, " + at + "$a8$]");
      add(forms, "ld." + space + ".f32", "$F$, " + at + "$A$]");
      add(forms, "st." + space + ".b32", at + "$a4$], $r$");
      add(forms, "st." + space + ".b8", at + "$a1$], $r$");
      add(forms, "st." + space + ".b16", at + "$a2$], $h$");
      add(forms, "st." + space + ".b64", at + "$a8$], $l$");
      add(forms, "st." + space + ".f32", at + "$A$], $f$");
      add(forms, "st." + space + ".f64", at + "$a8$], $d$");
      add(forms, "st." + space + ".v2.b32", at + "$a8$], {$r$, $r$}");
    }
    forms.add("ld.global.v2.b32 {$R$, %t0}, [%gp+$a8$];");
    forms.add("ld.shared.v4.b32 {%t0, $R$, %t1, %t2}, [%sp+$a16$];");
    forms.add("ld.b32 $R$, [%qp+$a4$];");
    forms.add("st.b32 [%qp+$a4$], $r$;");
    forms.add("atom.global.add.u32 $R$, [%gp+$a4$], $r$;");
    forms.add("atom.shared.max.s32 $R$, [%sp+$a4$], $r$;");
    forms.add("atom.shared.and.b32 $R$, [%sp+$a4$], $r$;");
    forms.add("atom.global.exch.b64 $L$, [%gp+$a8$], $l$;");
    forms.add("atom.global.cas.b32 $R$, [%gp+$a4$], $r$, $r$;");
    forms.add("red.global.xor.b32 [%gp+$a4$], $r$;");
    forms.add("red.shared.add.u64 [%sp+$a8$], $l$;");
  }

  /** Sources of shuffles are among the lanes that are here: the first of them, or oneself. */
  private static List<String> exchanges() {
    List<String> forms = new ArrayList<>();
    for (String mode : List.of("all", "any", "uni")) {
      forms.add("vote.sync." + mode + ".pred $P$, $p$, $m$;");
    }
    forms.add("vote.sync.ballot.b32 $R$, $p$, $m$;");
    forms.add("vote.sync.ballot.b32 $R$, !$p$, $m$;");
    forms.add("match.any.sync.b32 $R$, $r$, $m$;");
    forms.add("match.all.sync.b32 $R$|$P$, $r$, $m$;");
    for (String operation : List.of("add.u32", "min.s32", "max.u32", "and.b32", "xor.b32")) {
      forms.add("redux.sync." + operation + " $R$, $r$, $m$;");
    }
    String first = "brev.b32 %t0, $m$; clz.b32 %t0, %t0; ";
    forms.add(first + "shfl.sync.idx.b32 $R$, $r$, %t0, 31, $m$;");
    forms.add(first + "shfl.sync.idx.b32 $F$, $f$, %t0, 31, $m$;");
    forms.add("bar.warp.sync $m$;");
    return List.copyOf(forms);
  }

  /** Shuffles that read lanes at a distance, for places where all lanes are. */
  static final List<String> SHUFFLES =
      List.of(
          "shfl.sync.up.b32 $R$|$P$, $r$, $n$, 0, -1;",
          "shfl.sync.down.b32 $R$|$P$, $r$, $n$, 31, -1;",
          "shfl.sync.bfly.b32 $R$|$P$, $r$, $n$, 31, -1;",
          "shfl.sync.idx.b32 $R$|$P$, $r$, $r$, 31, -1;",
          "shfl.sync.down.b32 $R$, $r$, $r$, 6175, -1;",
          "shfl.sync.up.b32 $F$|$P$, $f$, $n$, 4096, -1;");
}
