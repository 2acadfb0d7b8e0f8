package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A witness sees what channels count, on each tier and thread, and changes nothing. */
final class ChannelWitnessTest {
  @ParameterizedTest
  @EnumSource(Tier.class)
  void seesWhatTheChannelsCount(Tier tier) {
    byte[] input = new byte[200_000];
    new Random(7).nextBytes(input);
    Map<ChannelWitness.Channel, ByteArrayOutputStream> seen =
        new EnumMap<>(ChannelWitness.Channel.class);
    for (var channel : ChannelWitness.Channel.values()) {
      seen.put(channel, new ByteArrayOutputStream());
    }
    long[] lastFuel = new long[1];
    CommandOptions options =
        new CommandOptions(
            tier,
            (channel, source, offset, length, fuel) -> {
              seen.get(channel).write(source, offset, length);
              assertThat(fuel).isGreaterThanOrEqualTo(lastFuel[0]);
              lastFuel[0] = fuel;
            },
            task -> new Thread(null, task, "small", 512 << 10).start());
    GuestModule mixer = Commands.module("mixer");
    Commands.Result alone = Commands.run(mixer, Commands.SPEC, Commands.LIMITS, input);
    try (CommandRun run =
        mixer.start(Commands.SPEC, Commands.LIMITS, Cancellation.create(), options)) {
      Commands.Result result = Commands.result(run, input);
      assertThat(result).isEqualTo(alone);
      assertThat(run.sawEndOfInput()).isTrue();
      assertThat(run.peakPages()).isEqualTo(mixer.description().memoryPages());
    }
    assertThat(seen.get(ChannelWitness.Channel.STDIN).toByteArray()).isEqualTo(input);
    assertThat(traffic(seen.get(ChannelWitness.Channel.STDOUT))).isEqualTo(alone.out());
    assertThat(traffic(seen.get(ChannelWitness.Channel.STDERR))).isEqualTo(alone.err());
    assertThat(lastFuel[0]).isLessThanOrEqualTo(alone.outcome().fuelUsed());
  }

  private static CommandRun.Traffic traffic(ByteArrayOutputStream bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    return new CommandRun.Traffic(bytes.size(), (int) crc.getValue());
  }

  @Test
  void theEngineIsTheOneThatIsPinned() throws Exception {
    String pom = Files.readString(Path.of(System.getProperty("insitu.root"), "pom.xml"));
    String version = Versions.CURRENT.engine().substring("chicory ".length());
    assertThat(pom).contains("<chicory.version>" + version + "</chicory.version>");
  }
}
