/**
 * The frame of the customer's pages, and what both of its parts use: how a page is answered, and
 * the notebook in which they write down what must be the same after a restart. It knows neither
 * part.
 */
@NullMarked
package dev.hostedui.customer.site;

import org.jspecify.annotations.NullMarked;
