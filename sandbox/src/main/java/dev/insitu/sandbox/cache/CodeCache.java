package dev.insitu.sandbox.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * An entry is a file:
 *
 *   MAGIC, 8 bytes | HMAC-SHA-256 of all the rest, 32 bytes | length of the key, 4 bytes | key | content
 *
 * Its name is the SHA-256 of the key. The code covers the key, so that no entry passes for another.
 * It is made with 32 random bytes that lie beside the entries: whoever can read them can write what
 * this process will run, and so can nobody else.
 */
/**
 * A folder in which processes of one user leave compiled code for each other. Whatever is wrong
 * with the folder or an entry, the worst that happens is that code is compiled again. Safe for use
 * by many threads and processes.
 */
public final class CodeCache {
  /** Bytes that all entries may have together, by default. */
  public static final long DEFAULT_BYTES = 256L << 20;

  /** Entries, whatever their size, so that looking for the oldest stays quick. */
  public static final int ENTRIES = 4_096;

  private static final byte[] MAGIC = "insitu01".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + Hmac.BYTES + Integer.BYTES;
  private static final String SECRET = "key";
  private static final String SUFFIX = ".code";

  /** How old a temporary file is that nobody writes any more. */
  private static final long ABANDONED_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Path folder;
  private final long maximumBytes;
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong evicted = new AtomicLong();
  private volatile @Nullable UserPrincipal process;
  private volatile String problem = "";

  private CodeCache(Path folder, long maximumBytes) {
    this.folder = folder;
    this.maximumBytes = maximumBytes;
  }

  /**
   * What became of the entries that this process asked for.
   *
   * @param hits entries that were used
   * @param misses entries that were not there
   * @param refused entries that were there and not what this installation had written
   * @param written entries that were added
   * @param evicted entries that were deleted to make room
   * @param problem why the folder is not used or an entry was not written, in a sentence; empty
   *     when nothing was wrong the last time
   */
  public record Statistics(
      long hits, long misses, long refused, long written, long evicted, String problem) {}

  /**
   * Returns a cache in a folder, which is created when it is first needed. Never fails.
   *
   * @param maximumBytes what all entries may have together; those used longest ago go first
   */
  public static CodeCache in(Path folder, long maximumBytes) {
    return new CodeCache(folder, maximumBytes);
  }

  /** Returns the folder. */
  public Path folder() {
    return folder;
  }

  /** Returns what became of the entries so far. */
  public Statistics statistics() {
    return new Statistics(
        hits.get(), misses.get(), refused.get(), written.get(), evicted.get(), problem);
  }

  /**
   * Returns the content that was written under a key.
   *
   * @return null when there is none, or none that this installation is known to have written
   */
  public byte @Nullable [] read(String key) {
    try (PrivateFolder files = open()) {
      byte[] secret = secret(files);
      byte[] content = authentic(files, secret, key);
      (content == null ? misses : hits).incrementAndGet();
      problem = "";
      return content;
    } catch (IOException | RuntimeException e) {
      note(e);
      return null;
    }
  }

  private byte @Nullable [] authentic(PrivateFolder files, byte[] secret, String key)
      throws IOException {
    String name = name(key);
    byte[] entry;
    try {
      entry = files.read(name, maximumBytes);
    } catch (UnusableFolder e) {
      refused.incrementAndGet();
      return null;
    }
    if (entry == null) {
      return null;
    }
    byte[] content = content(entry, secret, key);
    if (content == null) {
      refused.incrementAndGet();
    } else {
      files.touch(name, MAGIC[0]);
    }
    return content;
  }

  private static byte @Nullable [] content(byte[] entry, byte[] secret, String key) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    int start = HEADER + keyBytes.length;
    if (entry.length < start) {
      return null;
    }
    byte[] content = Arrays.copyOfRange(entry, start, entry.length);
    byte[] header = header(secret, keyBytes, content);
    return MessageDigest.isEqual(header, Arrays.copyOf(entry, start)) ? content : null;
  }

  /** Returns all that stands before the content. */
  private static byte[] header(byte[] secret, byte[] key, byte[] content) {
    byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(key.length).array();
    return ByteBuffer.allocate(HEADER + key.length)
        .put(MAGIC)
        .put(Hmac.of(secret, MAGIC, length, key, content))
        .put(length)
        .put(key)
        .array();
  }

  /** Keeps content under a key, in place of what was there. */
  public void write(String key, byte[] content) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    if (HEADER + keyBytes.length + (long) content.length > maximumBytes) {
      return;
    }
    try (PrivateFolder files = open()) {
      String temporary = files.writeTemporary(header(secret(files), keyBytes, content), content);
      try {
        makeRoom(files, temporary, name(key));
        files.rename(temporary, name(key));
        written.incrementAndGet();
        problem = "";
      } catch (IOException | RuntimeException e) {
        files.delete(temporary);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      note(e);
    }
  }

  private PrivateFolder open() throws IOException {
    PrivateFolder files = PrivateFolder.open(folder, process);
    process = files.owner();
    return files;
  }

  private byte[] secret(PrivateFolder files) throws IOException {
    byte[] secret = files.read(SECRET, Hmac.BYTES);
    if (secret == null) {
      byte[] random = new byte[Hmac.BYTES];
      new SecureRandom().nextBytes(random);
      String temporary = files.writeTemporary(random);
      files.force(temporary);
      try {
        files.addFirst(temporary, SECRET);
      } finally {
        files.delete(temporary);
      }
      secret = files.read(SECRET, Hmac.BYTES);
    }
    if (secret == null || secret.length != Hmac.BYTES) {
      throw new UnusableFolder(
          folder.resolve(SECRET) + " has not " + Hmac.BYTES + " bytes; delete it");
    }
    return secret;
  }

  /** Deletes what was used longest ago, until the new file fits. */
  private void makeRoom(PrivateFolder files, String added, String replaced) throws IOException {
    List<PrivateFolder.Entry> entries = files.entries(SUFFIX);
    long now = 0;
    long bytes = 0;
    int count = 0;
    for (PrivateFolder.Entry entry : entries) {
      if (entry.name().equals(added)) {
        now = entry.used().toMillis();
      }
      if (!entry.name().equals(replaced)) {
        bytes += entry.bytes();
        count++;
      }
    }
    entries.sort(Comparator.comparing(PrivateFolder.Entry::used));
    for (PrivateFolder.Entry entry : entries) {
      boolean abandoned = entry.isTemporary() && now - entry.used().toMillis() > ABANDONED_MILLIS;
      boolean full = bytes > maximumBytes || count > ENTRIES;
      boolean spare = entry.name().equals(replaced) || entry.isTemporary();
      if (abandoned || (full && !spare)) {
        files.delete(entry.name());
        bytes -= entry.bytes();
        count--;
        evicted.incrementAndGet();
      }
    }
  }

  private static String name(String key) {
    return HexFormat.of().formatHex(Hmac.sha256().digest(key.getBytes(StandardCharsets.UTF_8)))
        + SUFFIX;
  }

  private void note(Exception e) {
    String reason =
        switch (e) {
          case UnusableFolder unusable -> "";
          case AccessDeniedException denied -> ": permission denied";
          case FileSystemException failed when failed.getReason() != null ->
              ": " + failed.getReason();
          case FileSystemException failed -> "";
          case IOException failed -> ": " + failed.getMessage();
          default -> "";
        };
    problem =
        e instanceof UnusableFolder
            ? String.valueOf(e.getMessage())
            : folder + " cannot be used" + reason;
  }
}
