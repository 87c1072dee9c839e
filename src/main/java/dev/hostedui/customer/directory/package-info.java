/**
 * The customer's directory: the people and groups of its companies, and how it provisions them to
 * an app over SCIM 2.0, as the products of several vendors do and with the faults that they have.
 *
 * <p>A change is made here first and then told to the app. What the app refuses stays as it is here
 * and is shown beside the person or group it is about, as in a vendor's console. Each of them
 * remembers what the app was told last ({@code Remote}), so that only what is new is sent. {@code
 * scim} makes the calls.
 */
@NullMarked
package dev.hostedui.customer.directory;

import org.jspecify.annotations.NullMarked;
