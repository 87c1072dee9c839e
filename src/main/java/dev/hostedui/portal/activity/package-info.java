/**
 * The Activity page: what happened in the organization, in sentences, for its admins.
 *
 * <p>It shows events as they were recorded and changes nothing. Each kind of event has its words in
 * {@code sentences.properties} of this package; one without is shown by its name, and a test finds
 * it.
 */
@NullMarked
package dev.hostedui.portal.activity;

import org.jspecify.annotations.NullMarked;
