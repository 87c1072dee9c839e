package dev.hostedui.api;

import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.codegen.ClientOptInput;
import org.openapitools.codegen.CodegenConstants;
import org.openapitools.codegen.DefaultGenerator;
import org.openapitools.codegen.languages.JavaClientCodegen;

/**
 * A client that OpenAPI Generator makes from the document, as developers do who write none
 * themselves: all of it compiles, and a journey with it works.
 */
class MadeClientTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  @TempDir Path folder;

  @Test
  void a_client_made_from_the_document_compiles_and_works() throws Exception {
    make();
    compile();

    assertThat(journey(app.origin() + Api.ROOT, token()))
        .containsExactly(
            "made Umbrella umbrella-1 gold",
            "feature sso",
            "webhook [organization.deleted] whsec_",
            "invited alice@umbrella.example PENDING_INVITE member",
            "changed PENDING_INVITE admin",
            "event organization.created client",
            "event organization.updated client",
            "event user.organization_invitation client",
            "event user.organization_membership_updated client",
            "gone 404 ORGANIZATION_NOT_FOUND The organization was not found. It may have been removed.",
            "wrong 400 display_name text_too_short");
    assertThat(app.count("organizations WHERE display_name = 'Umbrella'")).isZero();
  }

  /** Writes its Java files below the folder. */
  private void make() {
    var java = new JavaClientCodegen();
    java.setLibrary("native");
    java.setOutputDir(folder.toString());
    java.additionalProperties()
        .putAll(
            Map.of(
                CodegenConstants.INVOKER_PACKAGE,
                "client",
                CodegenConstants.API_PACKAGE,
                "client.api",
                CodegenConstants.MODEL_PACKAGE,
                "client.model",
                CodegenConstants.HIDE_GENERATION_TIMESTAMP,
                "true",
                "useJakartaEe",
                "true",
                "supportUrlQuery",
                "false",
                "openApiNullable",
                "false"));
    var generator = new DefaultGenerator();
    generator.setGenerateMetadata(false);
    for (var part :
        List.of(CodegenConstants.APIS, CodegenConstants.MODELS, CodegenConstants.SUPPORTING_FILES))
      generator.setGeneratorPropertyDefault(part, "true");
    for (var part :
        List.of(
            CodegenConstants.API_DOCS,
            CodegenConstants.API_TESTS,
            CodegenConstants.MODEL_DOCS,
            CodegenConstants.MODEL_TESTS)) generator.setGeneratorPropertyDefault(part, "false");
    var document =
        new OpenAPIV3Parser().readContents(app.browser().get("/openapi.json").body()).getOpenAPI();
    assertThat(generator.opts(new ClientOptInput().openAPI(document).config(java)).generate())
        .isNotEmpty();
  }

  private void compile() throws IOException, URISyntaxException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null);
        var tree = Files.walk(folder.resolve("src/main/java"))) {
      var sources = new ArrayList<>(tree.filter(it -> it.toString().endsWith(".java")).toList());
      sources.add(Path.of(MadeClientTest.class.getResource("/client/Journey.java").toURI()));
      var options = List.of("-d", folder.toString(), "-proc:none", "-nowarn", "-g:none");
      var done =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(done).as(said.toString()).isTrue();
    }
  }

  /** What it notes on its way. */
  @SuppressWarnings("unchecked")
  private List<String> journey(String address, String token) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      var journey =
          (BiFunction<String, String, List<String>>)
              loader.loadClass("client.Journey").getDeclaredConstructor().newInstance();
      return journey.apply(address, token);
    }
  }

  private static String token() {
    var answer =
        app.browser()
            .postBare(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                "skc_sample",
                "client_secret",
                "sample-secret");
    return json(answer).get("access_token").asText();
  }
}
