/**
 * What tests stand on: the whole program on a database of its own, a clock that stands still, a
 * mail server that keeps what it gets.
 *
 * <p>People are those of the sample: Ada is admin and Max member of AcmeCorp, Gus is admin of
 * Globex and a stranger to AcmeCorp, Ivy is admin of Initech.
 */
package dev.hostedui.testing;
