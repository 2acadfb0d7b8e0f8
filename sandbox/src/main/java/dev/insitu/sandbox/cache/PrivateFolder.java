package dev.insitu.sandbox.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * The folder is opened once and looked at through what was opened, as are the files in it, so that
 * nobody can put another folder in its place between the look and the use. Nobody but the owner can
 * write into a folder that is the owner's alone.
 *
 * Java does not say who the process is. Who owns a file that the process has just created says it.
 */
/** A folder that belongs to this process's user alone, opened. Closed after one use. */
final class PrivateFolder implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");
  private static final String TEMPORARY = "new-";
  private static final int NAMES_TRIED = 100;
  private static final AtomicLong NAMES = new AtomicLong();

  private final Path path;
  private final SecureDirectoryStream<Path> files;
  private final UserPrincipal owner;

  private PrivateFolder(Path path, SecureDirectoryStream<Path> files, UserPrincipal owner) {
    this.path = path;
    this.files = files;
    this.owner = owner;
  }

  /** A file of the folder. */
  record Entry(String name, long bytes, FileTime used) {
    boolean isTemporary() {
      return name.startsWith(TEMPORARY);
    }
  }

  /**
   * Opens a folder, and creates it where it is missing.
   *
   * @param known who the process is, null when that has to be found out, by writing a file
   * @throws UnusableFolder when others have rights to it
   */
  static PrivateFolder open(Path folder, @Nullable UserPrincipal known) throws IOException {
    Path path = folder.toAbsolutePath();
    SecureDirectoryStream<Path> files;
    try {
      files = stream(path);
    } catch (NoSuchFileException e) {
      Files.createDirectories(path, OWNERS_FOLDER);
      files = stream(path);
    }
    boolean usable = false;
    try {
      PosixFileAttributes attributes =
          files.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
      PrivateFolder opened = new PrivateFolder(path, files, attributes.owner());
      opened.requirePrivate(path, attributes);
      if (!attributes.owner().equals(known == null ? opened.process() : known)) {
        throw foreign(path, attributes);
      }
      usable = true;
      return opened;
    } finally {
      if (!usable) {
        files.close();
      }
    }
  }

  private static SecureDirectoryStream<Path> stream(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new UnusableFolder(path + " is no folder of its own");
    }
    try (DirectoryStream<Path> above = Files.newDirectoryStream(parent)) {
      if (above instanceof SecureDirectoryStream<Path> secure) {
        return secure.newDirectoryStream(path.getFileName(), LinkOption.NOFOLLOW_LINKS);
      }
      throw new UnusableFolder(path + " is on a file system whose owners cannot be checked");
    }
  }

  private UserPrincipal process() throws IOException {
    String probe = writeTemporary();
    try {
      return attributes(probe).owner();
    } finally {
      delete(probe);
    }
  }

  /** Returns who owns the folder, which is the user of this process. */
  UserPrincipal owner() {
    return owner;
  }

  private void requirePrivate(Path what, PosixFileAttributes attributes) throws UnusableFolder {
    if (!attributes.owner().equals(owner)) {
      throw foreign(what, attributes);
    }
    if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
      throw new UnusableFolder(
          what
              + " may be used by others ("
              + PosixFilePermissions.toString(attributes.permissions())
              + "); leave it to its owner: chmod go= "
              + what);
    }
  }

  private static UnusableFolder foreign(Path what, PosixFileAttributes attributes) {
    return new UnusableFolder(
        what + " belongs to " + attributes.owner().getName() + ", who is not this process's user");
  }

  private Path file(String name) {
    return path.getFileSystem().getPath(name);
  }

  private PosixFileAttributes attributes(String name) throws IOException {
    return files
        .getFileAttributeView(file(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /**
   * Reads a whole file.
   *
   * @return null when there is none
   * @throws UnusableFolder when it is no plain file, is larger, or others have rights to it
   */
  byte @Nullable [] read(String name, long mostBytes) throws IOException {
    PosixFileAttributes attributes;
    try {
      attributes = attributes(name);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!attributes.isRegularFile()) {
      throw new UnusableFolder(path.resolve(name) + " is no plain file");
    }
    requirePrivate(path.resolve(name), attributes);
    if (attributes.size() > mostBytes) {
      throw new UnusableFolder(
          path.resolve(name) + " has " + attributes.size() + " bytes, allowed " + mostBytes);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) attributes.size());
    try (SeekableByteChannel in =
        files.newByteChannel(
            file(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {
        // One read may give a part.
      }
    } catch (NoSuchFileException e) {
      return null;
    }
    if (bytes.hasRemaining()) {
      throw new UnusableFolder(path.resolve(name) + " became shorter while it was read");
    }
    return bytes.array();
  }

  /** Writes a file's first byte over itself, which makes the file system note the present time. */
  void touch(String name, byte first) throws IOException {
    try (SeekableByteChannel out =
        files.newByteChannel(
            file(name), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      out.write(ByteBuffer.wrap(new byte[] {first}));
    }
  }

  /** Writes a file under a new name, for {@link #rename} or {@link #addFirst}. */
  String writeTemporary(byte[]... parts) throws IOException {
    for (int attempt = 1; ; attempt++) {
      String name = TEMPORARY + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
      try (SeekableByteChannel out =
          files.newByteChannel(
              file(name),
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS),
              OWNERS_FILE)) {
        write(out, name, parts);
        return name;
      } catch (FileAlreadyExistsException e) {
        // Of a process that died, or that has the same number elsewhere.
        if (attempt == NAMES_TRIED) {
          throw e;
        }
      }
    }
  }

  private void write(SeekableByteChannel out, String name, byte[]... parts) throws IOException {
    boolean written = false;
    try {
      for (byte[] part : parts) {
        ByteBuffer rest = ByteBuffer.wrap(part);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
      }
      written = true;
    } finally {
      if (!written) {
        delete(name);
      }
    }
  }

  /** Waits until a file's content would survive a loss of power. */
  void force(String name) throws IOException {
    try (SeekableByteChannel out =
        files.newByteChannel(
            file(name), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      if (out instanceof FileChannel channel) {
        channel.force(true);
      }
    }
  }

  /** Gives a file another name in one step, whatever had that name. */
  void rename(String from, String to) throws IOException {
    files.move(file(from), files, file(to));
  }

  /** Gives a temporary file a second name, unless somebody was faster. */
  void addFirst(String temporary, String name) throws IOException {
    try {
      Files.createLink(path.resolve(name), path.resolve(temporary));
    } catch (FileAlreadyExistsException e) {
      // Theirs counts.
    }
  }

  /** Deletes a file if it is there. */
  void delete(String name) throws IOException {
    try {
      files.deleteFile(file(name));
    } catch (NoSuchFileException e) {
      // Another process was faster.
    }
  }

  /** Lists the files whose names end in this, and temporary ones; works once. */
  List<Entry> entries(String suffix) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path each : files) {
      String name = String.valueOf(each.getFileName());
      if (name.endsWith(suffix) || name.startsWith(TEMPORARY)) {
        try {
          PosixFileAttributes attributes = attributes(name);
          entries.add(new Entry(name, attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException e) {
          // Another process was faster.
        }
      }
    }
    return entries;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
