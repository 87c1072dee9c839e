package dev.hostedui.customer.idp;

import java.util.Map;

/**
 * Leads the browser on by a form, by itself where there is script.
 *
 * @param app where to, for people
 * @param fields what goes along
 */
public record GoOnPage(String app, String action, Map<String, String> fields) {}
