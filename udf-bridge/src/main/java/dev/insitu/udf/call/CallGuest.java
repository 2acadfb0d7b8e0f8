package dev.insitu.udf.call;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.error.CallErrors;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The guest that one function's calls run in: opened when needed, under the limits of the time. */
final class CallGuest implements AutoCloseable {
  private final FunctionDefinition definition;
  private final GuestModule module;
  private final Limits own;
  private final Cancellation cancellation;
  private final CallStart start;
  private final Supplier<@Nullable SessionCalls> session;
  private CallBounds bounds = CallBounds.NONE;
  private CallLimits outer = CallLimits.NONE;
  private Limits limits;
  private CallErrors errors;
  private @Nullable GuestCall guest;

  CallGuest(
      FunctionDefinition definition,
      GuestModule module,
      Limits own,
      Cancellation cancellation,
      CallStart start,
      Supplier<@Nullable SessionCalls> session) {
    this.definition = definition;
    this.module = module;
    this.own = own;
    this.cancellation = cancellation;
    this.start = start;
    this.session = session;
    this.limits = own;
    this.errors = CallErrors.ofFunction(definition.name()).under(CallLimits.of(own));
  }

  void boundedBy(CallBounds others) {
    bounds = others;
  }

  /**
   * Returns the guest for the next call.
   *
   * @param wanted bytes of text that it has to take, 0 for none
   * @throws SQLException when it does not start within its limits
   */
  GuestCall ready(long wanted, @Nullable CallRecording recording) throws SQLException {
    follow(bounds.limits());
    GuestCall present = guest;
    if (present == null || !present.isFor(wanted, recording)) {
      close();
      present =
          GuestCall.open(
              module, definition.export(), limits, cancellation, start, wanted, recording, errors);
      guest = present;
    }
    if (!present.isUsedHere()) {
      present.useHere();
      SessionCalls calls = session.get();
      if (calls != null) {
        calls.used(present);
      }
    }
    return present;
  }

  /** Takes over what others allow now; a guest of other limits is of no use then. */
  @SuppressWarnings("ReferenceEquality") // the same object until something changes
  private void follow(CallLimits now) {
    if (now == outer) {
      return;
    }
    outer = now;
    CallLimits all = now.ofFunction(own);
    errors = errors.under(all);
    Limits effective = all.effective();
    if (!effective.equals(limits)) {
      limits = effective;
      close();
    }
  }

  /** Returns the guest that the last call ran in. */
  GuestCall present() {
    return Objects.requireNonNull(guest, "no call has run");
  }

  /** Returns the error of a call that ended in another way than by returning. */
  SQLException error(Outcome end) {
    return errors.of(end, "", cancellation);
  }

  /** Frees the guest's memory; a later call takes a new instance. */
  @Override
  public void close() {
    GuestCall open = guest;
    guest = null;
    if (open != null) {
      open.close();
    }
  }
}
