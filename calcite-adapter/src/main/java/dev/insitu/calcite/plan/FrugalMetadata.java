package dev.insitu.calcite.plan;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The little that conversion asks, answered directly. Calcite's own metadata would generate and
 * compile some twenty classes on first use.
 */
final class FrugalMetadata extends RelMetadataQuery {
  FrugalMetadata() {
    super(
        new MetadataHandlerProvider() {
          @Override
          public <H extends MetadataHandler<?>> @Nullable H handler(Class<H> handler) {
            return null;
          }
        });
  }

  @Override
  public Double getRowCount(RelNode rel) {
    return rel.estimateRowCount(this);
  }

  @Override
  public Double getMaxRowCount(RelNode rel) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public Boolean areColumnsUnique(RelNode rel, ImmutableBitSet columns) {
    return false;
  }

  @Override
  public Boolean isVisibleInExplain(RelNode rel, SqlExplainLevel level) {
    return true;
  }
}
