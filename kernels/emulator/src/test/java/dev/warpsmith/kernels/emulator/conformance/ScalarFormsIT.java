package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory against its judge, ptxas; skipped where it is not installed. */
class ScalarFormsIT {
  @TempDir private Path folder;

  @Test
  void namesOnlyFormsThatPtxasTakes() throws IOException, InterruptedException {
    Assembler assembler = Assembler.find(folder);
    List<Form> forms = Inventory.all();
    List<long[]> none = List.of();
    for (int from = 0; from < forms.size(); from += 500) {
      List<Form> some = forms.subList(from, Math.min(forms.size(), from + 500));
      for (boolean typed : List.of(true, false)) {
        assertThat(assembler.errors(new Batch(some, none).ptx(typed))).isEmpty();
      }
    }
  }

  @Test
  void writesAtomicsAndMemoryAccessesThatPtxasTakes() throws IOException, InterruptedException {
    Assembler assembler = Assembler.find(folder);
    assertThat(assembler.errors(AtomicConformanceTest.ptx(AtomicConformanceTest.scalars())))
        .isEmpty();
    assertThat(assembler.errors(AtomicConformanceTest.ptx(AtomicConformanceTest.vectors())))
        .isEmpty();
    for (String type : MemoryConformanceTest.types()) {
      assertThat(assembler.errors(MemoryConformanceTest.ptx(MemoryConformanceTest.forms(type))))
          .isEmpty();
    }
  }
}
