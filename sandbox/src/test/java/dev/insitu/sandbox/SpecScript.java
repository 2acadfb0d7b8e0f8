package dev.insitu.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * One script of the WebAssembly core specification's test suite, as wast2json converts it.
 *
 * @param name the script's name
 * @param commands its commands in order
 * @param files the modules that they name
 */
record SpecScript(String name, List<Command> commands, Map<String, byte[]> files) {
  /** One command: its kind, its line in the script, and everything else. */
  record Command(String type, long line, Map<String, Object> fields) {
    String text(String field) {
      return (String) fields.get(field);
    }

    boolean has(String field) {
      return fields.containsKey(field);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> action() {
      return (Map<String, Object>) fields.get("action");
    }

    List<SpecValue> expected() {
      return SpecValue.list(fields.get("expected"));
    }
  }

  /** Reads all scripts of the suite, sorted by name. */
  static List<SpecScript> read(Path zip) throws IOException {
    Map<String, Map<String, byte[]>> folders = new TreeMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        int slash = entry.getName().indexOf('/');
        if (slash > 0 && !entry.isDirectory()) {
          folders
              .computeIfAbsent(entry.getName().substring(0, slash), n -> new LinkedHashMap<>())
              .put(entry.getName().substring(slash + 1), file.getInputStream(entry).readAllBytes());
        }
      }
    }
    return folders.entrySet().stream().map(e -> script(e.getKey(), e.getValue())).toList();
  }

  /** Returns where the suites of others lie, null when they are absent. */
  static Path suite(String file) {
    Path path = Path.of(System.getProperty("insitu.testsuites", "")).resolve(file);
    return Files.isRegularFile(path) ? path : null;
  }

  @SuppressWarnings("unchecked")
  private static SpecScript script(String name, Map<String, byte[]> files) {
    String json = new String(files.get(name + ".json"), StandardCharsets.UTF_8);
    Map<String, Object> root = (Map<String, Object>) Json.parse(json);
    List<Command> commands =
        ((List<Map<String, Object>>) root.get("commands"))
            .stream()
                .map(c -> new Command((String) c.get("type"), (Long) c.get("line"), c))
                .toList();
    return new SpecScript(name, commands, files);
  }
}
