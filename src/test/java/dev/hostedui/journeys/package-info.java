/**
 * What people do, in a real browser: whole journeys across pages, with script and without; what
 * assistive technology finds on every page; what a page weighs.
 *
 * <p>Each {@link dev.hostedui.testing.Visit} fails of itself when the browser complains about
 * anything, so no journey has to look for errors, foreign requests or policy violations.
 */
package dev.hostedui.journeys;
