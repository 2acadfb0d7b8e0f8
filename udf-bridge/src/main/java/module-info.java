/** What a SQL function over a module is, for any SQL host; knows java.sql, no Calcite. */
module dev.insitu.udf {
  requires static transitive org.jspecify;
  requires transitive dev.insitu.sandbox;
  requires transitive java.sql;
  requires com.h2database;

  exports dev.insitu.udf;
  exports dev.insitu.udf.call;
  exports dev.insitu.udf.catalog;
  exports dev.insitu.udf.ddl;
  exports dev.insitu.udf.error;
  exports dev.insitu.udf.h2;
  exports dev.insitu.udf.module;
  exports dev.insitu.udf.option;
  exports dev.insitu.udf.recording;
  exports dev.insitu.udf.rows;
  exports dev.insitu.udf.session;
  exports dev.insitu.udf.stream;
  exports dev.insitu.udf.type;
}
