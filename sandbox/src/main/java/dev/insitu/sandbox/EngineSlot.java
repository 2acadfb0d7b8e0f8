package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.MutabilityType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * What is slow to make: the engine's instance and the array of its memory. It belongs to one
 * instance at a time, and goes from one to the next only in the state of its image.
 */
/** An instance of the engine with its memory, its globals and its tables. */
final class EngineSlot {
  private final Instance instance;
  private final FlatMemory memory;
  private final GlobalInstance[] variables;
  private final List<EngineTable> tables;
  private final boolean changesTables;
  private @Nullable EngineImage image;

  private EngineSlot(GuestModule module, Instance instance, FlatMemory memory) {
    this.instance = instance;
    this.memory = memory;
    this.variables =
        IntStream.range(0, module.engine().facts().ownGlobals())
            .mapToObj(instance::global)
            .filter(global -> global.getMutabilityType() == MutabilityType.Var)
            .toArray(GlobalInstance[]::new);
    this.tables =
        IntStream.range(0, instance.tableCount())
            .mapToObj(instance::table)
            .filter(EngineTable.class::isInstance)
            .map(EngineTable.class::cast)
            .toList();
    this.changesTables = module.engine().facts().changesTables();
  }

  /** What an instance has changed since the image that it started from. */
  record Delta(
      MemoryImage.Delta memory,
      long[] variables,
      List<int @Nullable []> tables,
      DataSegment[] segments,
      Element[] elements) {}

  /**
   * Makes a slot in which data and element segments have just been written.
   *
   * @param memory receives the memory as soon as there is one
   */
  static EngineSlot fresh(SandboxInstance owner, FlatMemory[] memory) {
    GuestModule module = owner.module();
    Instance instance =
        module
            .engine()
            .instantiate(
                owner.tier(),
                owner.imports(),
                owner.limits(),
                declared -> {
                  memory[0] = new FlatMemory(declared, owner.limits().memoryPages(), module.pool());
                  memory[0].ownedBy(owner);
                  memory[0].begin(owner.limits(), owner.cancellation());
                  memory[0].takeAndCheck(module.engine().instanceCost());
                  return memory[0];
                });
    return new EngineSlot(module, instance, (FlatMemory) instance.memory());
  }

  /**
   * Makes a slot in the state of an image.
   *
   * @param array an array with the content of its memory; null to make one
   */
  static EngineSlot of(EngineImage image, byte @Nullable [] array) {
    GuestModule module = image.module();
    EngineImage.State state = image.state();
    Limits limits = image.limits();
    Instance instance =
        module
            .engine()
            .instantiate(
                image.tier(),
                module.imports(),
                limits,
                declared ->
                    new FlatMemory(
                        declared,
                        limits.memoryPages(),
                        image.memory(),
                        array,
                        state.segments(),
                        module.pool()));
    EngineSlot slot = new EngineSlot(module, instance, (FlatMemory) instance.memory());
    for (int i = 0; i < slot.tables.size(); i++) {
      slot.tables.get(i).start(state.tables()[i], instance);
    }
    slot.setElements(state.elements());
    slot.setVariables(state.variables());
    slot.image = image;
    return slot;
  }

  Instance instance() {
    return instance;
  }

  FlatMemory memory() {
    return memory;
  }

  /** Returns the image whose state {@link #restore()} brings back. */
  EngineImage image() {
    return Objects.requireNonNull(image, "a fresh slot has no image");
  }

  /** Makes the present state the one to restore, and returns it. */
  EngineImage seal(SandboxInstance owner) {
    long before = memory.imageBytes();
    MemoryImage content = memory.seal();
    image =
        new EngineImage(
            owner,
            content,
            new EngineImage.State(
                variables(),
                tables.stream().map(EngineTable::seal).toArray(int[][]::new),
                memory.imageSegments(),
                elements()),
            memory.fuelUsed(),
            Math.max(0, content.keptBytes() - before));
    return image;
  }

  /** Goes back to the image's state. */
  void restore() {
    EngineImage.State state = image().state();
    memory.restore();
    if (changesTables) {
      for (EngineTable table : tables) {
        table.restore(instance);
      }
      setElements(state.elements());
    }
    setVariables(state.variables());
  }

  /** Returns what has changed since the image's state. */
  Delta delta() {
    return new Delta(
        memory.delta(),
        variables(),
        tables.stream().<int @Nullable []>map(EngineTable::delta).toList(),
        memory.segments(),
        elements());
  }

  /** Brings a change back, onto the image's state. */
  void apply(Delta delta) {
    memory.apply(delta.memory(), delta.segments());
    setVariables(delta.variables());
    for (int i = 0; i < tables.size(); i++) {
      int[] content = delta.tables().get(i);
      if (content != null) {
        tables.get(i).set(content, instance);
      }
    }
    setElements(delta.elements());
  }

  private long[] variables() {
    return Arrays.stream(variables).mapToLong(GlobalInstance::getValue).toArray();
  }

  private void setVariables(long[] values) {
    for (int i = 0; i < values.length; i++) {
      variables[i].setValue(values[i]);
    }
  }

  private Element[] elements() {
    return IntStream.range(0, changesTables ? instance.elementCount() : 0)
        .mapToObj(instance::element)
        .toArray(Element[]::new);
  }

  private void setElements(Element[] elements) {
    for (int i = 0; i < elements.length; i++) {
      instance.setElement(i, elements[i]);
    }
  }
}
