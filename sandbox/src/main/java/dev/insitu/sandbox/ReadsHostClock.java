package dev.insitu.sandbox;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Exempts a class from the ban on host clocks; the value says why no result depends on it. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface ReadsHostClock {
  String value();
}
