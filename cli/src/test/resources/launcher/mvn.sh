#!/bin/sh
# Stands for Maven: says what it builds and lays the jars where Maven would.
set -eu
[ "$*" = "-B -Dquickly -pl cli -am package" ]
if [ -f "$FAKES/slow" ]; then sleep 1; fi
echo '[INFO] Building insitu sandbox 1.2                                  [1/2]'
echo '[INFO] Building insitu command line 1.2                             [2/2]'
if [ -f "$FAKES/broken" ]; then
  echo '[ERROR] Some.java: nothing works'
  exit 1
fi
mkdir -p cli/target/lib calcite-adapter/target
touch cli/target/insitu-cli-1.2.jar calcite-adapter/target/insitu-jdbc-1.2-all.jar
touch cli/target/lib/one.jar cli/target/lib/two.jar
echo "$JAVA_HOME" >>"$FAKES/built"
