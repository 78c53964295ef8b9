package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NcuUnitTest {

  @Test
  void takesPrefixesAndTheWordsOfAllReleases() {
    assertThat(NcuUnit.parse("Kbyte")).isEqualTo(new NcuUnit(3, "byte"));
    assertThat(NcuUnit.parse("Gbyte/second")).isEqualTo(new NcuUnit(9, "byte/second"));
    assertThat(NcuUnit.parse("Tbyte/s")).isEqualTo(new NcuUnit(12, "byte/second"));
    assertThat(NcuUnit.parse("usecond")).isEqualTo(NcuUnit.parse("us"));
    assertThat(NcuUnit.parse("msecond")).isEqualTo(new NcuUnit(-3, "second"));
    assertThat(NcuUnit.parse("Ghz")).isEqualTo(NcuUnit.parse("cycle/nsecond"));
    assertThat(NcuUnit.parse("Minst")).isEqualTo(new NcuUnit(6, "inst"));
    assertThat(NcuUnit.parse("register/thread")).isEqualTo(new NcuUnit(0, "register/thread"));
    assertThat(NcuUnit.parse("")).isEqualTo(new NcuUnit(0, ""));
    assertThat(NcuUnit.parse("%")).isEqualTo(new NcuUnit(0, "%"));
    assertThat(NcuUnit.parse("thread")).isEqualTo(new NcuUnit(0, "thread"));
  }

  @Test
  void convertsExactlyBetweenPowersOfTen() {
    assertThat(NcuUnit.parse("ns").convert(9_516_512, NcuUnit.parse("usecond"))).hasValue(9516.512);
    assertThat(NcuUnit.parse("Kbyte/block").convert(16.38, NcuUnit.parse("byte/block")))
        .hasValue(16380);
  }

  @Test
  void countsKeepTheirValueWhateverTheyAreCalled() {
    assertThat(NcuUnit.parse("").convert(4, NcuUnit.parse("request"))).hasValue(4);
    assertThat(NcuUnit.parse("sector/request").convert(4, NcuUnit.parse("sector"))).hasValue(4);
  }

  @Test
  void doesNotTurnOneQuantityIntoAnother() {
    assertThat(NcuUnit.parse("byte").convert(1, NcuUnit.parse("second"))).isEmpty();
    assertThat(NcuUnit.parse("byte").convert(1, NcuUnit.parse("byte/second"))).isEmpty();
    assertThat(NcuUnit.parse("").convert(1, NcuUnit.parse("%"))).isEmpty();
    assertThat(NcuUnit.parse("").convert(1, NcuUnit.parse("usecond"))).isEmpty();
  }
}
