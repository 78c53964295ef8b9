package dev.warpsmith.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the devices. */
@Command(
    name = "devices",
    description = "List the GPUs that candidates can run on, emulated ones included.",
    footerHeading = "%nExample:%n",
    footer = {"  warpsmith devices", "  warpsmith devices --json"})
final class DevicesCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  private final Terminal terminal;

  DevicesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Devices devices = Devices.installed();
    List<Devices.Listing> listings = devices.list();
    if (options.json) {
      Json.print(terminal.out(), Map.of("devices", listings));
    } else {
      for (Devices.Listing listing : listings) {
        String state = listing.available() ? "" : "  unavailable: " + listing.reason();
        terminal.out().println(listing.id() + state);
      }
      Devices.Choice choice = devices.choose(Devices.AUTO);
      terminal.out().println("auto is " + choice.id() + " (" + choice.reason() + ")");
    }
    return ExitCode.DONE.number();
  }
}
