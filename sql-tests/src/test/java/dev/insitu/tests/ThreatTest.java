package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the list of threats against the tests there are. */
final class ThreatTest {
  /** Classes with test methods that are named after threats. */
  private static final List<Class<?>> NAMED = List.of(ThreatenedSessionsTest.class);

  @Test
  void everyThreatHasATest() {
    Set<Threat> tested = EnumSet.noneOf(Threat.class);
    Attack.all().forEach(attack -> tested.add(attack.threat()));
    for (Class<?> type : NAMED) {
      for (Method method : type.getDeclaredMethods()) {
        String name = method.getName().toUpperCase(Locale.ROOT);
        for (Threat threat : Threat.values()) {
          if (name.startsWith(threat.name())) {
            tested.add(threat);
          }
        }
      }
    }
    for (Threat threat : Threat.values()) {
      if (!threat.elsewhere().isEmpty()) {
        tested.add(threat);
      }
      assertThat(tested.contains(threat))
          .as("%s (%s) has a test", threat, threat.attack())
          .isTrue();
    }
  }

  @Test
  void testsElsewhereExist() {
    List<String> missing = new ArrayList<>();
    for (Threat threat : Threat.values()) {
      for (String test : threat.elsewhere()) {
        if (!TestNames.exists(test)) {
          missing.add(threat + ": " + test);
        }
      }
    }
    assertThat(missing).isEmpty();
  }
}
