package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaSourceTest {
  @Test
  void findsDirectivesAloneOnTheirLine() {
    CudaSource source =
        CudaSource.parse(
            "k.cu",
            """
            // @task softmax "Row-wise"
              //@tune  N = 1 \s
            int x; // @tune M = 2
            /// @param doc
            //! @brief doc
            // mail@example.org
            // @launch [cooperative] k<<<1, 1>>>()
            /*
            // @hidden
            */
            """);

    assertThat(source.directives())
        .extracting(Directive::word)
        .containsExactly("task", "tune", "launch");
    Directive tune = source.directives().get(1);
    assertThat(tune.body()).isEqualTo("N = 1");
    assertThat(tune.position()).hasToString("k.cu:2:5");
    assertThat(tune.bodyPosition()).hasToString("k.cu:2:12");
    assertThat(source.directives().get(2).options()).isEqualTo("cooperative");
    assertThat(source.directives().get(2).body()).isEqualTo("k<<<1, 1>>>()");
  }

  @Test
  void readsWindowsLineEnds() {
    CudaSource source = CudaSource.parse("k.cu", "// @tune N = 1\r\n// @tune M = 2\r\n");
    assertThat(source.directives()).extracting(Directive::body).containsExactly("N = 1", "M = 2");
  }
}
