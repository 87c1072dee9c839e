/**
 * The customer's side of the sample: what the IT department of a customer has at home, so that a
 * newcomer can connect an organization without owning a domain or an identity provider.
 *
 * <p>It is a program of its own on listeners of its own and shares no memory with the portal, which
 * reaches it as it reaches any customer: by DNS, by HTTP and by the browsers of people. Begin with
 * {@link dev.hostedui.customer.CustomerSide}; {@code zone} answers for the customer's domains,
 * {@code directory} holds its people and groups and tells apps of them over SCIM 2.0, {@code idp}
 * signs these people in by SAML 2.0 and OpenID Connect, {@code site} is the frame of its pages. All
 * three let themselves misbehave, in the ways that name servers, directories and identity providers
 * do in the world, and say what the portal should answer.
 *
 * <p>It exists in the sample only and keeps no secret that is worth anything: whoever opens its
 * pages may do everything.
 */
@NullMarked
package dev.hostedui.customer;

import org.jspecify.annotations.NullMarked;
