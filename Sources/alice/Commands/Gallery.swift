import AliceGallery
import AliceKit
import ArgumentParser

struct GalleryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Show the library in the browser.",
    discussion: """
      Serves a page to this machine alone, and prints its address, which opens the page once; afterwards the browser has \
      access. On a terminal it opens the browser. If the library is shown already, it prints an address of that page. \
      Ctrl-C ends it.
      """)

  @Argument(help: ArgumentHelp("What to show first; without it, everything.", valueName: "query"))
  var words: [String] = []

  @Option(name: .long, help: ArgumentHelp("The port; otherwise the last one, or any that is free.", valueName: "n"))
  var port: Int?

  @Flag(name: .long, help: "Show only; change nothing.")
  var readOnly = false

  @Flag(inversion: .prefixedNo, help: "Open the browser, also without a terminal, or never.")
  var open: Bool?

  @Option(name: .long, help: ArgumentHelp("End after this time without use: 90s, 30m, 8h.", valueName: "time"))
  var idle: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Print a token, too, by which programs read, change or pay; repeatable.", valueName: "read|write|spend"),
    transform: GalleryCommand.scope)
  var token: [GalleryScope] = []

  @OptionGroup var common: CommonOptions

  private static func scope(_ name: String) throws -> GalleryScope {
    guard let scope = GalleryScope(rawValue: name) else {
      throw ValidationError("--token takes read, write or spend, not '\(TerminalText(name))'.")
    }
    return scope
  }

  func validate() throws {
    guard port.map({ (1...65535).contains($0) }) ?? true else { throw ValidationError("A port is from 1 to 65535.") }
    // Browsers leave these two out of the addresses that the page compares.
    guard port != 80, port != 443 else { throw ValidationError("The ports 80 and 443 are not for the gallery.") }
    guard idle == nil || idleTime != nil else {
      throw ValidationError("--idle takes a time such as 90s, 30m or 8h.")
    }
  }

  func run() async throws {
    let session = try await Session(common)
    var options = GalleryOptions()
    options.port = port
    options.isReadOnly = readOnly
    options.query = DashWords.unmarked(words).joined(separator: " ")
    options.idle = idleTime
    options.tokenScopes = Set(token)
    if !options.query.isEmpty { _ = try session.query(options.query, in: session.openLibrary(for: options.query)) }
    let gallery = try Gallery(options, session.settings, session.library)
    let opens = open ?? session.console.terminal.outputIsTerminal
    let console = session.console
    let environment = session.settings.environment
    do {
      try await withInterrupt {
        try await gallery.run { address in
          if console.terminal.outputIsTerminal {
            console.note("open this in a browser of this machine; Ctrl-C ends it:")
          }
          console.writeLine(address.url)
          if let token = address.token { console.writeLine("Authorization: Bearer " + token) }
          if address.isOther { console.note("the library is shown already; this opens the same page") }
          // Without a browser nothing happens: the address is printed anyway.
          if opens, let page = address.page, let desktop = DesktopProgram(environment) { try? await desktop.open(page) }
        }
      }
    } catch is CancellationError {
      return
    }
  }

  private var idleTime: Duration? {
    guard let idle, let unit = idle.last, let number = Int(idle.dropLast()), (1...1_000_000).contains(number) else {
      return nil
    }
    switch unit {
    case "s": return .seconds(number)
    case "m": return .seconds(number * 60)
    case "h": return .seconds(number * 3600)
    default: return nil
    }
  }
}
