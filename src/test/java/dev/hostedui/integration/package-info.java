/**
 * The README's examples for apps that sign their people in with us, run against the whole program
 * by client libraries that know nothing of it.
 *
 * <p>{@code SignIn} here and {@code app.mjs} in the resources are printed in the README word for
 * word; {@code ReadmeTest} compares. Change them here first.
 */
package dev.hostedui.integration;
