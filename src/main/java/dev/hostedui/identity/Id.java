package dev.hostedui.identity;

import dev.hostedui.db.TextValue;

/** The identity of an object: a prefix that names its kind and 18 decimal digits, time first. */
public interface Id extends TextValue {}
