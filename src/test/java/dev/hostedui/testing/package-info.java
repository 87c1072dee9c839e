/**
 * What tests stand on: the whole program on a database of its own, a clock that stands still, a
 * mail server that keeps what it gets.
 *
 * <p>People are those of the sample: Ada is admin and Max member of AcmeCorp, Gus is admin of
 * Globex and a stranger to AcmeCorp, Ivy is admin of Initech.
 *
 * <p>A test of pages has a {@code @RegisterExtension} field with a {@code TestApp}: static where
 * the tests share nothing but the database, which is put back before each; of the object where they
 * sign in by mail, stop the program, replace keys or change settings. Test classes run beside each
 * other: whoever changes what there is only once, such as standard output, locks it.
 */
package dev.hostedui.testing;
