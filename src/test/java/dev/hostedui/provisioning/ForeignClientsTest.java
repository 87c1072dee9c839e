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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.identityconnectors.framework.api.ConnectorFacade;
import org.identityconnectors.framework.api.ConnectorFacadeFactory;
import org.identityconnectors.framework.api.ConnectorInfoManagerFactory;
import org.identityconnectors.framework.common.objects.AttributeBuilder;
import org.identityconnectors.framework.common.objects.AttributeDelta;
import org.identityconnectors.framework.common.objects.AttributeDeltaBuilder;
import org.identityconnectors.framework.common.objects.ObjectClass;
import org.identityconnectors.framework.common.objects.OperationOptions;
import org.identityconnectors.framework.common.objects.OperationOptionsBuilder;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.framework.common.objects.filter.FilterBuilder;
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

  // ------------------------------------------------------------------ a provisioning engine

  /** Drives a directory as Apache Syncope and midPoint do, whose connector this is. */
  @Test
  void the_engine_of_connid() throws Exception {
    var directory = ScimClient.of(app, "acmecorp");
    var engine = connId(directory, "PATCH");
    engine.validate();
    engine.test();

    var ada =
        engine.create(
            ObjectClass.ACCOUNT,
            Set.of(
                new org.identityconnectors.framework.common.objects.Name("ada@acmecorp.example"),
                AttributeBuilder.buildEnabled(true),
                AttributeBuilder.build("name.familyName", "Lovelace"),
                AttributeBuilder.build("emails.work.value", "ada@acmecorp.example"),
                AttributeBuilder.build("emails.work.primary", true)),
            READ);
    assertThat(attribute(engine, ObjectClass.ACCOUNT, ada, "name.familyName"))
        .isEqualTo("Lovelace");
    var found = new ArrayList<Uid>();
    engine.search(
        ObjectClass.ACCOUNT,
        FilterBuilder.equalTo(
            new org.identityconnectors.framework.common.objects.Name("ada@acmecorp.example")),
        it -> found.add(it.getUid()),
        READ);
    assertThat(found).containsExactly(ada);

    engine.updateDelta(
        ObjectClass.ACCOUNT,
        ada,
        Set.of(
            AttributeDeltaBuilder.build("name.familyName", "King"),
            AttributeDeltaBuilder.build("active", false)),
        READ);
    assertThat(attribute(engine, ObjectClass.ACCOUNT, ada, "name.familyName")).isEqualTo("King");
    assertThat(membership("ada@acmecorp.example")).isEqualTo("INACTIVE");
    connId(directory, "PUT")
        .update(
            ObjectClass.ACCOUNT,
            ada,
            Set.of(
                new org.identityconnectors.framework.common.objects.Name("ada@acmecorp.example"),
                AttributeBuilder.buildEnabled(true),
                AttributeBuilder.build("title", "Countess")),
            READ);
    assertThat(membership("ada@acmecorp.example")).isEqualTo("ACTIVE");

    var group =
        engine.create(
            ObjectClass.GROUP,
            Set.of(
                new org.identityconnectors.framework.common.objects.Name("Engineering"),
                AttributeBuilder.build("displayName", "Engineering")),
            READ);
    // nothing of the person changes, and the PATCH before that of the group has no operations
    engine.updateDelta(ObjectClass.ACCOUNT, ada, Set.of(groups(List.of(group), List.of())), READ);
    assertThat(app.count("directory_group_members")).isEqualTo(1);
    engine.updateDelta(ObjectClass.ACCOUNT, ada, Set.of(groups(List.of(), List.of(group))), READ);
    assertThat(app.count("directory_group_members")).isZero();
    engine.updateDelta(
        ObjectClass.GROUP,
        group,
        Set.of(AttributeDeltaBuilder.build("displayName", "Research")),
        READ);
    assertThat(attribute(engine, ObjectClass.GROUP, group, "displayName")).isEqualTo("Research");

    engine.delete(ObjectClass.ACCOUNT, ada, READ);
    assertThat(membership("ada@acmecorp.example")).isEqualTo("INACTIVE");
    assertThatThrownBy(() -> engine.delete(ObjectClass.ACCOUNT, ada, READ))
        .hasMessageContaining(ada.getUidValue());
  }

  private static final OperationOptions READ =
      new OperationOptionsBuilder().setAttributesToGet("name.familyName", "displayName").build();

  private static AttributeDelta groups(List<Uid> in, List<Uid> out) {
    return AttributeDeltaBuilder.build(
        "groups",
        in.stream().map(Uid::getUidValue).toList(),
        out.stream().map(Uid::getUidValue).toList());
  }

  private static Object attribute(ConnectorFacade engine, ObjectClass of, Uid id, String name) {
    return engine.getObject(of, id, READ).getAttributeByName(name).getValue().get(0);
  }

  private static String membership(String email) {
    return app.one(
        "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id JOIN organizations o"
            + " ON o.id = m.organization_id WHERE o.slug = 'acmecorp' AND u.email = '"
            + email
            + "'");
  }

  /** The connector brings the libraries that it was built with, and loads them for itself. */
  private static ConnectorFacade connId(ScimClient directory, String update) throws Exception {
    // it writes every step to standard output otherwise
    System.setProperty(
        "org.identityconnectors.common.logging.class",
        "org.identityconnectors.common.logging.impl.NoOpLogger");
    var inside =
        ForeignClientsTest.class
            .getResource("/net/tirasa/connid/bundles/scim/v2/SCIMv2Connector.class")
            .toString();
    var bundle = URI.create(inside.substring("jar:".length(), inside.indexOf('!'))).toURL();
    var connector =
        ConnectorInfoManagerFactory.getInstance()
            .getLocalManager(bundle)
            .getConnectorInfos()
            .stream()
            .filter(it -> it.getConnectorKey().getConnectorName().endsWith("SCIMv2Connector"))
            .findFirst()
            .orElseThrow()
            .createDefaultAPIConfiguration();
    var properties = connector.getConfigurationProperties();
    properties.setPropertyValue("baseAddress", directory.base());
    properties.setPropertyValue("bearerToken", directory.token);
    properties.setPropertyValue("updateUserMethod", update);
    properties.setPropertyValue("updateGroupMethod", update);
    return ConnectorFacadeFactory.getInstance().newInstance(connector);
  }
}
