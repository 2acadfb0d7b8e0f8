package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.PassiveElement;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table of one instance. The engine's own lets growth leak into the parsed module, looks at the
 * wrong entry when it copies, and cannot go back to a former state.
 */
final class EngineTable extends TableInstance {
  private final long maximum;
  private int[] references;
  private @Nullable Instance[] owners;
  private int[] image = {};
  private boolean changed = true;

  EngineTable(Table declared, int value, int cap) {
    super(
        new Table(
            declared.elementType(),
            new TableLimits(declared.limits().min(), Math.min(declared.limits().max(), cap))),
        value);
    this.maximum = Math.min(declared.limits().max(), cap);
    this.references = new int[(int) declared.limits().min()];
    this.owners = new Instance[references.length];
    Arrays.fill(references, value);
  }

  /** Traps unless so many entries from an index on are there. */
  static void require(Instance instance, int table, int index, int count) {
    requireRange("table", index, count, instance.table(table).size());
  }

  /** Traps unless an element segment has so many entries from an index on. */
  static void requireElements(Instance instance, int segment, int index, int count) {
    Element element = instance.element(segment);
    int size = element instanceof PassiveElement ? element.elementCount() : 0;
    requireRange("element segment", index, count, size);
  }

  private static void requireRange(String what, int index, int count, int size) {
    long from = Integer.toUnsignedLong(index);
    long length = Integer.toUnsignedLong(count);
    if (from + length > size) {
      throw GuestTrap.table(what, from, length, size);
    }
  }

  int get(int index) {
    requireRange("table", index, 1, references.length);
    return references[index];
  }

  /** Keeps the present content as the one to restore, and returns it. */
  int[] seal() {
    if (changed) {
      image = references.clone();
      changed = false;
    }
    return image;
  }

  /** Returns the content as it is now; null when it is the one to restore. */
  int @Nullable [] delta() {
    return changed ? references.clone() : null;
  }

  /** Makes a content the present one and the one to restore; its functions are an instance's. */
  void start(int[] content, Instance instance) {
    image = content;
    set(content, instance);
    changed = false;
  }

  /** Makes a content the present one; its functions are an instance's. */
  void set(int[] content, Instance instance) {
    references = content.clone();
    owners = new Instance[references.length];
    Arrays.fill(owners, instance);
    changed = true;
  }

  /** Goes back to the content to restore; its functions are an instance's. */
  void restore(Instance instance) {
    if (changed) {
      start(image, instance);
    }
  }

  @Override
  public int size() {
    return references.length;
  }

  @Override
  public int grow(int size, int value, Instance instance) {
    changed = true;
    int before = references.length;
    long after = before + Integer.toUnsignedLong(size);
    if (after > maximum) {
      return -1;
    }
    references = Arrays.copyOf(references, (int) after);
    owners = Arrays.copyOf(owners, (int) after);
    Arrays.fill(references, before, (int) after, value);
    Arrays.fill(owners, before, (int) after, instance);
    return before;
  }

  @Override
  public int ref(int index) {
    if (index < 0 || index >= references.length) {
      throw GuestTrap.indirect(
          "undefined element: indirect call of entry "
              + Integer.toUnsignedString(index)
              + ", table has "
              + references.length);
    }
    return references[index];
  }

  @Override
  public int requiredRef(int index) {
    int reference = ref(index);
    if (reference == Value.REF_NULL_VALUE) {
      throw GuestTrap.indirect("uninitialized element: entry " + index + " of the table is null");
    }
    return reference;
  }

  @Override
  public void setRef(int index, int value, @Nullable Instance instance) {
    requireRange("table", index, 1, references.length);
    references[index] = value;
    owners[index] = instance;
    changed = true;
  }

  @Override
  public @Nullable Instance instance(int index) {
    return index >= 0 && index < owners.length ? owners[index] : null;
  }

  @Override
  public void reset() {
    Arrays.fill(references, Value.REF_NULL_VALUE);
    changed = true;
  }
}
