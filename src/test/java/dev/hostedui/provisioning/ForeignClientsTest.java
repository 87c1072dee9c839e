package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.PreconditionFailedException;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.EnterpriseUserExtension;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.common.constants.HttpHeader;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import dev.hostedui.testing.TestApp;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.net.URI;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SCIM clients of other make lead whole lives against this server. */
class ForeignClientsTest {

  @RegisterExtension static final TestApp app = TestApp.startAtItsAddress();

  @Test
  void the_client_of_ping_identity() throws Exception {
    var directory = ScimClient.of(app, "acmecorp");
    var http =
        ClientBuilder.newClient(
            new ClientConfig().connectorProvider(new JavaNetHttpConnectorProvider()));
    http.register(
        (ClientRequestFilter)
            call -> call.getHeaders().putSingle("Authorization", "Bearer " + directory.token));
    var scim = new ScimService(http.target(URI.create(directory.base())));

    var config = scim.getServiceProviderConfig();
    assertThat(config.getPatch().isSupported()).isTrue();
    assertThat(config.getBulk().getMaxOperations()).isEqualTo(100);
    assertThat(scim.getResourceTypes().getTotalResults()).isEqualTo(2);
    assertThat(scim.getSchemas().getTotalResults()).isEqualTo(3);
    assertThat(
            scim.getSchema(
                    EnterpriseUserExtension.class
                        .getAnnotation(com.unboundid.scim2.common.annotations.Schema.class)
                        .id())
                .getName())
        .isEqualTo("EnterpriseUser");

    var ada = scim.create("Users", person("ada@acmecorp.example", "Lovelace"));
    assertThat(ada.getMeta().getLocation().toString()).endsWith("/Users/" + ada.getId());
    assertThat(ada.getMeta().getVersion()).isEqualTo("W/\"1\"");
    assertThat(ada.getExtension(EnterpriseUserExtension.class).getDepartment()).isEqualTo("R&D");
    assertThatThrownBy(() -> scim.create("Users", person("ADA@acmecorp.example", "x")))
        .isInstanceOf(ResourceConflictException.class)
        .extracting(it -> ((ResourceConflictException) it).getScimError().getScimType())
        .isEqualTo("uniqueness");

    for (var i = 0; i < 25; i++)
      scim.create("Users", person("u" + i + "@acmecorp.example", "U" + i));
    var page =
        scim.searchRequest("Users")
            .page(11, 10)
            .sort("userName", com.unboundid.scim2.common.messages.SortOrder.ASCENDING)
            .invoke(UserResource.class);
    assertThat(page.getTotalResults()).isEqualTo(26);
    assertThat(page.getResources()).hasSize(10);
    var found =
        scim.searchRequest("Users")
            .filter(
                Filter.and(Filter.sw("userName", "U1"), Filter.eq("name.familyName", "u11"))
                    .toString())
            .invokePost(UserResource.class);
    assertThat(found.getResources())
        .singleElement()
        .extracting(UserResource::getUserName)
        .isEqualTo("u11@acmecorp.example");

    ada.setTitle("Countess");
    var changed = scim.replaceRequest(ada).ifMatch().invoke();
    assertThat(changed.getTitle()).isEqualTo("Countess");
    assertThat(changed.getMeta().getVersion()).isEqualTo("W/\"2\"");
    assertThatThrownBy(() -> scim.replaceRequest(ada).ifMatch().invoke())
        .isInstanceOf(PreconditionFailedException.class);
    var patched =
        scim.modifyRequest("Users", ada.getId())
            .replaceValue("name.familyName", "King")
            .replaceValue("emails[type eq \"work\"].display", "Ada at work")
            .addValues(
                "phoneNumbers",
                new com.unboundid.scim2.common.types.PhoneNumber()
                    .setValue("+1-555")
                    .setType("mobile"))
            .removeValues("nickName")
            .invoke(UserResource.class);
    assertThat(patched.getName().getFamilyName()).isEqualTo("King");
    assertThat(patched.getPhoneNumbers()).hasSize(1);

    var group = new GroupResource().setDisplayName("Engineering");
    group.setMembers(List.of(new Member().setValue(ada.getId())));
    var made = scim.create("Groups", group);
    assertThat(made.getMembers()).hasSize(1);
    assertThat(scim.retrieve("Users", ada.getId(), UserResource.class).getGroups())
        .singleElement()
        .extracting(com.unboundid.scim2.common.types.Group::getDisplay)
        .isEqualTo("Engineering");
    scim.modifyRequest("Groups", made.getId())
        .removeValues("members[value eq \"" + ada.getId() + "\"]")
        .invoke(Void.class);
    assertThat(scim.retrieve("Groups", made.getId(), GroupResource.class).getMembers())
        .isNullOrEmpty();

    scim.delete("Groups", made.getId());
    scim.delete("Users", ada.getId());
    assertThatThrownBy(() -> scim.retrieve("Users", ada.getId(), UserResource.class))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  private static UserResource person(String email, String family) {
    var user =
        new UserResource()
            .setUserName(email)
            .setName(new Name().setGivenName("Ada").setFamilyName(family))
            .setActive(true)
            .setEmails(new Email().setValue(email).setType("work").setPrimary(true));
    user.setExtension(new EnterpriseUserExtension().setDepartment("R&D"));
    return user;
  }

  @Test
  void the_client_of_captain_goldfish() {
    var directory = ScimClient.of(app, "acmecorp");
    var config =
        ScimClientConfig.builder()
            .httpHeaders(java.util.Map.of(HttpHeader.AUTHORIZATION, "Bearer " + directory.token))
            .build();
    try (var scim = new ScimRequestBuilder(directory.base(), config)) {
      var service = scim.get(ServiceProvider.class, "/ServiceProviderConfig", null).sendRequest();
      assertThat(service.isSuccess()).isTrue();
      assertThat(service.getResource().getSortConfig().isSupported()).isTrue();
      var made =
          scim.create(User.class, "/Users")
              .setResource(
                  User.builder()
                      .userName("ada@acmecorp.example")
                      .name(
                          de.captaingoldfish.scim.sdk.common.resources.complex.Name.builder()
                              .givenName("Ada")
                              .familyName("Lovelace")
                              .build())
                      .emails(
                          List.of(
                              de.captaingoldfish.scim.sdk.common.resources.multicomplex.Email
                                  .builder()
                                  .value("ada@acmecorp.example")
                                  .type("work")
                                  .primary(true)
                                  .build()))
                      .build())
              .sendRequest();
      assertThat(made.isSuccess()).as(made.getResponseBody()).isTrue();
      assertThat(made.getHttpStatus()).isEqualTo(201);
      var id = made.getResource().getId().orElseThrow();
      var twice =
          scim.create(User.class, "/Users")
              .setResource("{\"userName\":\"ADA@acmecorp.example\"}")
              .sendRequest();
      assertThat(twice.isSuccess()).isFalse();
      assertThat(twice.getErrorResponse().getScimType()).contains("uniqueness");

      var list =
          scim.list(User.class, "/Users")
              .filter("userName", Comparator.EQ, "ada@acmecorp.example")
              .and("active", Comparator.EQ, "true")
              .build()
              .count(10)
              .get()
              .sendRequest();
      assertThat(list.isSuccess()).as(list.getResponseBody()).isTrue();
      assertThat(list.getResource().getListedResources()).hasSize(1);

      var patched =
          scim.patch(User.class, "/Users", id)
              .addOperation()
              .op(PatchOp.REPLACE)
              .path("active")
              .value("false")
              .next()
              .op(PatchOp.ADD)
              .path("title")
              .value("Dr.")
              .build()
              .sendRequest();
      assertThat(patched.isSuccess()).as(patched.getResponseBody()).isTrue();
      assertThat(patched.getResource().isActive()).contains(false);

      var bulk =
          scim.bulk()
              .bulkRequestOperation("/Users")
              .method(HttpMethod.POST)
              .bulkId("max")
              .data(User.builder().userName("max@acmecorp.example").build())
              .next()
              .bulkRequestOperation("/Groups")
              .method(HttpMethod.POST)
              .bulkId("group")
              .data(
                  Group.builder()
                      .displayName("Engineering")
                      .members(
                          List.of(
                              de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member
                                  .builder()
                                  .value("bulkId:max")
                                  .build()))
                      .build())
              .sendRequest();
      assertThat(bulk.isSuccess()).as(bulk.getResponseBody()).isTrue();
      assertThat(bulk.getResource().getBulkResponseOperations())
          .hasSize(2)
          .allMatch(it -> it.getStatus() == 201);
      var groups = scim.list(Group.class, "/Groups").get().sendRequest();
      assertThat(groups.getResource().getListedResources().get(0).getMembers()).hasSize(1);

      assertThat(scim.delete(User.class, "/Users", id).sendRequest().getHttpStatus())
          .isEqualTo(204);
      assertThat(scim.get(User.class, "/Users", id).sendRequest().getHttpStatus()).isEqualTo(404);
    }
  }
}
