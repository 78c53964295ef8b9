package dev.warpsmith.coder.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A provider on this machine: it gives the answers it was told to give, in their order. */
final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  final List<Wire.Received> received = new CopyOnWriteArrayList<>();

  /**
   * One answer.
   *
   * @param pieces sent one after another
   * @param dropped whether the connection ends before the answer does
   * @param delayMillis before the first piece
   */
  record Answer(
      int status,
      Map<String, String> headers,
      List<String> pieces,
      boolean dropped,
      int delayMillis) {
    static Answer of(int status, String body) {
      return new Answer(status, Map.of(), List.of(body), false, 0);
    }

    static Answer stream(List<String> pieces) {
      return new Answer(200, Map.of("Content-Type", "text/event-stream"), pieces, false, 0);
    }

    Answer with(String header, String value) {
      return new Answer(status, Map.of(header, value), pieces, dropped, delayMillis);
    }

    Answer broken() {
      return new Answer(status, headers, pieces, true, delayMillis);
    }

    Answer after(int millis) {
      return new Answer(status, headers, pieces, dropped, millis);
    }
  }

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "fake-server");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  FakeServer then(Answer answer) {
    answers.add(answer);
    return this;
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(
        new Wire.Received(
            exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body));
    Answer answer = answers.poll();
    if (answer == null) {
      answer = Answer.of(500, "the test told this server nothing more");
    }
    pause(answer.delayMillis());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    long length = answer.dropped() ? 1 << 20 : 0;
    exchange.sendResponseHeaders(answer.status(), length);
    OutputStream out = exchange.getResponseBody();
    for (String piece : answer.pieces()) {
      out.write(piece.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    if (!answer.dropped()) {
      out.close();
    }
    exchange.close();
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException("interrupted"));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
