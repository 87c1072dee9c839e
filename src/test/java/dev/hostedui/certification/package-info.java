/**
 * What the certification plans of the OpenID Foundation hold against a provider, held against ours.
 *
 * <p>This is not the conformance suite, which is a program of its own that needs Docker, TLS and
 * somebody who looks at screenshots. It is what the modules of its plans check, by their names: a
 * test {@code oidcc_max_age_1} sends what the module {@code oidcc-max-age-1} sends, and fails where
 * that reports a FAILURE. Where the suite would report a WARNING, the test names the condition and
 * says why it stays. Where it reports SKIPPED, the test shows what lets it. Waiting is done by the
 * stopped clock, and a page of which the suite wants a screenshot is read.
 *
 * <p>The plans are those that fit what we offer:
 *
 * <ul>
 *   <li>{@code oidcc-basic-certification-test-plan} and, with {@code response_mode=form_post},
 *       {@code oidcc-formpost-basic-certification-test-plan}
 *   <li>{@code oidcc-config-certification-test-plan}
 *   <li>{@code oidcc-rp-initiated-logout-certification-test-plan}
 *   <li>{@code oidcc-backchannel-rp-initiated-logout-certification-test-plan}
 * </ul>
 *
 * <p>Left out are the plans of what is not offered: implicit and hybrid flows, dynamic registration
 * and what needs it (third-party-initiated login), front-channel logout, session management and
 * FAPI. Left out of these plans are the versions and ciphers of TLS, which a proxy decides, and
 * {@code https} everywhere but in what discovery says. The clients are registered before ({@code
 * client_registration=static_client}), so the three modules that register one of their own are not
 * run by the suite either; what they check of us is checked nevertheless.
 */
package dev.hostedui.certification;
