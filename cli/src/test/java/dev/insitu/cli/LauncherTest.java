package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a clone of its own where Maven and Java only say how they were called. */
@Timeout(60)
final class LauncherTest {
  private static final Path LAUNCHER = Path.of(System.getProperty("insitu.root"), "insitu");

  /** What the launcher calls; nothing else is on its path. */
  private static final List<String> TOOLS =
      List.of(
          ("cat cut dirname find grep head ln mkdir mv readlink rm sed sleep stty tee touch")
              .split(" "));

  private static final String BUILT =
      """
      insitu: building; the first time this takes some minutes
      insitu:   insitu sandbox 1.2
      insitu:   insitu command line 1.2
      """;

  /** How a started program ended. */
  private record End(int code, String out, String err) {}

  @TempDir private Path folder;

  private Path root;
  private Path tools;
  private String javaHome = "";
  private String options = "";

  @BeforeEach
  void layOut() throws IOException {
    tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : List.of("/bin", "/usr/bin")) {
        if (Files.exists(Path.of(place, tool))) {
          executable("tools/" + tool, "#!/bin/sh\nexec " + place + "/" + tool + " \"$@\"\n");
        }
      }
    }
    root = folder.resolve("a clone");
    for (String module : List.of("cli", "calcite-adapter")) {
      write("a clone/" + module + "/pom.xml", "");
      write("a clone/" + module + "/src/main/Some.java", "");
    }
    write("a clone/pom.xml", "<project>\n  <version>1.2</version>\n  <version>3</version>\n");
    String launcher = Files.readString(LAUNCHER).replace("/usr/lib/jvm", folder + "/jvm");
    executable("a clone/insitu", launcher.replace("/Library/", folder + "/none/"));
    executable("tools/mvn", Files.readString(resource("mvn.sh")));
  }

  @Test
  void buildsOnceAndStarts() throws Exception {
    javaHome = java("jdk", "21.0.2");
    End first = run(root, "./insitu", "run", "a b.sql", "");
    assertThat(first.code()).isZero();
    assertThat(first.err()).isEqualTo(BUILT);
    assertThat(first.out())
        .isEqualTo(
            lines(
                "21.0.2",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-cp",
                root
                    + "/cli/target/insitu-cli-1.2.jar:"
                    + root
                    + "/calcite-adapter/target/insitu-jdbc-1.2-all.jar:"
                    + root
                    + "/cli/target/lib/one.jar:"
                    + root
                    + "/cli/target/lib/two.jar",
                "-Dinsitu.home=" + root,
                "dev.insitu.cli.Main",
                "run",
                "a b.sql",
                ""));
    assertThat(run(root, "./insitu", "run", "a b.sql", "")).isEqualTo(new End(0, first.out(), ""));
    assertThat(Files.readString(folder.resolve("built"))).isEqualTo(javaHome + "\n");
  }

  @Test
  void buildsAgainWhenSomethingIsNewer() throws Exception {
    javaHome = java("jdk", "21.0.2");
    assertThat(run(root, "./insitu").err()).isEqualTo(BUILT);
    for (String changed : List.of("pom.xml", "cli/pom.xml", "cli/src/main/Some.java")) {
      FileTime later = FileTime.from(Instant.now().plusSeconds(2));
      Files.setLastModifiedTime(root.resolve(changed), later);
      assertThat(run(root, "./insitu").err()).as(changed).isEqualTo(BUILT);
      Files.setLastModifiedTime(root.resolve(changed), FileTime.from(Instant.EPOCH));
    }
    assertThat(run(root, "./insitu").err()).isEmpty();
    Files.delete(root.resolve("calcite-adapter/target/insitu-jdbc-1.2-all.jar"));
    assertThat(run(root, "./insitu").err()).isEqualTo(BUILT);
  }

  @Test
  void worksThroughLinksFromAnywhere() throws Exception {
    javaHome = java("jdk", "21.0.2");
    Path link = Files.createSymbolicLink(folder.resolve("first"), Path.of("a clone/insitu"));
    Path second = Files.createSymbolicLink(folder.resolve("second link"), link);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    End end = run(elsewhere, second.toString(), "--version");
    assertThat(end.code()).isZero();
    assertThat(end.out()).contains("-Dinsitu.home=" + root + "\n");
  }

  @Test
  void passesOverOldJava() throws Exception {
    javaHome = java("old", "17.0.15");
    java("jvm/java-17", "17.0.15");
    java("jvm/zulu-8", "1.8.0_402");
    java("jvm/zzz", "24");
    assertThat(run(root, "./insitu").out()).startsWith("24\n");
    String onPath = java("path", "22.0.1");
    Files.createSymbolicLink(tools.resolve("java"), Path.of(onPath, "bin/java"));
    assertThat(run(root, "./insitu").out()).startsWith("22.0.1\n");
    javaHome = java("home", "21");
    assertThat(run(root, "./insitu").out()).startsWith("21\n");
  }

  @Test
  void saysWhatToInstall() throws Exception {
    javaHome = java("old", "17.0.15");
    assertThat(run(root, "./insitu"))
        .isEqualTo(
            new End(
                1,
                "",
                "insitu: needs Java 21 or later: install a JDK (Debian: apt-get install"
                    + " openjdk-21-jdk) or set JAVA_HOME\n"));
    javaHome = java("jdk", "21.0.2");
    Files.delete(tools.resolve("mvn"));
    assertThat(run(root, "./insitu"))
        .isEqualTo(
            new End(
                1,
                "",
                "insitu: needs Maven to build: install it (Debian: apt-get install maven)\n"));
  }

  @Test
  void showsWhyABuildFailedAndTriesAgain() throws Exception {
    javaHome = java("jdk", "21.0.2");
    Path broken = write("broken", "");
    End end = run(root, "./insitu");
    assertThat(end.code()).isEqualTo(1);
    assertThat(end.out()).isEmpty();
    assertThat(end.err())
        .isEqualTo(
            BUILT
                + "[ERROR] Some.java: nothing works\ninsitu: the build failed; all of its output is in "
                + (root + "/.insitu/build.log\n"));
    Files.delete(broken);
    assertThat(run(root, "./insitu").code()).isZero();
  }

  @Test
  void newJavaGetsACacheThatIsMadeOnce() throws Exception {
    javaHome = java("jdk", "25.0.3");
    End first = run(root, "./insitu", "demo");
    assertThat(first.err()).isEqualTo(BUILT + "insitu: preparing a fast start\n");
    String cache = "-XX:AOTCache=" + root + "/cli/target/25.0.3.aot\n";
    assertThat(first.out()).contains(cache, "--sun-misc-unsafe-memory-access=allow\n");
    assertThat(run(root, "./insitu", "demo")).isEqualTo(new End(0, first.out(), ""));
    assertThat(run(root, "./insitu", "--version").out()).doesNotContain("AOTCache");
    options = "-Xshare:auto";
    assertThat(run(root, "./insitu", "demo").out()).doesNotContain("AOTCache");
    options = "";
    javaHome = java("next", "26");
    assertThat(run(root, "./insitu", "demo").err()).isEqualTo("insitu: preparing a fast start\n");
    assertThat(root.resolve("cli/target/25.0.3.aot")).doesNotExist();
  }

  @Test
  void worksWithoutACacheWhenNoneCanBeMade() throws Exception {
    javaHome = java("jdk", "25.0.3");
    write("untrained", "");
    End first = run(root, "./insitu", "demo");
    assertThat(first.code()).isZero();
    assertThat(first.out()).doesNotContain("AOTCache");
    assertThat(run(root, "./insitu", "demo")).isEqualTo(new End(0, first.out(), ""));
  }

  @Test
  void oneBuildsWhileOthersWait() throws Exception {
    javaHome = java("jdk", "25.0.3");
    write("slow", "");
    Process one = start(root, "./insitu", "demo");
    Process two = start(root, "./insitu", "demo");
    assertThat(end(one).code()).isZero();
    assertThat(end(two).code()).isZero();
    assertThat(Files.readString(folder.resolve("built"))).isEqualTo(javaHome + "\n");
    assertThat(root.resolve(".insitu/lock")).doesNotExist();
  }

  @Test
  void aLockOfAProcessThatIsGoneHoldsNobody() throws Exception {
    javaHome = java("jdk", "21.0.2");
    Files.createDirectory(root.resolve(".insitu"));
    long gone = start(root, "/bin/sh", "-c", ":").onExit().get().pid();
    Files.createSymbolicLink(root.resolve(".insitu/lock"), Path.of(String.valueOf(gone)));
    assertThat(run(root, "./insitu").code()).isZero();
  }

  private String java(String name, String version) throws IOException {
    write(name + "/release", "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(name + "/bin/java", Files.readString(resource("java.sh")));
    return folder.resolve(name).toString();
  }

  private static Path resource(String name) {
    return Path.of(System.getProperty("insitu.root"), "cli/src/test/resources/launcher", name);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void executable(String name, String text) throws IOException {
    Files.setPosixFilePermissions(write(name, text), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  private End run(Path from, String... command) throws Exception {
    return end(start(from, command));
  }

  private Process start(Path from, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().put("JAVA_TOOL_OPTIONS", options);
    builder.environment().put("FAKES", folder.toString());
    return builder.start();
  }

  private static End end(Process process) throws Exception {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new End(process.exitValue(), out, err);
  }
}
