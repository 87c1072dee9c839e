/**
 * What all codes have in common that are mailed to an address so that somebody proves it to be
 * theirs: how they are read as people paste them, how many are sent to a mailbox, and how often one
 * may be wrong. What a code is for, and where its digest is kept, is its owner's matter.
 */
@NullMarked
package dev.hostedui.identity.mailedcode;

import org.jspecify.annotations.NullMarked;
