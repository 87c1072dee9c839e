package dev.hostedui.provisioning;

import java.util.List;

/**
 * A part of a list.
 *
 * @param total how many there are in the whole list
 */
record Found<T>(long total, List<T> items) {}
