package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.Call;
import dev.hostedui.customer.site.Notebook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The directories of the companies, and what they said to their apps last. */
public final class Directories {

  private static final String PAGE = "directory";
  private static final int MOST_CALLS = 60;

  /** Everything of them that outlasts a restart. */
  record Saved(Map<String, Directory> directories) {}

  private final Notebook notebook;
  private final Map<String, Directory> directories = new LinkedHashMap<>(Directory.begun());
  private final Map<String, Deque<Call>> calls = new HashMap<>();

  public Directories(Notebook notebook) {
    this.notebook = notebook;
    notebook
        .page(PAGE, Saved.class)
        .ifPresent(saved -> saved.directories().forEach(directories::replace));
  }

  public synchronized List<Directory> all() {
    return List.copyOf(directories.values());
  }

  synchronized Optional<Directory> find(String domain) {
    return Optional.ofNullable(directories.get(domain));
  }

  synchronized void put(Directory directory) {
    directories.put(directory.domain(), directory);
    notebook.write(PAGE, new Saved(directories));
  }

  synchronized void note(String domain, Call call) {
    var noted = calls.computeIfAbsent(domain, any -> new ArrayDeque<>());
    noted.addFirst(call);
    if (noted.size() > MOST_CALLS) noted.removeLast();
  }

  /** What was called last, the last first. */
  synchronized List<Call> calls(String domain) {
    return List.copyOf(calls.getOrDefault(domain, new ArrayDeque<>()));
  }
}
