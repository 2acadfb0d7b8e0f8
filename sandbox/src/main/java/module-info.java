/** Runs one WebAssembly module safely and repeatably; knows bytes and limits, no SQL. */
module dev.insitu.sandbox {
  requires static transitive org.jspecify;
  requires com.dylibso.chicory.compiler;
  requires com.dylibso.chicory.runtime;
  requires com.dylibso.chicory.wasm;
  requires java.management;
  requires org.objectweb.asm;
  requires org.objectweb.asm.tree;

  exports dev.insitu.sandbox;
  exports dev.insitu.sandbox.cache;
  exports dev.insitu.sandbox.module;
  exports dev.insitu.sandbox.recording;
}
