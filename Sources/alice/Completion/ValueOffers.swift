import AliceKit
import Foundation

/// What can stand in one place of a command line: told by the name of its value, which the help shows, too.
struct ValueOffers {
  let slot: Completer.Slot
  /// What is written of the value.
  let written: String

  func offers() -> Offers {
    if !slot.argument.values.isEmpty { return Offers(texts: slot.argument.values) }
    if let option = slot.option, let offers = byOption(option) { return offers }
    if let offers = byName(slot.argument.valueName) { return offers }
    let alternatives = slot.argument.valueName.split(separator: "|").map(String.init)
    let areWords = alternatives.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
    return areWords && alternatives.count > 1 ? Offers(texts: alternatives) : Offers()
  }

  private func byOption(_ option: String) -> Offers? {
    switch option {
    case "stars": Offers(texts: (0...5).map(String.init))
    case "quality-min": Offers(texts: (1...5).map(String.init))
    case "project": library.values(of: .project)
    case "style": Offers(texts: library.styles)
    case "forget": library.savedNames
    case "from" where slot.path == ["organize"]: Offers(texts: ForeignTool.allCases.map(\.rawValue))
    case "name" where slot.path == ["events"]: Offers(texts: Event.Name.allCases.map(\.rawValue))
    default: nil
    }
  }

  private func byName(_ name: String) -> Offers? {
    switch name {
    case "dir", "folder": return .folders
    case "file", "path", "source", "file.jsonl", "out.html": return .allFiles
    case "file.yaml|name": return Offers(Pipeline.ready.map { .init(text: $0.name) }, files: .files)
    case "query": return QueryOffers(written: written, library: library).offers()
    case "model": return library.values(of: .model)
    case "name|endpoint", "name|endpoint|words": return Offers(texts: ModelCompletion.names(written))
    case "k=v": return Offers(texts: ModelCompletion.parameters(written, in: slot.words))
    case "tag": return library.values(of: .tag)
    case "order": return Offers(texts: SearchOrder.allCases.map(\.rawValue))
    case "type": return Offers(texts: MediaKind.allCases.map(\.rawValue))
    case "size":
      return Offers(texts: ["16:9", "9:16", "4:3", "3:4", "1:1", "1024x1024"] + ImageSize.presets.map(\.name))
    case "date": return Offers(texts: QueryOffers.dates)
    case "period": return Offers(texts: BudgetPeriod.allCases.map(\.rawValue) + ["unknown", "balance"])
    case "key" where slot.path.first == "config": return Offers(texts: SettingsKey.allCases.map(\.rawValue))
    case "a,b": return fields()
    case "id" where slot.path.first == "jobs", "job": return library.jobs(openOnly: slot.path.last != "show")
    case "run": return library.runs()
    case "op": return library.operations()
    case "id|file", "id|path", "file|url|id", "id": return assets(files: name != "id")
    default: return name.contains("file") ? .allFiles : nil
    }
  }

  private func assets(files: Bool) -> Offers {
    if slot.path == ["tag"], let sign = written.first, sign == "+" || (sign == "-" && written.count > 1) {
      return library.values(of: .tag).prefixed(String(sign))
    }
    return library.assets(written) + (files ? .allFiles : Offers())
  }

  /// Completes the last name of a list.
  private func fields() -> Offers {
    let head = written.lastIndex(of: ",").map { String(written[...$0]) } ?? ""
    return Offers(texts: AssetField.names).prefixed(head)
  }

  private var library: LibraryOffers { LibraryOffers(words: slot.words) }
}
