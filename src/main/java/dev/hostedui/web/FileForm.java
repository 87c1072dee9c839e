package dev.hostedui.web;

import com.google.common.base.Utf8;
import dev.hostedui.identity.Problem;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A form that carries a file (RFC 7578), for the few routes that take one without script. It is no
 * larger than any other form and never touches the disk.
 */
public final class FileForm {

  private final Map<String, List<String>> fields;
  private final byte[] file;

  private FileForm(Map<String, List<String>> fields, byte[] file) {
    this.fields = fields;
    this.file = file;
  }

  /** Whether the body says that it is such a form. */
  public static boolean isSent(Context ctx) {
    return Requests.mediaType(ctx).equals("multipart/form-data");
  }

  /** All fields of the form but files; none when it is a broken one. */
  static Map<String, List<String>> fieldsIfReadable(Context ctx) {
    try {
      return ctx.formParamMap();
    } catch (Exception e) {
      announceClose(ctx);
      return Map.of();
    }
  }

  /**
   * Reads the form of a request.
   *
   * @param name the field of the file, which may have been left empty
   * @throws HttpResponseException 415 when the body is no such form, 400 when it is a broken one
   */
  public static FileForm of(Context ctx, String name) {
    if (!isSent(ctx)) throw new HttpResponseException(415);
    try {
      var file = ctx.uploadedFile(name);
      if (!isEncoded(ctx)) throw new Requests.MalformedForm();
      if (file == null) return new FileForm(ctx.formParamMap(), new byte[0]);
      try (var content = file.content()) {
        return new FileForm(ctx.formParamMap(), content.readAllBytes());
      }
    } catch (Requests.MalformedForm e) {
      throw e;
    } catch (Exception e) {
      // whatever the parser stumbles over was sent to it
      announceClose(ctx);
      throw new BadRequestResponse();
    }
  }

  /**
   * Jetty gives up the connection when it cannot read such a form. A client that was not told would
   * lose its next request.
   */
  private static void announceClose(Context ctx) {
    ctx.header("Connection", "close");
  }

  /** Whether what was typed is UTF-8: what cannot be decoded would be replaced unseen. */
  private static boolean isEncoded(Context ctx) throws IOException, ServletException {
    for (var part : ctx.req().getParts()) {
      if (part.getSubmittedFileName() != null) continue;
      try (var typed = part.getInputStream()) {
        if (!Utf8.isWellFormed(typed.readAllBytes())) return false;
      }
    }
    return true;
  }

  /** {@link Requests#field(Context, String, int)} of this form. */
  public String field(String name, int longest) {
    var values = fields.get(name);
    if (values == null || values.isEmpty())
      throw Problem.invalid("field_missing").with(name).at(name);
    return Requests.cut(values.get(0), longest);
  }

  /** {@link Requests#optionalField(Context, String)} of this form. */
  public String optionalField(String name) {
    return fields.containsKey(name) ? field(name, Requests.LONGEST_FIELD) : "";
  }

  /** {@link Requests#fields(Context, String, int)} of this form. */
  public List<String> fields(String name, int most, int longest) {
    return fields.getOrDefault(name, List.of()).stream()
        .limit(most)
        .map(it -> Requests.cut(it, longest))
        .toList();
  }

  /** Whether a file was chosen. */
  public boolean hasFile() {
    return file.length > 0;
  }

  /** What was chosen, or nothing. */
  public byte[] bytes() {
    return file.clone();
  }

  /** Whether the file is something else than text, such as a workbook. */
  public boolean isBinary() {
    if (!charset().equals(StandardCharsets.UTF_8)) return false;
    for (var octet : file) if (octet == 0) return true;
    return false;
  }

  /** What stands in the file. Spreadsheets write UTF-8 or UTF-16, with a mark before it. */
  public String text() {
    var text = new String(file, charset());
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Charset charset() {
    if (file.length < 2) return StandardCharsets.UTF_8;
    if (file[0] == (byte) 0xFF && file[1] == (byte) 0xFE) return StandardCharsets.UTF_16LE;
    if (file[0] == (byte) 0xFE && file[1] == (byte) 0xFF) return StandardCharsets.UTF_16BE;
    return StandardCharsets.UTF_8;
  }
}
