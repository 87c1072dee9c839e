/**
 * The frame of the customer's pages, and what its parts use: how a page is answered, the notebook
 * in which they write down what must be the same after a restart, and calls to others. It knows
 * none of the parts.
 */
@NullMarked
package dev.hostedui.customer.site;

import org.jspecify.annotations.NullMarked;
