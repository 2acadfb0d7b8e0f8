package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import dev.insitu.udf.session.StatementScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that run no statement hold no guest's memory, and nobody can tell. */
final class AliasParkTest {
  private static final int SESSIONS = 20;

  @BeforeEach
  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    LiveGuests.awaitNone();
  }

  private static Functions open(String url) throws SQLException {
    return Functions.open(url)
        .module("direct")
        .run(
            "CREATE FUNCTION n() RETURNS INTEGER FROM MODULE direct EXPORT 'count'",
            "CREATE FUNCTION e(t VARCHAR) RETURNS VARCHAR FROM MODULE direct EXPORT 'echo'",
            "CREATE FUNCTION d(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct EXPORT"
                + " 'div'");
  }

  @Test
  void guestsAreParkedWhenTheLastStatementEnds() throws SQLException {
    try (Functions db = open(Functions.memory())) {
      for (int i = 0; i < 3; i++) {
        try (StatementScope outer = db.session.beginStatement(0)) {
          assertThat(db.value("SELECT n() + n() || e('x')")).isEqualTo("2x");
          try (StatementScope inner = db.session.beginStatement(0)) {
            assertThat(db.value("SELECT d(9, 3)")).isEqualTo("3");
            inner.cancel();
          }
          assertThat(LiveGuests.parked()).isZero();
          outer.cancel();
        }
        assertThat(LiveGuests.count()).isEqualTo(3);
        assertThat(LiveGuests.parked()).isEqualTo(3);
      }
    }
  }

  @Test
  void everySessionStartsFromTheStateThatTheFirstHasMade() throws SQLException {
    String url = Functions.memory();
    List<Functions> sessions = new ArrayList<>();
    try (Functions first = open(url)) {
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(Functions.open(url));
      }
      for (int round = 0; round < 2; round++) {
        for (Functions db : sessions) {
          try (StatementScope scope = db.session.beginStatement(0)) {
            assertThat(db.value("SELECT n()")).isEqualTo("1");
            assertThat(db.value("SELECT e('" + "t".repeat(round * 70_000) + "') = ''"))
                .isEqualTo(round == 0 ? "TRUE" : "FALSE");
            scope.cancel();
          }
        }
        assertThat(LiveGuests.parked()).isEqualTo(2 * SESSIONS);
      }
      assertThat(first.value("SELECT n() || e('y')")).isEqualTo("1y");
    } finally {
      for (Functions db : sessions) {
        db.close();
      }
    }
  }

  @Test
  void aFailedGuestIsReplacedAndTheOthersAreParked() throws SQLException {
    try (Functions db = open(Functions.memory())) {
      for (int i = 0; i < 3; i++) {
        try (StatementScope scope = db.session.beginStatement(0)) {
          assertThat(db.value("SELECT n()")).isEqualTo("1");
          db.fails("SELECT d(1, 0)", "38M01", "function D: integer divide by zero in div");
          scope.cancel();
        }
        assertThat(LiveGuests.count()).isEqualTo(1);
        assertThat(LiveGuests.parked()).isEqualTo(1);
      }
      assertThat(db.value("SELECT d(1, 1)")).isEqualTo("1");
    }
  }

  @Test
  void onlyTheThreadThatCallsParks() throws SQLException {
    try (Functions db = open(Functions.memory())) {
      StatementScope scope = db.session.beginStatement(0);
      assertThat(db.value("SELECT n()")).isEqualTo("1");
      CompletableFuture.runAsync(scope::close).join();
      assertThat(LiveGuests.parked()).isZero();
      try (StatementScope next = db.session.beginStatement(0)) {
        assertThat(db.value("SELECT n()")).isEqualTo("1");
        next.cancel();
      }
      assertThat(LiveGuests.parked()).isEqualTo(1);
    }
  }

  @Test
  void aPlainSessionKeepsItsGuest() throws SQLException {
    String url = Functions.memory();
    try (Functions db = open(url);
        Connection plain = Functions.plain(url)) {
      assertThat(Databases.query(plain, "SELECT n() || e('z')")).containsExactly("1z");
      assertThat(Databases.query(plain, "SELECT n() || e('z')")).containsExactly("1z");
      assertThat(LiveGuests.parked()).isZero();
      assertThat(db.value("SELECT n()")).isEqualTo("1");
    }
  }
}
