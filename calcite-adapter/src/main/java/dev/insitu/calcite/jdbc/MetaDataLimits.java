package dev.insitu.calcite.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.NullUnmarked;

/** Tells what the backend supports, the first half. */
@NullUnmarked
abstract class MetaDataLimits implements DatabaseMetaData {
  final DatabaseMetaData backend;

  MetaDataLimits(DatabaseMetaData backend) {
    this.backend = backend;
  }

  @Override
  public boolean allProceduresAreCallable() throws SQLException {
    return backend.allProceduresAreCallable();
  }

  @Override
  public boolean allTablesAreSelectable() throws SQLException {
    return backend.allTablesAreSelectable();
  }

  @Override
  public String getUserName() throws SQLException {
    return backend.getUserName();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return backend.isReadOnly();
  }

  @Override
  public boolean nullsAreSortedHigh() throws SQLException {
    return backend.nullsAreSortedHigh();
  }

  @Override
  public boolean nullsAreSortedLow() throws SQLException {
    return backend.nullsAreSortedLow();
  }

  @Override
  public boolean nullsAreSortedAtStart() throws SQLException {
    return backend.nullsAreSortedAtStart();
  }

  @Override
  public boolean nullsAreSortedAtEnd() throws SQLException {
    return backend.nullsAreSortedAtEnd();
  }

  @Override
  public String getDatabaseProductName() throws SQLException {
    return backend.getDatabaseProductName();
  }

  @Override
  public String getDatabaseProductVersion() throws SQLException {
    return backend.getDatabaseProductVersion();
  }

  @Override
  public boolean usesLocalFiles() throws SQLException {
    return backend.usesLocalFiles();
  }

  @Override
  public boolean usesLocalFilePerTable() throws SQLException {
    return backend.usesLocalFilePerTable();
  }

  @Override
  public boolean supportsMixedCaseIdentifiers() throws SQLException {
    return H2Backend.checked(backend::supportsMixedCaseIdentifiers);
  }

  @Override
  public boolean storesUpperCaseIdentifiers() throws SQLException {
    return H2Backend.checked(backend::storesUpperCaseIdentifiers);
  }

  @Override
  public boolean storesLowerCaseIdentifiers() throws SQLException {
    return H2Backend.checked(backend::storesLowerCaseIdentifiers);
  }

  @Override
  public boolean storesMixedCaseIdentifiers() throws SQLException {
    return H2Backend.checked(backend::storesMixedCaseIdentifiers);
  }

