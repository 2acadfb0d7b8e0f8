package dev.insitu.udf.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CodeFolderTest {
  @ParameterizedTest
  @CsvSource({
    "           , /caches , /home/me, /caches/insitu",
    "           ,         , /home/me, /home/me/.cache/insitu",
    "           , relative, /home/me, /home/me/.cache/insitu",
    "           , ''      , /home/me, /home/me/.cache/insitu",
    "           ,         , ?       , ",
    "           ,         ,         , ",
    "off        , /caches , /home/me, ",
    "' '        , /caches , /home/me, ",
    "/var/insitu, /caches , /home/me, /var/insitu",
    "code       , /caches , /home/me, code",
  })
  void whoStartsTheProcessNamesTheFolder(
      String property, String caches, String home, String expected) {
    Map<String, String> properties = new HashMap<>();
    properties.put(CodeFolder.PROPERTY, property);
    properties.put("user.home", home);
    Map<String, String> environment = new HashMap<>();
    environment.put("XDG_CACHE_HOME", caches);
    assertThat(CodeFolder.folder(properties::get, environment::get))
        .isEqualTo(expected == null ? null : Path.of(expected));
  }

  @ParameterizedTest
  @CsvSource({"bad\0name, /home/me", ", /ho\0me"})
  void whatIsNoPathIsNoFolder(String property, String home) {
    Map<String, String> properties = new HashMap<>();
    properties.put(CodeFolder.PROPERTY, property);
    properties.put("user.home", home);
    assertThat(CodeFolder.folder(properties::get, name -> null)).isNull();
  }
}
