package dev.insitu.sandbox.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodeCacheTest {
  private static final byte[] CONTENT = bytes("content of some length");
  private static final long LARGE = 1L << 20;

  @TempDir Path root;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path folder() {
    return root.resolve("cache");
  }

  private CodeCache cache() {
    return CodeCache.in(folder(), LARGE);
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(
            String.valueOf(file.getFileName()),
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)));
      }
    }
    return files;
  }

  private Path entry() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.filter(file -> file.toString().endsWith(".code")).findFirst().orElseThrow();
    }
  }

  @Test
  void anotherProcessReadsWhatWasWritten() throws IOException {
    CodeCache first = cache();
    assertThat(first.read("a")).isNull();
    first.write("a", CONTENT);
    CodeCache second = cache();
    assertThat(second.read("a")).isEqualTo(CONTENT);
    assertThat(second.read("b")).isNull();
    assertThat(first.statistics()).isEqualTo(new CodeCache.Statistics(0, 1, 0, 1, 0, ""));
    assertThat(second.statistics()).isEqualTo(new CodeCache.Statistics(1, 1, 0, 0, 0, ""));
    assertThat(files(folder()))
        .containsExactlyInAnyOrderEntriesOf(Map.of(entryName(), "rw-------", "key", "rw-------"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    assertThat(Files.size(folder().resolve("key"))).isEqualTo(32);
  }

  private String entryName() throws IOException {
    return String.valueOf(entry().getFileName());
  }

  @Test
  void contentOfAnyLengthComesBack() {
    CodeCache cache = CodeCache.in(folder(), 8 << 20);
    for (int length : new int[] {0, 1, 4_096, 3_000_000}) {
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      cache.write("k" + length, content);
      assertThat(cache.read("k" + length)).isEqualTo(content);
    }
  }

  @Test
  void anEntryWithAnyByteChangedIsNotRead() throws IOException {
    CodeCache cache = cache();
    cache.write("key of it", CONTENT);
    byte[] good = Files.readAllBytes(entry());
    for (int i = 0; i < good.length; i++) {
      for (int mask : new int[] {1, 0x80, 0xFF}) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) mask;
        Files.write(entry(), bad);
        assertThat(cache.read("key of it")).as("byte %d, mask %d", i, mask).isNull();
      }
    }
    assertThat(cache.statistics().refused()).isEqualTo(3L * good.length);
    cache.write("key of it", CONTENT);
    assertThat(cache.read("key of it")).isEqualTo(CONTENT);
  }

  @Test
  void anEntryOfAnyOtherLengthIsNotRead() throws IOException {
    CodeCache cache = cache();
    cache.write("key of it", CONTENT);
    byte[] good = Files.readAllBytes(entry());
    for (int length = 0; length <= good.length + 2; length++) {
      Files.write(entry(), Arrays.copyOf(good, length));
      assertThat(cache.read("key of it")).isEqualTo(length == good.length ? CONTENT : null);
    }
  }

  @Test
  void anEntryDoesNotPassForAnother() throws IOException {
    CodeCache cache = cache();
    cache.write("a", bytes("of a"));
    byte[] ofA = Files.readAllBytes(entry());
    Files.delete(entry());
    cache.write("b", bytes("of b"));
    Files.write(entry(), ofA);
    assertThat(cache.read("b")).isNull();
    assertThat(cache.statistics().refused()).isOne();
  }

  @Test
  void whatAnotherInstallationWroteIsNotRead() throws IOException {
    CodeCache theirs = CodeCache.in(root.resolve("theirs"), LARGE);
    theirs.write("a", bytes("theirs"));
    CodeCache ours = cache();
    ours.write("a", bytes("ours"));
    Files.copy(
        root.resolve("theirs").resolve(entryName()), entry(), StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(entry(), PosixFilePermissions.fromString("rw-------"));
    assertThat(ours.read("a")).isNull();
    assertThat(ours.statistics().refused()).isOne();
    Files.copy(
        root.resolve("theirs").resolve("key"),
        folder().resolve("key"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(ours.read("a")).as("with their key").isEqualTo(bytes("theirs"));
  }

  @ParameterizedTest
  @CsvSource({
    "cache, rwxr-xr-x, false",
    "cache, rwxrwx---, false",
    "cache, rwx---r--, false",
    "cache, rwx------, true",
    "key, rw-r-----, false",
    "key, rw-----w-, false",
    "key, rw-------, true",
  })
  void whatOthersMayUseIsNotUsed(String what, String permissions, boolean used) throws IOException {
    CodeCache cache = cache();
    cache.write("a", CONTENT);
    Path path = what.equals("key") ? folder().resolve("key") : folder();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    Map<String, String> before = files(folder());
    byte[] expected = used ? CONTENT : null;
    assertThat(cache.read("a")).isEqualTo(expected);
    if (expected == null) {
      cache.write("b", CONTENT);
      assertThat(files(folder())).isEqualTo(before);
      assertThat(cache.statistics().problem())
          .isEqualTo(
              path
                  + " may be used by others ("
                  + permissions
                  + "); leave it to its owner: chmod go= "
                  + path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw--w----"})
  void anEntryThatOthersMayUseIsWrittenAnew(String permissions) throws IOException {
    CodeCache cache = cache();
    cache.write("a", CONTENT);
    Files.setPosixFilePermissions(entry(), PosixFilePermissions.fromString(permissions));
    assertThat(cache.read("a")).isNull();
    cache.write("a", CONTENT);
    assertThat(cache.read("a")).isEqualTo(CONTENT);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    CodeCache cache = cache();
    cache.write("a", CONTENT);
    Path elsewhere = root.resolve("elsewhere");
    Files.move(entry(), elsewhere);
    Path name = Objects.requireNonNull(nameOf("a"));
    Files.createSymbolicLink(folder().resolve(name), elsewhere);
    assertThat(cache.read("a")).isNull();
    cache.write("a", bytes("anew"));
    assertThat(cache.read("a")).isEqualTo(bytes("anew"));
    assertThat(Files.isSymbolicLink(folder().resolve(name))).isFalse();

    Path key = folder().resolve("key");
    Files.move(key, elsewhere, StandardCopyOption.REPLACE_EXISTING);
    Files.createSymbolicLink(key, elsewhere);
    assertThat(cache.read("a")).isNull();
    assertThat(cache.statistics().problem()).isEqualTo(key + " is no plain file");

    Path link = root.resolve("link");
    Files.createSymbolicLink(link, folder());
    CodeCache linked = CodeCache.in(link, LARGE);
    linked.write("a", CONTENT);
    assertThat(linked.statistics().written()).isZero();
    assertThat(linked.statistics().problem()).startsWith(link + " cannot be used");
  }

  private Path nameOf(String key) throws IOException {
    CodeCache other = CodeCache.in(root.resolve("names"), LARGE);
    other.write(key, CONTENT);
    try (Stream<Path> all = Files.list(root.resolve("names"))) {
      return all.map(Path::getFileName)
          .filter(name -> name.toString().endsWith(".code"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aKeyOfAnotherLengthIsNotUsed() throws IOException {
    CodeCache cache = cache();
    cache.write("a", CONTENT);
    Path key = folder().resolve("key");
    for (int length : new int[] {0, 31, 33}) {
      Files.write(key, new byte[length]);
      assertThat(cache.read("a")).isNull();
      assertThat(cache.statistics().problem())
          .isEqualTo(
              key + (length > 32 ? " has 33 bytes, allowed 32" : " has not 32 bytes; delete it"));
    }
    Files.delete(key);
    assertThat(cache.read("a")).as("written with the lost key").isNull();
    cache.write("a", CONTENT);
    assertThat(cache.read("a")).isEqualTo(CONTENT);
  }

  @Test
  void aFolderOfAnotherUserIsNotUsed() throws IOException {
    cache().write("a", CONTENT);
    UserPrincipal nobody =
        folder().getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    assertThatThrownBy(() -> PrivateFolder.open(folder(), nobody).close())
        .isInstanceOf(UnusableFolder.class)
        .hasMessage(
            folder()
                + " belongs to "
                + Files.getOwner(folder()).getName()
                + ", who is not this process's user");
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() throws IOException {
    CodeCache cache = CodeCache.in(folder(), 3_500);
    byte[] kilobyte = new byte[1_000];
    for (String key : List.of("a", "b", "c")) {
      cache.write(key, kilobyte);
    }
    try (Stream<Path> all = Files.list(folder())) {
      for (Path file : all.toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000));
      }
    }
    assertThat(cache.read("a")).isNotNull();
    cache.write("d", kilobyte);
    cache.write("e", kilobyte);
    assertThat(cache.statistics().evicted()).isEqualTo(2);
    assertThat(Stream.of("a", "b", "c", "d", "e").filter(key -> cache.read(key) != null))
        .containsExactly("a", "d", "e");
    cache.write("too large", new byte[4_000]);
    assertThat(cache.read("too large")).isNull();
    assertThat(cache.read("a")).isNotNull();
  }

  @Test
  void theSizeStaysBoundedWhateverIsWritten() throws IOException {
    CodeCache cache = CodeCache.in(folder(), 20_000);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      cache.write("k" + random.nextInt(50), new byte[random.nextInt(5_000)]);
      long bytes = 0;
      try (Stream<Path> all = Files.list(folder())) {
        for (Path file : all.toList()) {
          bytes += file.endsWith("key") ? 0 : Files.size(file);
        }
      }
      assertThat(bytes).isLessThanOrEqualTo(20_000);
    }
    assertThat(cache.statistics().written()).isEqualTo(200);
  }

  @Test
  void temporaryFilesOfTheDeadGo() throws IOException {
    CodeCache cache = cache();
    cache.write("a", CONTENT);
    Path old = Files.createFile(folder().resolve("new-1-1"));
    Path present = Files.createFile(folder().resolve("new-1-2"));
    Path foreign = Files.createFile(folder().resolve("notes.txt"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000));
    Files.setLastModifiedTime(foreign, FileTime.fromMillis(1_000_000_000));
    cache.write("b", CONTENT);
    assertThat(old).doesNotExist();
    assertThat(present).exists();
    assertThat(foreign).exists();
  }

  @Test
  void aFolderThatCannotBeIsNoCache() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    for (Path impossible : List.of(file, file.resolve("below"), Path.of("/proc/insitu"))) {
      CodeCache cache = CodeCache.in(impossible, LARGE);
      cache.write("a", CONTENT);
      assertThat(cache.read("a")).isNull();
      assertThat(cache.statistics().written()).isZero();
      assertThat(cache.statistics().problem()).startsWith(impossible + " cannot be used");
    }
    CodeCache top = CodeCache.in(Path.of("/"), LARGE);
    assertThat(top.read("a")).isNull();
    assertThat(top.statistics().problem()).isEqualTo("/ is no folder of its own");
  }

  @Test
  void theCodeIsThatOfRfc2104() throws GeneralSecurityException {
    Random random = new Random(1);
    for (int length = 0; length < 200; length++) {
      byte[] key = new byte[length % 65];
      byte[] data = new byte[length];
      random.nextBytes(key);
      random.nextBytes(data);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
      byte[] half = Arrays.copyOf(data, length / 2);
      byte[] rest = Arrays.copyOfRange(data, length / 2, length);
      assertThat(Hmac.of(key, half, rest)).isEqualTo(mac.doFinal(data));
    }
    assertThatThrownBy(() -> Hmac.of(new byte[65]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key of 65 bytes");
  }
}
