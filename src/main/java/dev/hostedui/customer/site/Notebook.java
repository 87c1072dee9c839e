package dev.hostedui.customer.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered from one start to the next: one JSON file, in which each part has a page of
 * its own. Without a file it is forgotten at the end.
 */
public final class Notebook {

  private static final Logger LOG = LoggerFactory.getLogger("dev.hostedui.customer");
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private final @Nullable Path file;
  private final ObjectNode pages;

  /** Takes the file, which need not exist yet, or null to forget. */
  public Notebook(@Nullable Path file) {
    this.file = file;
    pages = read(file);
  }

  /** What a part wrote down last; empty when it never did, or when nobody can read it any more. */
  public synchronized <T> Optional<T> page(String name, Class<T> type) {
    var page = pages.get(name);
    if (page == null) return Optional.empty();
    try {
      return Optional.of(JSON.treeToValue(page, type));
    } catch (JsonProcessingException e) {
      LOG.warn("The customer's side begins its {} afresh: {}", name, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  /** Writes a page of a part anew. */
  public synchronized void write(String name, Object page) {
    pages.set(name, JSON.valueToTree(page));
    if (file == null) return;
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) Files.createDirectories(folder);
      var fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(pages));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("The customer's side forgets at its end what it does now: {}", e.toString());
    }
  }

  private static ObjectNode read(@Nullable Path file) {
    if (file == null || !Files.exists(file)) return JSON.createObjectNode();
    try {
      if (JSON.readTree(file.toFile()) instanceof ObjectNode pages) return pages;
      LOG.warn("The customer's side begins afresh: {} is not its notebook", file);
    } catch (IOException e) {
      LOG.warn("The customer's side begins afresh: {}", e.toString());
    }
    return JSON.createObjectNode();
  }
}
