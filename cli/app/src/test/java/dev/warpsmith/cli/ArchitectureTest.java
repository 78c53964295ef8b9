package dev.warpsmith.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves the rules of the architecture on every class of the product. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.warpsmith");

  /** The folders in their order of use, each with its packages. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("dev.warpsmith.cli..", "dev.warpsmith.optimizer.."),
          List.of("dev.warpsmith.judge.."),
          List.of("dev.warpsmith.coder.."),
          List.of("dev.warpsmith.kernelbench.."),
          List.of("dev.warpsmith.profiler.."),
          List.of("dev.warpsmith.kernels.."));

  private static String[] packages(int from, int to) {
    return LAYERS.subList(from, to).stream().flatMap(List::stream).toArray(String[]::new);
  }

  @Test
  void foldersUseOnlyThoseToTheirRight() {
    for (int i = 1; i < LAYERS.size(); i++) {
      noClasses()
          .that()
          .resideInAnyPackage(packages(i, i + 1))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(0, i))
          .check(CLASSES);
    }
  }

  @Test
  void theOptimizerDoesNotKnowTheCommandLine() {
    onlyWithin("dev.warpsmith.cli..", "dev.warpsmith.cli..");
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching("dev.warpsmith.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheEmulatorSeesAsm() {
    onlyWithin("dev.warpsmith.kernels.emulator..", "org.objectweb.asm..");
  }

  @Test
  void onlyTheCudaDeviceSeesJcuda() {
    onlyWithin("dev.warpsmith.kernels.jcuda..", "jcuda..");
  }

  @Test
  void onlyTheCoderSeesLanguageModels() {
    onlyWithin("dev.warpsmith.coder..", "dev.langchain4j..");
  }

  @Test
  void onlyTheCommandLineSeesPicocli() {
    onlyWithin("dev.warpsmith.cli..", "picocli..");
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that(
            com.tngtech.archunit.base.DescribedPredicate.not(
                resideInAnyPackage("dev.warpsmith.cli..")))
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  private static void onlyWithin(String users, String used) {
    noClasses()
        .that()
        .resideOutsideOfPackage(users)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(used)
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
