package dev.hostedui.web;

/**
 * A page that goes on by itself, with a link for whoever it does not take along.
 *
 * <p>Browsers hold a form to where every redirect after it leads ({@code form-action}, CSP 3), and
 * nobody here knows where an application leads people on to. So a form that ends at an application
 * ends at this page, and what follows is no form's.
 *
 * @param name what it goes on to
 * @param address where that is: one of our own, or one that is registered for an application
 */
public record OnwardPage(Look look, String name, String address) implements View {}