  @Override
  public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
    return H2Backend.checked(backend::supportsMixedCaseQuotedIdentifiers);
  }

  @Override
  public boolean storesUpperCaseQuotedIdentifiers() throws SQLException {
    return backend.storesUpperCaseQuotedIdentifiers();
  }

  @Override
  public boolean storesLowerCaseQuotedIdentifiers() throws SQLException {
    return backend.storesLowerCaseQuotedIdentifiers();
  }

  @Override
  public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
    return H2Backend.checked(backend::storesMixedCaseQuotedIdentifiers);
  }

  @Override
  public String getIdentifierQuoteString() throws SQLException {
    return backend.getIdentifierQuoteString();
  }

  @Override
  public String getSQLKeywords() throws SQLException {
    return backend.getSQLKeywords();
  }

  @Override
  public String getNumericFunctions() throws SQLException {
    return backend.getNumericFunctions();
  }

  @Override
  public String getStringFunctions() throws SQLException {
    return backend.getStringFunctions();
  }

  @Override
  public String getSystemFunctions() throws SQLException {
    return backend.getSystemFunctions();
  }

  @Override
  public String getTimeDateFunctions() throws SQLException {
    return backend.getTimeDateFunctions();
  }

  @Override
  public String getSearchStringEscape() throws SQLException {
    return backend.getSearchStringEscape();
  }

  @Override
  public String getExtraNameCharacters() throws SQLException {
    return backend.getExtraNameCharacters();
  }

  @Override
  public boolean supportsAlterTableWithAddColumn() throws SQLException {
    return backend.supportsAlterTableWithAddColumn();
  }

  @Override
  public boolean supportsAlterTableWithDropColumn() throws SQLException {
    return backend.supportsAlterTableWithDropColumn();
  }

  @Override
  public boolean supportsColumnAliasing() throws SQLException {
    return backend.supportsColumnAliasing();
  }

  @Override
  public boolean nullPlusNonNullIsNull() throws SQLException {
    return backend.nullPlusNonNullIsNull();
  }

  @Override
  public boolean supportsConvert() throws SQLException {
    return backend.supportsConvert();
  }

  @Override
  public boolean supportsConvert(int fromType, int toType) throws SQLException {
    return backend.supportsConvert(fromType, toType);
  }

  @Override
  public boolean supportsTableCorrelationNames() throws SQLException {
    return backend.supportsTableCorrelationNames();
  }

  @Override
  public boolean supportsDifferentTableCorrelationNames() throws SQLException {
    return backend.supportsDifferentTableCorrelationNames();
  }

  @Override
  public boolean supportsExpressionsInOrderBy() throws SQLException {
    return backend.supportsExpressionsInOrderBy();
  }

  @Override
  public boolean supportsOrderByUnrelated() throws SQLException {
    return backend.supportsOrderByUnrelated();
  }

  @Override
  public boolean supportsGroupBy() throws SQLException {
    return backend.supportsGroupBy();
  }

  @Override
  public boolean supportsGroupByUnrelated() throws SQLException {
    return backend.supportsGroupByUnrelated();
  }

  @Override
  public boolean supportsGroupByBeyondSelect() throws SQLException {
    return backend.supportsGroupByBeyondSelect();
  }

  @Override
  public boolean supportsLikeEscapeClause() throws SQLException {
    return backend.supportsLikeEscapeClause();
  }

  @Override
  public boolean supportsMultipleResultSets() throws SQLException {
    return backend.supportsMultipleResultSets();
  }

  @Override
  public boolean supportsMultipleTransactions() throws SQLException {
    return backend.supportsMultipleTransactions();
  }

  @Override
  public boolean supportsNonNullableColumns() throws SQLException {
    return backend.supportsNonNullableColumns();
  }

  @Override
  public boolean supportsMinimumSQLGrammar() throws SQLException {
    return backend.supportsMinimumSQLGrammar();
  }

  @Override
  public boolean supportsCoreSQLGrammar() throws SQLException {
    return backend.supportsCoreSQLGrammar();
  }

  @Override
  public boolean supportsExtendedSQLGrammar() throws SQLException {
    return backend.supportsExtendedSQLGrammar();
  }

  @Override
  public boolean supportsANSI92EntryLevelSQL() throws SQLException {
    return backend.supportsANSI92EntryLevelSQL();
  }

  @Override
  public boolean supportsANSI92IntermediateSQL() throws SQLException {
    return backend.supportsANSI92IntermediateSQL();
  }

  @Override
  public boolean supportsANSI92FullSQL() throws SQLException {
    return backend.supportsANSI92FullSQL();
  }

  @Override
  public boolean supportsIntegrityEnhancementFacility() throws SQLException {
    return backend.supportsIntegrityEnhancementFacility();
  }

  @Override
  public boolean supportsOuterJoins() throws SQLException {
    return backend.supportsOuterJoins();
  }

  @Override
  public boolean supportsFullOuterJoins() throws SQLException {
    return backend.supportsFullOuterJoins();
  }

  @Override
  public boolean supportsLimitedOuterJoins() throws SQLException {
    return backend.supportsLimitedOuterJoins();
  }

  @Override
  public String getSchemaTerm() throws SQLException {
    return backend.getSchemaTerm();
  }

  @Override
  public String getProcedureTerm() throws SQLException {
    return backend.getProcedureTerm();
  }

  @Override
  public String getCatalogTerm() throws SQLException {
    return backend.getCatalogTerm();
  }

  @Override
  public boolean isCatalogAtStart() throws SQLException {
    return backend.isCatalogAtStart();
  }

  @Override
  public String getCatalogSeparator() throws SQLException {
    return backend.getCatalogSeparator();
  }

  @Override
  public boolean supportsSchemasInDataManipulation() throws SQLException {
    return backend.supportsSchemasInDataManipulation();
  }

  @Override
  public boolean supportsSchemasInProcedureCalls() throws SQLException {
    return backend.supportsSchemasInProcedureCalls();
  }

  @Override
  public boolean supportsSchemasInTableDefinitions() throws SQLException {
    return backend.supportsSchemasInTableDefinitions();
  }

  @Override
  public boolean supportsSchemasInIndexDefinitions() throws SQLException {
    return backend.supportsSchemasInIndexDefinitions();
  }

  @Override
  public boolean supportsSchemasInPrivilegeDefinitions() throws SQLException {
    return backend.supportsSchemasInPrivilegeDefinitions();
  }

  @Override
  public boolean supportsCatalogsInDataManipulation() throws SQLException {
    return backend.supportsCatalogsInDataManipulation();
  }

  @Override
  public boolean supportsCatalogsInProcedureCalls() throws SQLException {
    return backend.supportsCatalogsInProcedureCalls();
  }

  @Override
  public boolean supportsCatalogsInTableDefinitions() throws SQLException {
    return backend.supportsCatalogsInTableDefinitions();
  }

  @Override
  public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
    return backend.supportsCatalogsInIndexDefinitions();
  }

  @Override
  public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
    return backend.supportsCatalogsInPrivilegeDefinitions();
  }

  @Override
  public boolean supportsPositionedDelete() throws SQLException {
    return backend.supportsPositionedDelete();
  }

  @Override
  public boolean supportsPositionedUpdate() throws SQLException {
    return backend.supportsPositionedUpdate();
  }
}
