import AliceKit
import ArgumentParser

struct Models: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The models, their parameters and their prices with their dates.")

  @Argument(help: ArgumentHelp("Show one model whole.", valueName: "name"))
  var name: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    guard let name else { return list(session) }
    let book = ModelBook.builtIn
    guard let model = book.model(named: name) else {
      throw AliceError.unknownModel(name, nearest: book.nearest(to: name))
    }
    switch session.format {
    case .json: session.console.write(document: ["model": model.json])
    case .jsonLines: session.console.write(lines: [model.json])
    case .people, .paths, .nulPaths: show(model, session)
    }
  }

  private func list(_ session: Session) {
    let models = ModelBook.builtIn.models
    switch session.format {
    case .json: session.console.write(document: ["models": .array(models.map(\.json))])
    case .jsonLines: session.console.write(lines: models.map(\.json))
    case .paths: for model in models { session.console.writeLine(model.name) }
    case .nulPaths: session.console.write(paths: models.map { BytePath($0.name) }, nul: true)
    case .people:
      var table = Table(["NAME", "KIND", "USD", "PER", "AS OF", "ABOUT"])
      for model in models {
        table.add([
          model.name, model.kind?.rawValue ?? "-", model.price?.amount.description ?? "-",
          model.price?.unit.rawValue ?? "-", model.price?.date ?? "-", model.summary,
        ])
      }
      session.console.write(table.render(width: session.console.terminal.width, style: session.console.style))
    }
  }

  private func show(_ model: ModelSpec, _ session: Session) {
    let console = session.console
    console.writeLine(console.style.bold(model.name) + "  " + model.endpoint)
    console.writeLine(model.summary)
    if let note = model.note { console.writeLine(note) }
    if let price = model.price { console.writeLine("\(price.description), as of \(price.date) (\(price.source))") }
    guard !model.parameters.isEmpty else { return }
    var table = Table(["PARAMETER", "TYPE", "DEFAULT", "ALLOWED", "ABOUT"])
    for parameter in model.parameters {
      table.add([
        parameter.name + (parameter.isRequired ? " *" : ""), parameter.kind.rawValue,
        parameter.defaultValue.map { $0.scalarText ?? $0.text } ?? "-", allowed(parameter), parameter.description,
      ])
    }
    console.write(table.render(width: max(100, console.terminal.width), style: console.style))
  }

  private func allowed(_ parameter: ParameterSpec) -> String {
    if !parameter.values.isEmpty {
      return parameter.values.map { $0.scalarText ?? $0.text }.joined(separator: "|").fitted(to: 40)
    }
    switch (parameter.minimum, parameter.maximum) {
    case (nil, nil): return "-"
    case (let low, let high):
      return (low.map { JSONValue($0).text } ?? "") + ".." + (high.map { JSONValue($0).text } ?? "")
    }
  }
}
