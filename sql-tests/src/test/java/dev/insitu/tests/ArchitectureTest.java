package dev.insitu.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom. The module graph and import bans say most of it; this says the rest. */
final class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.insitu");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.insitu.(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void layersKnowOnlyThoseBelow() {
    noClasses()
        .that()
        .resideInAPackage("dev.insitu.sandbox..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.insitu.udf..", "dev.insitu.calcite..", "dev.insitu.cli..")
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAPackage("dev.insitu.udf..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.insitu.calcite..", "dev.insitu.cli..")
        .check(PRODUCT);
  }

  @Test
  void sandboxReachesNoFileAndNoSocket() {
    noClasses()
        .that()
        .resideInAPackage("dev.insitu.sandbox..")
        .and()
        .resideOutsideOfPackage("dev.insitu.sandbox.cache")
        .should()
        .dependOnClassesThat(
            anyOf("java.io.File", "java.nio.file.", "java.nio.channels.", "java.net."))
        .check(PRODUCT);
  }

  @Test
  void onlyTheCodeCacheOfTheSandboxReachesFilesAndChance() {
    noClasses()
        .that()
        .resideInAPackage("dev.insitu.sandbox.cache")
        .should()
        .dependOnClassesThat(anyOf("java.io.File", "java.net.", "dev.insitu.sandbox.wasi."))
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAPackage("dev.insitu.sandbox..")
        .and()
        .resideOutsideOfPackage("dev.insitu.sandbox.cache")
        .should()
        .dependOnClassesThat(anyOf("java.security.SecureRandom"))
        .check(PRODUCT);
  }

  private static DescribedPredicate<JavaClass> anyOf(String... prefixes) {
    return DescribedPredicate.describe(
        "start with one of " + List.of(prefixes),
        type -> Arrays.stream(prefixes).anyMatch(type.getName()::startsWith));
  }

  @Test
  void onlyTheEngineKnowsTheWasmRuntime() {
    noClasses()
        .that()
        .resideInAPackage("dev.insitu..")
        .and()
        // Benchmarks measure the runtime as everybody gets it beside ours.
        .resideOutsideOfPackages("dev.insitu.sandbox", "dev.insitu.benchmarks")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.dylibso.chicory..")
        .check(PRODUCT);
  }

  @Test
  void classesAreFinalSealedOrAbstract() {
    classes().should(beClosed()).check(PRODUCT);
  }

  private static ArchCondition<JavaClass> beClosed() {
    return new ArchCondition<>("be final, sealed or abstract") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean closed =
            type.isInterface()
                || type.isEnum()
                || type.isAnonymousClass()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                || isEnumConstant(type)
                || type.reflect().isSealed();
        if (!closed) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is open"));
        }
      }
    };
  }

  private static boolean isEnumConstant(JavaClass type) {
    return type.getRawSuperclass().map(JavaClass::isEnum).orElse(false);
  }
}
