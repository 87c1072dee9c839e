package dev.hostedui.web;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.picture.Pictures;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * Serves the pictures that others gave us. An address never shows another picture, so browsers keep
 * it for good; a few are held in memory.
 */
public final class PictureFace {

  private static final int MOST_BYTES_HELD = 4 * 1024 * 1024;

  /** An SVG is a document where it is opened by itself: it can do nothing there. */
  private static final String POLICY =
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

  private final Pictures pictures;
  private final Cache<PictureId, PictureFile> held =
      CacheBuilder.newBuilder()
          .maximumWeight(MOST_BYTES_HELD)
          .weigher((PictureId id, PictureFile file) -> file.length())
          .build();

  public PictureFace(Pictures pictures) {
    this.pictures = pictures;
  }

  public void mount(Routes routes) {
    routes.get("/pictures/{picture}", Access.anyone(), this::show);
  }

  private void show(Context ctx) throws IOException {
    var id =
        PictureId.parse(ctx.pathParam("picture"))
            .orElseThrow(() -> Problem.notFound("picture_not_found"));
    var file = held.getIfPresent(id);
    if (file == null) {
      file = pictures.find(id).orElseThrow(() -> Problem.notFound("picture_not_found"));
      held.put(id, file);
    }
    ctx.disableCompression();
    ctx.header("Cache-Control", "public, max-age=31536000, immutable");
    ctx.header("Content-Security-Policy", POLICY);
    // mail programs and the app's own pages show it as well
    ctx.header("Cross-Origin-Resource-Policy", "cross-origin");
    ctx.contentType(file.mediaType());
    // written in one call: Javalin would copy a result piece by piece
    file.writeTo(ctx.outputStream());
  }
}
