package client;

import client.api.EventsApi;
import client.api.MembershipsApi;
import client.api.OrganizationsApi;
import client.api.UsersApi;
import client.api.WebhooksApi;
import client.model.CreateMembership;
import client.model.CreateOrganization;
import client.model.CreateUser;
import client.model.CreateWebhookEndpoint;
import client.model.ErrorInfo;
import client.model.Event;
import client.model.Feature;
import client.model.Membership;
import client.model.RoleChoice;
import client.model.UpdateMembership;
import client.model.UpdateOrganizationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a developer writes first with a client made from {@code /openapi.json}: a customer comes, is
 * given features, somebody is invited and made an admin, what happened is told, and the customer
 * goes again. It is compiled with the made client by {@code MadeClientTest}, which also reads what
 * it notes.
 */
public final class Journey implements BiFunction<String, String, List<String>> {

  private final List<String> notes = new ArrayList<>();

  @Override
  public List<String> apply(String address, String token) {
    var client = new ApiClient();
    client.updateBaseUri(address);
    client.setRequestInterceptor(it -> it.header("Authorization", "Bearer " + token));
    try {
      go(client);
    } catch (ApiException e) {
      throw new IllegalStateException(e);
    }
    return notes;
  }

  private void go(ApiClient client) throws ApiException {
    var organizations = new OrganizationsApi(client);
    var users = new UsersApi(client);
    var made =
        organizations
            .createOrganization(
                new CreateOrganization()
                    .displayName("Umbrella")
                    .externalId("umbrella-1")
                    .putMetadataItem("plan", "gold"),
                "umbrella-once")
            .getOrganization();
    note("made", made.getDisplayName(), made.getExternalId(), made.getMetadata().get("plan"));
    var org = made.getId();

    var settings =
        organizations
            .updateOrganizationSettings(
                org,
                new UpdateOrganizationSettings()
                    .addFeaturesItem(new Feature().name(Feature.NameEnum.SSO).enabled(true)),
                null)
            .getOrganization()
            .getSettings();
    for (var feature : settings.getFeatures())
      if (feature.getEnabled()) note("feature", feature.getName());

    var hook =
        new WebhooksApi(client)
            .createWebhookEndpoint(
                new CreateWebhookEndpoint()
                    .url("https://hooks.example.com/umbrella")
                    .addEventTypesItem("organization.deleted"),
                null);
    note("webhook", hook.getEndpoint().getEventTypes(), hook.getSecret().substring(0, 6));

    var invited =
        users
            .createUser(
                org,
                new CreateUser()
                    .email("alice@umbrella.example")
                    .membership(
                        new CreateMembership().addRolesItem(new RoleChoice().name("member"))),
                true,
                null)
            .getUser();
    note("invited", invited.getEmail(), of(invited.getMemberships().get(0)));
    var changed =
        new MembershipsApi(client)
            .updateMembership(
                org,
                invited.getId(),
                null,
                new UpdateMembership().addRolesItem(new RoleChoice().name("admin")))
            .getUser();
    note("changed", of(changed.getMemberships().get(0)));

    for (Event event :
        new EventsApi(client)
            .listEvents(org, null, null, made.getCreateTime().minusMinutes(1), null, null, null)
            .getEvents()) note("event", event.getType(), event.getActor().getType());

    organizations.deleteOrganization(org);
    try {
      organizations.getOrganization(org);
    } catch (ApiException e) {
      var error = error(client, e);
      note("gone", e.getCode(), error.getErrorCode(), error.getMessage());
    }
    try {
      organizations.createOrganization(new CreateOrganization().displayName(""), null);
    } catch (ApiException e) {
      var wrong = error(client, e).getValidationErrorInfo().getFieldViolations().get(0);
      note("wrong", e.getCode(), wrong.getField(), wrong.getConstraint());
    }
  }

  private static String of(Membership it) {
    return it.getMembershipStatus() + " " + it.getRoles().get(0).getName();
  }

  private static ErrorInfo error(ApiClient client, ApiException refused) {
    try {
      return client.getObjectMapper().readValue(refused.getResponseBody(), ErrorInfo.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void note(String what, Object... details) {
    var line = new StringBuilder(what);
    for (var detail : details) line.append(' ').append(detail);
    notes.add(line.toString());
  }
}
